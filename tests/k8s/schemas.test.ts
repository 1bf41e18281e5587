import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { describeOn } from '../support/describe-on.ts';
import { findKubectl } from './kustomize.ts';
import { type Manifest, readManifests, root } from './read-manifests.ts';
import { kubernetesVersion, typedText, validate } from './schemas.ts';

const folders = ['k8s/base', 'k8s/overlays/local', 'k8s/overlays/production'] as const;
const monitoring = () => [...readManifests('k8s/monitoring').filter(({ file }) => !file.includes('/rules/'))];
const manifests = [...[...folders, 'k8s/components'].flatMap((folder) => readManifests(folder)), ...monitoring()];
const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');

/** What the compiler says of fields that kinds don't know. */
function findUnknownFields(resources: readonly Manifest[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'kith-k8s-'));
  try {
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    writeFileSync(join(folder, 'resources.ts'), typedText(resources));
    writeFileSync(
      join(folder, 'tsconfig.json'),
      JSON.stringify({
        compilerOptions: { noEmit: true, strict: true, skipLibCheck: true, module: 'nodenext', types: [] },
        files: ['resources.ts'],
      }),
    );
    const { stdout, stderr } = spawnSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8' });
    return `${stdout}${stderr}`.replace(/^npm warn.*\n/gm, '');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe(`every manifest is good by the schemas of Kubernetes ${kubernetesVersion} and of its custom resources`, () => {
  test.each(manifests.map((manifest) => [`${manifest.file}: ${manifest.kind} ${manifest.metadata.name}`, manifest]))(
    '%s',
    (_title, manifest) => {
      validate(manifest as Manifest);
    },
  );

  test('and none has a field that its kind does not know', () => {
    expect(findUnknownFields(manifests)).toBe('');
  });

  test('a wrong type, a missing field and an unknown field are all found', () => {
    const router = manifests.find(({ kind, metadata }) => kind === 'Rollout' && metadata.name === 'router')!;
    const service = manifests.find(({ kind }) => kind === 'Service')!;
    expect(() =>
      validate({ ...router, spec: { ...router.spec, template: { spec: { containers: 'router' } } } }),
    ).toThrow(/containers/);
    expect(() => validate({ ...service, spec: { ports: [{ name: 'graphql' }] } })).toThrow(/port/);
    const unknown = { ...router, spec: { ...router.spec, stategy: {} } };
    expect(findUnknownFields([unknown])).toMatch(/stategy/);
  });
});

describeOn('kustomize builds', findKubectl(), process.env.REQUIRE_KUBECTL === '1', (build) => {
  test.each([...folders, 'tests/k8s/kafka-secured'])('%s, and what it builds is good too', (folder) => {
    const built = build(folder);
    expect(built.length).toBeGreaterThan(30);
    for (const manifest of built) validate(manifest);
    expect(findUnknownFields(built)).toBe('');
  });

  test.each(folders)('%s names a namespace for everything that has one', (folder) => {
    const without = build(folder).filter(({ kind, metadata }) => kind !== 'Namespace' && !metadata.namespace);
    expect(without.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual([]);
  });

  test('an overlay names the image of every process', () => {
    for (const folder of ['k8s/overlays/local', 'k8s/overlays/production']) {
      const images = build(folder)
        .filter(
          ({ metadata, kind }) => metadata.namespace === 'kith' && ['Deployment', 'Rollout', 'Job'].includes(kind),
        )
        .map(({ spec }) => spec.template.spec.containers[0].image as string);
      expect(images).toHaveLength(10);
      expect(new Set(images).size).toBe(1);
      expect(images[0]).toMatch(/kith:.+/);
    }
  });
});
