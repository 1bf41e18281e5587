import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { copies, dockerfile, isIgnored, isMadeInImage, lastStage } from './docker-context.ts';
import { podOf, readManifests, readYaml, root } from './read-manifests.ts';

/** The rest of a version that is exact, what it is built on, and its digest: a tag alone may be moved. */
const pinned = /(?:\.\d+){1,2}(?:-[a-z-]+)?@sha256:[0-9a-f]{64}$/;

/** Files and folders of ours that the last stage copies. */
const copied = copies.filter(({ stage }) => stage === 'generate').flatMap(({ sources }) => sources);
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
    expect(files.filter((file) => isIgnored(file) && !isMadeInImage(file))).toEqual([]);
  });

  test('is built without what is only of this machine, or only of development', () => {
    const seen = ['.git/config', '.kith/secrets.json', 'node_modules/pg/package.json', 'client/node_modules/a/b.js'];
    for (const path of [...seen, 'router/compose-router.test.ts', 'tests/k8s/image.test.ts', 'a.log', 'x/y.log']) {
      expect([path, isIgnored(path)]).toEqual([path, true]);
    }
    for (const path of ['prisma/users/generated/client.ts', 'router/http/graphiql/dist/graphiql.js']) {
      expect([path, isIgnored(path), isMadeInImage(path)]).toEqual([path, true, true]);
    }
    for (const path of [...copied, 'package-lock.json', 'client/package.json', 'scripts/image/bin/production.ts']) {
      expect([path, isIgnored(path)]).toEqual([path, false]);
    }
  });

  test('lets its user read all that it copies', () => {
    const readable = /chmod -R a\+rX ([\w ./]+)$/m.exec(dockerfile)![1]!.split(' ');
    expect(copied.filter((path) => !readable.includes(path.split('/')[0]!))).toEqual([]);
  });

  test('copies only what is there', () => {
    expect(copied.length).toBeGreaterThan(8);
    for (const path of copied) expect([path, existsSync(join(root, path))]).toEqual([path, true]);
  });

  test('has the router its configuration and supergraph, the migrations, and a list of what is in it', () => {
    for (const file of ['package.json', 'router.yaml', 'supergraph.graphql']) expect(copied).toContain(file);
    expect(isCopied('prisma/users/migrations/migration_lock.toml')).toBe(true);
    expect(copies).toContainEqual({ stage: 'production-dependencies', sources: ['sbom.json'], target: './' });
  });

  test('has every file that the router’s configuration names', () => {
    const named = [...readFileSync(join(root, 'router.yaml'), 'utf8').matchAll(/(?:supergraph|manifest): (\S+)$/gm)];
    expect(named.map(([, file]) => file)).toEqual(['supergraph.graphql', 'client/generated/persisted-operations.json']);
    for (const [, file] of named) expect([file, isCopied(file!)]).toEqual([file, true]);
  });

  test('is of a base pinned by digest, runs as nobody special, and has the dependencies of production only', () => {
    const [, major] = new RegExp(`^ARG NODE_IMAGE=node:(\\d+)${pinned.source}`, 'm').exec(dockerfile) ?? [];
    // It runs TypeScript as it is from 22.18 on; even majors are supported for long.
    expect(Number(major)).toBeGreaterThanOrEqual(24);
    expect(Number(major) % 2).toBe(0);
    for (const [, image] of dockerfile.matchAll(/^FROM (\S+)/gm)) expect(image).toMatch(/^\$\{NODE_IMAGE\}$/);
    expect(lastStage).toMatch(/^USER 10001:10001$/m);
    expect(copies).toContainEqual({
      stage: 'production-dependencies',
      sources: ['node_modules'],
      target: 'node_modules',
    });
    expect(dockerfile).toMatch(/npm ci --omit=dev[\s\S]*node scripts\/image\/bin\/production\.ts[\s\S]*\nFROM/);
    const workspaces: string[] = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).workspaces;
    // `npm ci` needs the package.json of every workspace that the lock file knows.
    for (const workspace of workspaces) expect(dockerfile).toContain(`COPY ${workspace}/package.json ${workspace}/`);
  });
});

describe('compose.yaml', () => {
  const compose = readYaml('compose.yaml');
  const services = Object.entries<Record<string, unknown>>(compose.services);
  const ours = services.filter(([, service]) => service.image === 'kith:local');

  test('runs every program that the manifests run, and more only when asked', () => {
    const started = ours.filter(([, { profiles }]) => profiles === undefined);
    expect(started.map(([, service]) => (service.command as string[])[0]).sort()).toEqual([...programs].sort());
  });

  test.each(ours)('%s has a read-only root and no capabilities', (_name, service) => {
    expect(service).toMatchObject({ read_only: true, cap_drop: ['ALL'] });
  });

  test.each(ours)(
    '%s gets as long to stop as its drain may take, and says how it is where it serves',
    (_name, service) => {
      const drainMs = /drainTimeoutMs = ([\d_]+)/.exec(
        readFileSync(join(root, 'platform/lifecycle/run-process.ts'), 'utf8'),
      );
      const seconds = Number(/^(\d+)s$/.exec(service.stop_grace_period as string)![1]);
      expect(seconds * 1000).toBeGreaterThan(Number(drainMs![1]!.replaceAll('_', '')));
      const { ADMIN_PORT: port } = service.environment as Record<string, string>;
      const { test: check } = (service.healthcheck ?? {}) as { test?: readonly string[] };
      if (port) expect(check?.join(' ')).toMatch(new RegExp(`^CMD node -e .*http://127.0.0.1:${port}/ready`));
      // What ends by itself is waited for by its end.
      else expect(check).toBeUndefined();
    },
  );

  test('builds the image once, in one service, and never looks for it elsewhere', () => {
    // Each service with a `build` is a build of its own: ten images of one name, nine of them without it at the end.
    expect(ours.filter(([, { build }]) => build).map(([name]) => name)).toEqual(['migrate']);
    const others = ours.filter(([, { build }]) => !build);
    for (const [name, { pull_policy: policy }] of others) expect([name, policy]).toEqual([name, 'never']);
  });

  test('loads the demo population with what the image has, and the checkout’s scripts beside it', () => {
    const { command, volumes, environment, ...seed } = compose.services.seed;
    expect(seed).toMatchObject({ profiles: ['demo'], tmpfs: ['/tmp'] });
    expect(volumes).toEqual(['./scripts:/kith/scripts:ro']);
    // All that it writes: which of the people are bad ones.
    expect(environment.KITH_HOME).toMatch(/^\/tmp\//);
    const files = [...loadedBy(command[0])];
    expect(files.length).toBeGreaterThan(20);
    expect(files.filter((file) => !isCopied(file) && !file.startsWith('scripts/'))).toEqual([]);
  });

  test.each(services)('%s comes back when it dies, unless it is done', (name, { restart }) => {
    expect(restart).toBe(['migrate', 'topics', 'seed'].includes(name) ? 'no' : 'on-failure');
  });

  test('has PostgreSQL ready only once it takes connections, and not while it makes its databases', () => {
    // Until then the image's script runs a server that listens on a socket alone, and then stops it.
    expect(compose.services.postgres.healthcheck.test.join(' ')).toMatch(/^CMD pg_isready -h 127\.0\.0\.1 /);
    const [local] = readManifests('k8s/overlays/local').filter(
      ({ kind, metadata }) => kind === 'Deployment' && metadata.name === 'postgres',
    );
    const { command } = podOf(local!).containers[0].readinessProbe.exec;
    expect(command.slice(0, 3)).toEqual(['pg_isready', '-h', '127.0.0.1']);
  });

  test('asks Kafka how it is by a connection, as a local cluster does: a program of Kafka’s own costs two seconds of a core', () => {
    const { healthcheck, environment } = compose.services.kafka;
    const [, port] = /PLAINTEXT:\/\/:(\d+)/.exec(environment.KAFKA_LISTENERS)!;
    expect(healthcheck.test).toEqual(['CMD', 'bash', '-c', `</dev/tcp/127.0.0.1/${port}`]);
    const [local] = readManifests('k8s/overlays/local').filter(
      ({ kind, metadata }) => kind === 'Deployment' && metadata.name === 'kafka',
    );
    expect(podOf(local!).containers[0].readinessProbe.tcpSocket).toBeDefined();
  });

  test('keeps the log as long as the databases: who reads one must not find the other empty', () => {
    const { volumes, environment } = compose.services.kafka;
    expect(volumes).toContain(`kafka:${environment.KAFKA_LOG_DIRS}`);
    expect(compose.services.postgres.volumes).toContain('postgres:/var/lib/postgresql');
    expect(Object.keys(compose.volumes).sort()).toEqual(['kafka', 'postgres']);
  });

  test.each(services)('%s is of an image pinned by digest, or of our own', (_name, service) => {
    if (service.image !== 'kith:local') expect(service.image).toMatch(new RegExp(`^[a-z/-]+:v?\\d+${pinned.source}`));
  });

  test('has its stores from the same images as a local cluster', () => {
    const local = readManifests('k8s/overlays/local')
      .filter((manifest) => podOf(manifest))
      .map((manifest) => [manifest.metadata.name, podOf(manifest).containers[0].image]);
    expect(local).toEqual(['postgres', 'kafka', 'redis'].map((name) => [name, compose.services[name].image]));
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
