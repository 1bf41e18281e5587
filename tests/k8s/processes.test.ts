import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { topics } from '../../events/topics.ts';
import { readVariables, type Variables } from './read-environment.ts';
import { type Manifest, podOf, readManifests, root } from './read-manifests.ts';

interface EnvironmentEntry {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: {
    readonly configMapKeyRef?: { name: string; key: string; optional?: boolean };
    readonly secretKeyRef?: { name: string; key: string };
  };
}

const manifests = readManifests('k8s/base');
const workloads = manifests.filter((manifest) => podOf(manifest));
const serving = workloads.filter(({ kind }) => kind !== 'Job');
const containerOf = (manifest: Manifest) => podOf(manifest).containers[0];
const environmentOf = (manifest: Manifest): EnvironmentEntry[] => containerOf(manifest).env;
const settingOf = (manifest: Manifest, name: string): string | undefined =>
  environmentOf(manifest).find((entry) => entry.name === name)?.value;
const byName = (kind: string, name: string): Manifest | undefined =>
  manifests.find((manifest) => manifest.kind === kind && manifest.metadata.name === name);
const read = (file: string): string => readFileSync(join(root, file), 'utf8');
const titled = (list: readonly Manifest[]): [string, Manifest][] => list.map((one) => [one.metadata.name, one]);

/** Programs that run as a process and take their configuration from the environment; kith-router's has options. */
const programs = ['router/bin', ...readdirSync(join(root, 'subgraphs')).map((name) => `subgraphs/${name}/bin`)]
  .flatMap((folder) => readdirSync(join(root, folder)).map((file) => `${folder}/${file}`))
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !file.endsWith('/serve-supergraph.ts'))
  .filter((file) => read(file).includes('runProcess(logger') && read(file).includes('readConfig('));

test('every process has a manifest of its name that runs it, and every manifest a process', () => {
  const expected = programs.map((program) => [basename(program, '.ts'), program]).sort();
  const actual = serving.map((manifest) => [manifest.metadata.name, containerOf(manifest).args.join(' ')]).sort();
  expect(expected).toHaveLength(8);
  expect(actual).toEqual(expected);
  for (const { file, metadata } of serving) expect(file).toBe(`k8s/base/${metadata.name}.yaml`);
});

describe.each(titled(workloads))('%s', (name, manifest) => {
  const [program] = containerOf(manifest).args as [string];
  const variables: Variables = readVariables(program);

  test('runs a program that is there, in a container of its name', () => {
    expect(containerOf(manifest).args).toHaveLength(1);
    expect(existsSync(join(root, program))).toBe(true);
    expect(containerOf(manifest).name).toBe(name);
  });

  test('sets no variable that the program does not read', () => {
    expect(variables.size).toBeGreaterThan(2);
    const unknown = environmentOf(manifest).filter((entry) => !variables.has(entry.name));
    expect(unknown.map((entry) => entry.name)).toEqual([]);
  });

  test('sets every variable that the program needs', () => {
    const set = new Set(environmentOf(manifest).map((entry) => entry.name));
    const needed = [...variables].filter(([, { required }]) => required).map(([key]) => key);
    if (set.has('LOG')) needed.push(settingOf(manifest, 'LOG') === 'kafka' ? 'KAFKA_BROKERS' : 'LOG_DATABASE_URL');
    expect(needed.filter((key) => !set.has(key))).toEqual([]);
    if (variables.has('KAFKA_BROKERS')) expect(settingOf(manifest, 'LOG')).toBe('kafka');
  });

  test('takes secrets and settings from where they are declared', () => {
    for (const { name: variable, value, valueFrom } of environmentOf(manifest)) {
      const { configMapKeyRef, secretKeyRef } = valueFrom ?? {};
      // What is a secret, or holds one, is never written down.
      if (/SECRET|_URL$/.test(variable) && !/^(USERS|ACTIVITY|FRAUD|JWKS)_URL$/.test(variable)) {
        expect([variable, value, secretKeyRef]).toEqual([variable, undefined, expect.anything()]);
      }
      if (configMapKeyRef && !configMapKeyRef.optional) {
        expect(byName('ConfigMap', configMapKeyRef.name)?.data).toHaveProperty([configMapKeyRef.key]);
      }
      if (secretKeyRef) {
        const declared = byName('ExternalSecret', secretKeyRef.name)?.spec;
        expect(declared.target.name).toBe(secretKeyRef.name);
        expect(declared.data.map((entry: { secretKey: string }) => entry.secretKey)).toContain(secretKeyRef.key);
      }
    }
  });

  test('is told nothing by Kubernetes itself: the Service `users` would set USERS_PORT to an address', () => {
    expect(podOf(manifest).enableServiceLinks).toBe(false);
  });

  test('is restricted: not root, nothing written, no privileges, no service account token', () => {
    const pod = podOf(manifest);
    expect(pod.automountServiceAccountToken).toBe(false);
    expect(pod.securityContext).toEqual({
      runAsNonRoot: true,
      // The image's own user; without a group it would be root's.
      runAsUser: 10001,
      runAsGroup: 10001,
      seccompProfile: { type: 'RuntimeDefault' },
    });
    expect(pod.containers).toHaveLength(1);
    expect(containerOf(manifest).securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
    expect(containerOf(manifest).resources.limits.memory).toBeDefined();
    expect(byName('Namespace', 'kith')?.metadata.labels).toHaveProperty(
      ['pod-security.kubernetes.io/enforce'],
      'restricted',
    );
  });
});

describe.each(titled(serving))('%s', (name, manifest) => {
  const container = containerOf(manifest);
  const ports = new Map<string, number>(
    container.ports.map((port: { name: string; containerPort: number }) => [port.name, port.containerPort]),
  );

  test('opens the ports that its variables name, on all interfaces', () => {
    expect(ports.get('admin')).toBe(Number(settingOf(manifest, 'ADMIN_PORT')));
    expect(settingOf(manifest, 'ADMIN_HOST')).toBe('0.0.0.0');
    const own = environmentOf(manifest).find(
      (entry) => /^(\w+_)?PORT$/.test(entry.name) && entry.name !== 'ADMIN_PORT',
    );
    expect(ports.get('graphql')).toBe(own && Number(own.value));
    expect(ports.size).toBe(own ? 2 : 1);
    if (own) expect(settingOf(manifest, 'HOST') ?? settingOf(manifest, 'HOSTS')).toBe('0.0.0.0');
  });

  test('is probed at paths that the admin port serves', () => {
    const server = read('platform/telemetry/admin-server.ts');
    for (const [probe, path] of Object.entries({
      startupProbe: '/startup',
      readinessProbe: '/ready',
      livenessProbe: '/live',
    })) {
      expect(container[probe].httpGet).toEqual({ path, port: 'admin' });
      expect(server).toContain(`case '${path}':`);
    }
  });

  test('gets twice the time to start that it waits for a store, so that it says what is missing before it is ended', () => {
    const patienceMs = Number(
      /patienceMs = ([\d_]+)/.exec(read('platform/lifecycle/await-dependency.ts'))![1]!.replaceAll('_', ''),
    );
    const { periodSeconds, failureThreshold } = container.startupProbe;
    // On a busy node a process takes many seconds until it waits at all.
    expect(periodSeconds * failureThreshold).toBeGreaterThanOrEqual((2 * patienceMs) / 1000);
  });

  test('gets longer to stop than its drain may take, and the wait before it', () => {
    const drainMs = Number(
      /drainTimeoutMs = ([\d_]+)/.exec(read('platform/lifecycle/run-process.ts'))![1]!.replaceAll('_', ''),
    );
    const { preStop } = container.lifecycle ?? {};
    const waitSeconds = preStop ? Number(preStop.sleep?.seconds ?? preStop.exec.command[1]) : 0;
    expect(podOf(manifest).terminationGracePeriodSeconds).toBeGreaterThanOrEqual(waitSeconds + drainMs / 1000);
  });

  test('can lose one copy at a time, is spread over zones and nodes, and leaves its copies to its autoscaler', () => {
    const labels = manifest.spec.template.metadata.labels;
    expect(labels).toMatchObject({ 'app.kubernetes.io/name': name, 'app.kubernetes.io/part-of': 'kith' });
    const own = { matchLabels: { 'app.kubernetes.io/name': name } };
    expect(manifest.spec.selector).toEqual(own);
    // A node is drained even if there is one copy, and whatever state copies are in that serve nobody anyway.
    expect(byName('PodDisruptionBudget', name)?.spec).toEqual({
      maxUnavailable: 1,
      unhealthyPodEvictionPolicy: 'AlwaysAllow',
      selector: own,
    });
    // Where nodes or zones are few, copies run nevertheless.
    expect(podOf(manifest).topologySpreadConstraints).toEqual(
      ['topology.kubernetes.io/zone', 'kubernetes.io/hostname'].map((topologyKey) => ({
        maxSkew: 1,
        topologyKey,
        whenUnsatisfiable: 'ScheduleAnyway',
        labelSelector: own,
      })),
    );
    expect(manifest.spec.replicas).toBeUndefined();
    const scaler = byName(name.endsWith('-worker') ? 'ScaledObject' : 'HorizontalPodAutoscaler', name);
    expect(scaler?.spec.scaleTargetRef).toMatchObject({ name });
    expect(scaler?.spec.scaleTargetRef.kind ?? 'Deployment').toBe(manifest.kind);
  });
});

test('services lead to ports of their pods', () => {
  const services = manifests.filter(({ kind }) => kind === 'Service');
  const admin = serving.map(({ metadata }) => `${metadata.name}-admin`);
  expect(services.map(({ metadata }) => metadata.name).sort()).toEqual(
    ['activity', 'fraud', 'router', 'router-canary', 'users', ...admin].sort(),
  );
  for (const { spec } of services) {
    const target = serving.find(({ metadata }) => metadata.name === spec.selector['app.kubernetes.io/name'])!;
    for (const { port, targetPort } of spec.ports) {
      expect(containerOf(target).ports).toContainEqual({ name: targetPort, containerPort: port });
    }
  }
});

test('the router is told of services and ports that are there, and of the issuer that the users process says it is', () => {
  const router = byName('Rollout', 'router')!;
  for (const subgraph of ['users', 'activity', 'fraud']) {
    const { port } = byName('Service', subgraph)!.spec.ports[0];
    expect(settingOf(router, `${subgraph.toUpperCase()}_URL`)).toBe(`http://${subgraph}:${port}/graphql`);
  }
  const issuer = settingOf(byName('Deployment', 'users')!, 'ISSUER');
  expect(settingOf(router, 'ISSUER')).toBe(issuer);
  expect(settingOf(router, 'JWKS_URL')).toBe(`${issuer}/.well-known/jwks.json`);
});

test('a Job is tried for as long as its time allows, as what it needs may come later than it', () => {
  for (const { spec } of workloads.filter(({ kind }) => kind === 'Job')) {
    // The pauses between tries are 10 s, then twice as long each time.
    const pausesSeconds = 10 * (2 ** spec.backoffLimit - 1);
    expect(pausesSeconds).toBeGreaterThanOrEqual(spec.activeDeadlineSeconds);
  }
});

describe('workers are scaled by the lag of the groups and topics that they share', () => {
  /** Which file consumes as which group; the topic is what it says there. */
  const consumed = {
    'users-worker': { group: 'users', file: 'subgraphs/users/start-users-worker.ts' },
    'activity-worker': { group: 'activity', file: 'subgraphs/activity/start-activity-worker.ts' },
    'fraud-worker': { group: 'fraud', file: 'subgraphs/fraud/watch/activity-consumer.ts' },
    'usage-worker': { group: 'usage', file: 'router/usage/usage-consumer.ts' },
  };

  test.each(Object.keys(consumed) as (keyof typeof consumed)[])('%s', (name) => {
    const { group, file } = consumed[name];
    const text = read(file);
    const call = text.slice(text.lastIndexOf('createEventConsumer({'));
    const declared = /topics: \[(?:topics\.(\w+)\.name|topic)\]/.exec(call);
    // The router knows no topic of ours but from its configuration.
    const configured = /^ {2}topic: (router\.\S+)$/m.exec(read('router.yaml'))?.[1];
    const key =
      declared?.[1] ??
      /const topic = topics\.(\w+)\.name/.exec(text)?.[1] ??
      Object.entries(topics).find(([, one]) => one.name === configured)?.[0];
    const topic = topics[key as keyof typeof topics];
    if (name === 'usage-worker') expect(text).toContain(`usageGroup = '${group}'`);
    else if (name === 'fraud-worker')
      expect(read('subgraphs/fraud/watch/facts-of.ts')).toContain(`fraudGroup = '${group}'`);
    else expect(call).toContain(`group: '${group}'`);

    const { spec } = byName('ScaledObject', name)!;
    expect(
      spec.triggers.map(({ type, metadata }: { type: string; metadata: unknown }) => ({ type, metadata })),
    ).toEqual([
      {
        type: 'kafka',
        metadata: {
          bootstrapServersFromEnv: 'KAFKA_BROKERS',
          consumerGroup: group,
          topic: topic.name,
          lagThreshold: '1000',
        },
      },
    ]);
    // One more than partitions would have nothing to do.
    expect(spec.maxReplicaCount).toBe(topic.partitions);
  });

  test('there is no other consumer of a group', () => {
    const callers = ['subgraphs', 'router']
      .flatMap((room) =>
        readdirSync(join(root, room), { recursive: true, encoding: 'utf8' }).map((file) => `${room}/${file}`),
      )
      .filter((file) => file.endsWith('.ts') && !/\.test\.ts$|fixtures|\/test\//.test(file))
      .filter((file) => read(file).includes('createEventConsumer({'));
    expect(callers.sort()).toEqual(
      Object.values(consumed)
        .map(({ file }) => file)
        .sort(),
    );
  });
});

test('nothing is scaled by two: each autoscaler has a target of its own, and it is there', () => {
  const scalers = manifests.filter(({ kind }) => kind === 'HorizontalPodAutoscaler' || kind === 'ScaledObject');
  const targets = scalers.map(
    ({ spec: { scaleTargetRef: target } }) => `${target.kind ?? 'Deployment'} ${target.name}`,
  );
  expect(targets.sort()).toEqual(serving.map(({ kind, metadata }) => `${kind} ${metadata.name}`).sort());
});

test('from outside there is one way in: by TLS, to the path that the router serves, weighed by the canary', () => {
  const gateways = manifests.filter(({ kind }) => kind === 'Gateway');
  const routes = manifests.filter(({ kind }) => kind === 'HTTPRoute');
  expect([gateways.length, routes.length]).toEqual([1, 1]);
  const [gateway, route] = [gateways[0]!, routes[0]!];
  for (const { protocol, port, tls, hostname, allowedRoutes } of gateway.spec.listeners) {
    expect([protocol, port, tls.mode]).toEqual(['HTTPS', 443, 'Terminate']);
    expect(tls.certificateRefs).toEqual([{ name: expect.any(String) }]);
    expect(route.spec.hostnames).toEqual([hostname]);
    expect(allowedRoutes).toEqual({ namespaces: { from: 'Same' } });
  }
  expect(route.spec.parentRefs).toEqual([{ name: gateway.metadata.name }]);
  const path = /^ {2}path: (\S+)$/m.exec(read('router.yaml'))![1];
  const { canary } = byName('Rollout', 'router')!.spec.strategy;
  const [rule, ...others] = route.spec.rules;
  expect(others).toEqual([]);
  expect(rule.matches).toEqual([{ path: { type: 'PathPrefix', value: path } }]);
  // Live connections are held for hours.
  expect(rule.timeouts).toEqual({ request: '0s' });
  const backends = rule.backendRefs.map(({ name, weight }: { name: string; weight: number }) => [name, weight]);
  expect(backends).toEqual([
    [canary.stableService, 100],
    [canary.canaryService, 0],
  ]);
  const [plugin] = Object.values(canary.trafficRouting.plugins) as { httpRoute: string; namespace: string }[];
  expect(plugin).toEqual({ httpRoute: route.metadata.name, namespace: 'kith' });
});

test('the canary is measured by its own pods', () => {
  const router = byName('Rollout', 'router')!;
  const { analysis } = router.spec.strategy.canary;
  expect(analysis.args).toEqual([{ name: 'canary', valueFrom: { podTemplateHashValue: 'Latest' } }]);
  const [{ spec }] = manifests.filter(({ kind }) => kind === 'AnalysisTemplate') as [Manifest];
  expect(spec.args).toEqual([{ name: 'canary' }]);
  for (const { provider } of spec.metrics) {
    expect(provider.prometheus.query).toContain('rollouts_pod_template_hash="{{args.canary}}"');
  }
});
