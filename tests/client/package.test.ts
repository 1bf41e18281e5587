import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { build } from 'esbuild';

/**
 * The package as `npm pack` makes it, laid into an empty project with copies of what its package.json asks for and
 * nothing else of this repository: offline, what `npm install` of the tarball would lay there.
 */
const root = join(import.meta.dirname, '..', '..');
const require = createRequire(import.meta.url);
const tsc = join(dirname(require.resolve('typescript/package.json')), 'bin', 'tsc');

let project: string;
let manifest: { dependencies: Record<string, string>; peerDependencies: Record<string, string>; files: string[] };

beforeAll(() => {
  project = mkdtempSync(join(tmpdir(), 'client-package-'));
  const packed = execFileSync('npm', ['pack', '--json', '--loglevel=error', '--pack-destination', project], {
    cwd: join(root, 'client'),
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [{ filename }] = JSON.parse(packed.slice(packed.indexOf('[\n'))) as [{ filename: string }];
  const installed = join(project, 'node_modules', '@kith', 'client');
  mkdirSync(installed, { recursive: true });
  execFileSync('tar', ['-xzf', join(project, filename), '--strip-components=1', '-C', installed]);
  manifest = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));
  for (const name of Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies }))
    cpSync(join(root, 'node_modules', name), join(project, 'node_modules', name), { recursive: true });
  writeFileSync(join(project, 'package.json'), JSON.stringify({ name: 'empty', type: 'module', private: true }));
}, 300_000);
afterAll(() => rmSync(project, { recursive: true, force: true }));

function compile(source: string, moduleResolution: 'nodenext' | 'bundler'): string {
  writeFileSync(join(project, 'app.ts'), source);
  const compilerOptions = {
    target: 'es2022',
    lib: ['es2023', 'dom', 'esnext.disposable'],
    module: moduleResolution === 'nodenext' ? 'nodenext' : 'esnext',
    moduleResolution,
    strict: true,
    skipLibCheck: false,
    types: [],
    outDir: 'out',
  };
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['app.ts'] }));
  try {
    execFileSync(process.execPath, [tsc, '-p', project], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
    return '';
  } catch (error) {
    return (error as { stdout: string }).stdout;
  }
}

const app = `
import { createFetcher } from '@kith/client/fetcher';
import { createTokenStore } from '@kith/client/session';
import { OperationError } from '@kith/client/errors';
import { createLiveClient } from '@kith/client/live';
import { follow } from '@kith/client/live/follow';
import { DiscoverDocument, LikesReceivedDocument, ProfileLikedDocument, RefreshSessionDocument } from '@kith/client/operations';

const anonymous = createFetcher({ url: 'http://localhost:1/graphql', client: { name: 'app', version: '1' } });
const session = createTokenStore({
  refresh: async (refreshToken) => (await anonymous(RefreshSessionDocument, { refreshToken })).refreshSession?.session ?? null,
});
const ask = createFetcher({ url: 'http://localhost:1/graphql', client: { name: 'app', version: '1' }, token: session.token });
export async function names(): Promise<(string | null | undefined)[]> {
  const { discover } = await ask(DiscoverDocument, { first: 5 });
  return discover?.edges.map(({ node }) => node?.name) ?? [];
}
export async function likes(): Promise<void> {
  const live = createLiveClient({ url: 'ws://localhost:1/graphql', token: session.token });
  for await (const message of follow(live, {
    query: LikesReceivedDocument,
    subscription: ProfileLikedDocument,
    idsIn: ({ me }) => me?.likesReceived?.edges.map(({ node }) => node?.id ?? '') ?? [],
    idOf: ({ profileLiked }) => profileLiked?.id,
  })) console.log(message.kind);
}
names().catch((error) => console.log(error instanceof OperationError && error.code, typeof likes));
`;

describe('the packed client, in an empty project', () => {
  test('depends on nothing of the server', () => {
    expect(Object.keys(manifest.dependencies).sort()).toEqual(['@graphql-typed-document-node/core', 'graphql-ws']);
    expect(Object.keys(manifest.peerDependencies)).toEqual(['graphql']);
  });

  test.each(['nodenext', 'bundler'] as const)('type-checks with module resolution %s', (moduleResolution) => {
    expect(compile(app, moduleResolution)).toBe('');
  });

  test('tells at compile time of a variable and a field that are none', () => {
    const errors = compile(
      app.replace('{ first: 5 }', "{ first: 'five' }").replace('node?.name', 'node?.nickname'),
      'nodenext',
    );
    expect(errors).toContain("Type 'string' is not assignable to type 'number'");
    expect(errors).toContain("Property 'nickname' does not exist");
  });

  test('runs in Node as it stands', () => {
    expect(compile(app, 'nodenext')).toBe('');
    const output = execFileSync(process.execPath, [join(project, 'out', 'app.js')], { encoding: 'utf8' });
    expect(output).toBe('NETWORK function\n');
  });

  test('leaves out of a bundle what isn’t imported', async () => {
    const bundle = async (contents: string): Promise<string> => {
      const { outputFiles } = await build({
        stdin: { contents, resolveDir: project, loader: 'js' },
        bundle: true,
        minify: true,
        write: false,
        format: 'esm',
        logLevel: 'silent',
        external: ['graphql', 'graphql-ws'],
      });
      return outputFiles[0]!.text;
    };
    const one = await bundle("import { SignOutDocument } from '@kith/client/operations'; console.log(SignOutDocument)");
    expect(one).toContain('signOut');
    for (const other of ['discover', 'resolveFraudCase', 'profileLiked']) expect(one).not.toContain(other);
    expect(await bundle("import '@kith/client/live'; import '@kith/client/session';")).not.toContain('class');
  });
});
