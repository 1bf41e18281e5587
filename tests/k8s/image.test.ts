import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { podOf, readManifests, readYaml, root } from './read-manifests.ts';

const dockerfile = readFileSync(join(root, 'Dockerfile'), 'utf8');
const final = dockerfile.slice(dockerfile.lastIndexOf('\nFROM '));
/** Files and folders of ours that the last stage copies. */
const copied = [...final.matchAll(/^COPY --from=generate (.+) \S+$/gm)].flatMap(([, sources]) =>
  sources!.split(' ').map((source) => source.replace(/^\/kith\//, '')),
);
const isCopied = (file: string): boolean => copied.some((path) => file === path || file.startsWith(`${path}/`));
const programs = readManifests('k8s/base')
  .filter((manifest) => podOf(manifest))
  .map((manifest) => podOf(manifest).containers[0].args[0] as string);

/** Every file of ours that a program loads at run time, by its imports; generated ones are made in the image. */
function loadedBy(program: string): Set<string> {
  const found = new Set<string>();
  const visit = (file: string): void => {
    if (found.has(file) || !existsSync(file)) return;
    found.add(file);
    const text = readFileSync(file, 'utf8');
    const imports = /(?:^(?:import|export)(?! type)[^;]*? from |^import |import\(|new URL\()['"](\.[^'"]+)['"]/gm;
    for (const [, path] of text.matchAll(imports)) visit(join(dirname(file), path!));
  };
  visit(join(root, program));
  return new Set([...found].map((file) => relative(root, file)));
}

describe('the image', () => {
  test.each(programs)('has every file that %s imports', (program) => {
    const files = [...loadedBy(program)];
    expect(files.length).toBeGreaterThan(3);
    expect(files.filter((file) => !isCopied(file))).toEqual([]);
  });

  test('copies only what is there', () => {
    expect(copied.length).toBeGreaterThan(8);
    for (const path of copied) expect([path, existsSync(join(root, path))]).toEqual([path, true]);
  });

  test('has the router its configuration and supergraph, the migrations, and a list of what is in it', () => {
    for (const file of ['package.json', 'router.yaml', 'supergraph.graphql']) expect(copied).toContain(file);
    expect(isCopied('prisma/users/migrations/migration_lock.toml')).toBe(true);
    expect(final).toContain('sbom.json');
  });

  test('has every file that the router’s configuration names', () => {
    const named = [...readFileSync(join(root, 'router.yaml'), 'utf8').matchAll(/(?:supergraph|manifest): (\S+)$/gm)];
    expect(named.map(([, file]) => file)).toEqual(['supergraph.graphql', 'client/generated/persisted-operations.json']);
    for (const [, file] of named) expect([file, isCopied(file!)]).toEqual([file, true]);
  });

  test('is of pinned bases, runs as nobody special, and has the dependencies of production only', () => {
    expect(dockerfile).toMatch(/^ARG NODE_IMAGE=node:\d+\.\d+\.\d+-\S+$/m);
    for (const [, image] of dockerfile.matchAll(/^FROM (\S+)/gm)) expect(image).toMatch(/^\$\{NODE_IMAGE\}$/);
    expect(final).toMatch(/^USER 10001:10001$/m);
    expect(final).toContain('COPY --from=production-dependencies /kith/node_modules node_modules');
    expect(dockerfile).toContain('npm ci --omit=dev');
    const workspaces: string[] = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).workspaces;
    // `npm ci` needs the package.json of every workspace that the lock file knows.
    for (const workspace of workspaces) expect(dockerfile).toContain(`COPY ${workspace}/package.json ${workspace}/`);
  });
});

describe('compose.yaml', () => {
  const compose = readYaml('compose.yaml');
  const services = Object.entries<Record<string, unknown>>(compose.services);
  const ours = services.filter(([, service]) => service.image === 'kith:local');

  test('runs every program that the manifests run', () => {
    expect(ours.map(([, service]) => (service.command as string[])[0]).sort()).toEqual([...programs].sort());
  });

  test.each(ours)('%s has a read-only root and no capabilities', (_name, service) => {
    expect(service).toMatchObject({ read_only: true, cap_drop: ['ALL'] });
  });

  test.each(services)('%s is of a pinned image', (_name, service) => {
    expect(service.image).toMatch(/:(local|v?\d+\.\d+\S*)$/);
  });

  test('mounts files that are there, into the services that wait for what they need', () => {
    const mounts = services.flatMap(([, service]) => (service.volumes as string[] | undefined) ?? []);
    const paths = mounts.map((mount) => mount.split(':')[0]!).filter((path) => path.startsWith('./'));
    expect(paths.length).toBeGreaterThan(4);
    for (const path of paths) expect(statSync(join(root, path)).size).toBeGreaterThan(0);
    const names = new Set(services.map(([name]) => name));
    for (const [, { depends_on: waits }] of services) {
      for (const name of Object.keys((waits as object | undefined) ?? {})) expect(names).toContain(name);
    }
  });
});
