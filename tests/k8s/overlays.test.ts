import { expect, test } from '@jest/globals';
import { describeOn } from '../support/describe-on.ts';
import { findKubectl } from './kustomize.ts';
import { type Manifest, podOf } from './read-manifests.ts';

const overlays = ['k8s/overlays/local', 'k8s/overlays/production'] as const;

interface Reference {
  readonly name: string;
  readonly key: string;
  readonly optional?: boolean;
}

/** Keys of every Secret and ConfigMap that is there once everything was sent, as `Secret redis url`. */
function keysOf(built: readonly Manifest[]): Set<string> {
  return new Set(
    built.flatMap(({ kind, metadata, data, stringData, spec }) => {
      if (kind === 'ExternalSecret') {
        return spec.data.map(({ secretKey }: { secretKey: string }) => `Secret ${spec.target.name} ${secretKey}`);
      }
      if (kind !== 'Secret' && kind !== 'ConfigMap') return [];
      return Object.keys({ ...data, ...stringData }).map((key) => `${kind} ${metadata.name} ${key}`);
    }),
  );
}

/** What a pod can't start without. */
function neededBy(manifest: Manifest): string[] {
  const entries: { valueFrom?: { secretKeyRef?: Reference; configMapKeyRef?: Reference } }[] =
    podOf(manifest).containers[0].env ?? [];
  return entries.flatMap(({ valueFrom: { secretKeyRef, configMapKeyRef } = {} }) => [
    ...(secretKeyRef && !secretKeyRef.optional ? [`Secret ${secretKeyRef.name} ${secretKeyRef.key}`] : []),
    ...(configMapKeyRef && !configMapKeyRef.optional
      ? [`ConfigMap ${configMapKeyRef.name} ${configMapKeyRef.key}`]
      : []),
  ]);
}

describeOn('what kustomize builds', findKubectl(), process.env.REQUIRE_KUBECTL === '1', (build) => {
  const ours = (built: readonly Manifest[]) =>
    built.filter((manifest) => podOf(manifest) && manifest.metadata.namespace === 'kith');

  test.each(overlays)('%s has every secret and setting that a pod needs', (folder) => {
    const built = build(folder);
    const keys = keysOf(built);
    expect(ours(built)).toHaveLength(10);
    for (const manifest of ours(built)) {
      expect([manifest.metadata.name, neededBy(manifest).filter((one) => !keys.has(one))]).toEqual([
        manifest.metadata.name,
        [],
      ]);
    }
  });

  test('locally, PostgreSQL makes every database that a secret names', () => {
    const built = build('k8s/overlays/local');
    const urls = built.flatMap(({ kind, stringData }) => (kind === 'Secret' ? [stringData!.url ?? ''] : []));
    const named = urls.map((url) => /^postgresql:.*\/(\w+)$/.exec(url)?.[1]).filter(Boolean);
    const script = built.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === 'databases')!;
    const made = [...script.data!['databases.sql']!.matchAll(/CREATE DATABASE (\w+);/g)].map(([, name]) => name);
    expect(named).toHaveLength(4);
    expect(made.sort()).toEqual(named.sort());
  });

  test('locally, a machine of two cores holds one copy of each process, and the one that replaces it', () => {
    const millicores = (cpu: string) => (cpu.endsWith('m') ? Number(cpu.slice(0, -1)) : Number(cpu) * 1000);
    const asked = ours(build('k8s/overlays/local')).map((manifest) => {
      const copies = manifest.kind === 'Job' ? 1 : 2;
      return copies * millicores(podOf(manifest).containers[0].resources.requests.cpu);
    });
    // The other core is asked for by what kind and minikube run themselves: 950 millicores.
    expect(asked.reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(1000);
  });

  test('locally, a new router takes over at once: without a gateway its pauses would be half an hour for nothing', () => {
    const router = build('k8s/overlays/local').find(({ kind }) => kind === 'Rollout')!;
    expect(router.spec.strategy).toEqual({ canary: { canaryService: 'router-canary', stableService: 'router' } });
  });

  test('Argo CD sends what the Jobs need first, then waits for the Jobs, then sends the processes', () => {
    const built = build('k8s/overlays/production');
    const annotationsOf = ({ metadata }: Manifest) =>
      (metadata as { annotations?: Readonly<Record<string, string>> }).annotations ?? {};
    const waveOf = (manifest: Manifest) => Number(annotationsOf(manifest)['argocd.argoproj.io/sync-wave'] ?? 0);
    const jobs = built.filter(({ kind }) => kind === 'Job');
    expect(jobs.map(({ metadata }) => metadata.name).sort()).toEqual(['migrate', 'topics']);
    for (const job of jobs) {
      // Before a sync there would be no service account, no secret and no policy, the first time.
      expect(annotationsOf(job)).toMatchObject({
        'argocd.argoproj.io/hook': 'Sync',
        'argocd.argoproj.io/hook-delete-policy': 'BeforeHookCreation',
      });
      const settings = neededBy(job).map((one) => one.split(' ')[1]);
      const before = built.filter(
        ({ kind, metadata }) =>
          ['Namespace', 'ServiceAccount', 'NetworkPolicy'].includes(kind) ||
          (['ConfigMap', 'ExternalSecret'].includes(kind) && settings.includes(metadata.name)),
      );
      expect(before.length).toBeGreaterThan(10);
      for (const manifest of before) {
        expect([manifest.kind, manifest.metadata.name, waveOf(manifest) < waveOf(job)]).toEqual([
          manifest.kind,
          manifest.metadata.name,
          true,
        ]);
      }
      for (const manifest of ours(built).filter(({ kind }) => kind !== 'Job')) {
        expect([manifest.metadata.name, waveOf(manifest) > waveOf(job)]).toEqual([manifest.metadata.name, true]);
      }
    }
  });
});
