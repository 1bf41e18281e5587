import { type Manifest, podOf } from './read-manifests.ts';
import { podLabelsOf, selects } from './selectors.ts';

type Labels = Readonly<Record<string, string>>;

/** A pod as it runs: of the router there are two versions while a canary is tried. */
export interface Pod {
  readonly name: string;
  readonly process: string;
  readonly labels: Labels;
  readonly ports: ReadonlyMap<string, number>;
}

/** What Prometheus asks, and the labels that it puts on what it is told. */
export interface Target {
  readonly pod: Pod;
  readonly port: number;
  readonly path: string;
  readonly labels: Labels;
}

/** The label of the version that Argo Rollouts puts on pods, and on the selectors of the two Services that it is told of. */
const versionLabel = 'rollouts-pod-template-hash';

/** One pod of each Deployment, and of each Rollout one of the stable version and one of the canary. */
export function podsOf(manifests: readonly Manifest[]): Pod[] {
  return manifests
    .filter(({ kind }) => kind === 'Deployment' || kind === 'Rollout')
    .flatMap((manifest) => {
      const process = manifest.metadata.name;
      const ports = new Map<string, number>(
        podOf(manifest).containers[0].ports.map((port: { name: string; containerPort: number }) => [
          port.name,
          port.containerPort,
        ]),
      );
      const pod = (name: string, more: Labels = {}): Pod => ({
        name,
        process,
        labels: { ...podLabelsOf(manifest), ...more },
        ports,
      });
      if (manifest.kind === 'Deployment') return [pod(process)];
      return ['stable', 'canary'].map((version) => pod(`${process}-${version}`, { [versionLabel]: version }));
    });
}

/** The pods behind a Service, while Argo Rollouts tries a canary. */
export function podsBehind(service: Manifest, manifests: readonly Manifest[]): Pod[] {
  const canaries = manifests.filter(({ kind }) => kind === 'Rollout').map(({ spec }) => spec.strategy.canary);
  const { name } = service.metadata;
  const version = canaries.some(({ stableService }) => stableService === name)
    ? { [versionLabel]: 'stable' }
    : canaries.some(({ canaryService }) => canaryService === name)
      ? { [versionLabel]: 'canary' }
      : {};
  const matchLabels = { ...service.spec.selector, ...version };
  return podsOf(manifests).filter(({ labels }) => selects({ matchLabels }, labels));
}

/**
 * What Prometheus scrapes by our ServiceMonitors, as the operator writes its configuration
 * (https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1.ServiceMonitor): every pod behind
 * every selected Service, at the ports of the endpoint's name.
 */
export function scrapeTargets(manifests: readonly Manifest[]): Target[] {
  const services = manifests.filter(({ kind }) => kind === 'Service');
  return manifests
    .filter(({ kind }) => kind === 'ServiceMonitor')
    .flatMap(({ spec }) =>
      services
        .filter(({ metadata }) => selects(spec.selector, metadata.labels ?? {}))
        .flatMap((service) => podsBehind(service, manifests).flatMap((pod) => targetsOf(spec, service, pod))),
    );
}

function targetsOf(spec: Manifest['spec'], service: Manifest, pod: Pod): Target[] {
  const serviceLabels = service.metadata.labels ?? {};
  const found: Target[] = [];
  for (const endpoint of spec.endpoints) {
    for (const { name, targetPort } of service.spec.ports) {
      if (name !== endpoint.port) continue;
      const port = pod.ports.get(targetPort);
      if (port === undefined) throw new Error(`${service.metadata.name} leads to no port of ${pod.name}.`);
      const labels: Record<string, string> = {
        namespace: 'kith',
        pod: pod.name,
        container: pod.process,
        endpoint: name,
        instance: `${pod.name}:${port}`,
        service: service.metadata.name,
        job: serviceLabels[spec.jobLabel] ?? service.metadata.name,
      };
      for (const key of spec.podTargetLabels ?? []) {
        if (pod.labels[key]) labels[sanitized(key)] = pod.labels[key];
      }
      const meta: Labels = Object.fromEntries(
        Object.entries(serviceLabels).map(([key, value]) => [
          `__meta_kubernetes_service_label_${sanitized(key)}`,
          value,
        ]),
      );
      for (const { sourceLabels, targetLabel, ...more } of endpoint.relabelings ?? []) {
        if (Object.keys(more).length > 0) throw new Error('This test knows relabelling by plain replacement alone.');
        labels[targetLabel] = sourceLabels.map((label: string) => meta[label] ?? '').join(';');
      }
      found.push({ pod, port, path: endpoint.path, labels });
    }
  }
  return found;
}

/** A label of Kubernetes as Prometheus writes it. */
const sanitized = (key: string): string => key.replaceAll(/[^a-zA-Z0-9_]/g, '_');
