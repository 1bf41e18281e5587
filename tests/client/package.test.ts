import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { build } from 'esbuild';
import { readSafelist } from '../../router/parse/safelist.ts';

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
  return compileFiles(['app.ts'], moduleResolution);
}

/** What the compiler has against them; empty where nothing. */
function compileFiles(files: readonly string[], moduleResolution: 'nodenext' | 'bundler'): string {
  const compilerOptions = {
    target: 'es2022',
    lib: ['es2023', 'dom', 'esnext.disposable'],
    module: moduleResolution === 'nodenext' ? 'nodenext' : 'esnext',
    moduleResolution,
    strict: true,
    skipLibCheck: false,
    types: [],
    rootDir: '.',
    outDir: 'out',
    jsx: 'react-jsx',
  };
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files }));
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

  test('whoever asks queries alone gets nothing of sockets, and little in all', async () => {
    const of = async (contents: string): Promise<{ text: string; inputs: string[] }> => {
      const { outputFiles, metafile } = await build({
        stdin: { contents, resolveDir: project, loader: 'js' },
        bundle: true,
        minify: true,
        write: false,
        metafile: true,
        format: 'esm',
        logLevel: 'silent',
      });
      const [output] = Object.values(metafile.outputs);
      const inputs = Object.entries(output!.inputs).flatMap(([file, { bytesInOutput }]) =>
        bytesInOutput > 0 ? [file] : [],
      );
      return { text: outputFiles[0]!.text, inputs };
    };
    const live = await of("import { createLiveClient } from '@kith/client/live'; globalThis.x = createLiveClient;");
    expect(live.inputs.some((file) => file.includes('graphql-ws'))).toBe(true);
    const asking = await of(
      "import { createFetcher } from '@kith/client/fetcher'; import { SignOutDocument } from '@kith/client/operations'; globalThis.x = [createFetcher, SignOutDocument];",
    );
    expect(asking.inputs.filter((file) => file.includes('graphql-ws') || file.includes('/live/'))).toEqual([]);
    // The fetcher, one document and the printer of graphql: 10 KB; the whole of graphql alone would be over 100.
    expect(asking.text.length).toBeLessThan(20_000);
  });
});

describe('docs/frontend.md, in that project', () => {
  const page = readFileSync(join(root, 'docs', 'frontend.md'), 'utf8');
  /** The files that the page has one write, by their paths. */
  const files = new Map(
    [...page.matchAll(/^```tsx?\n\/\/ (\S+)\n([\s\S]*?)^```$/gm)].map(([, path, text]) => [path!, text!] as const),
  );
  const codegen = join(dirname(require.resolve('@graphql-codegen/cli/package.json')), 'cjs', 'bin.js');

  beforeAll(() => {
    const asked = ['@tanstack/react-query', 'react', '@types/react', '@graphql-codegen/client-preset'];
    for (const name of asked) {
      const link = join(project, 'node_modules', name);
      mkdirSync(dirname(link), { recursive: true });
      symlinkSync(join(root, 'node_modules', name), link);
    }
    mkdirSync(join(project, 'src'), { recursive: true });
    for (const [path, text] of files) writeFileSync(join(project, path), text);
    generate();
  });

  /** What the generator has to say. */
  function generate(): string {
    // It says nothing in what it takes for a test of itself.
    const env = { ...process.env, NODE_ENV: 'development' };
    const { stdout, stderr } = spawnSync(process.execPath, [codegen], { cwd: project, encoding: 'utf8', env });
    return stdout + stderr;
  }

  test('has a query, a mutation, a live list, and a fragment beside its component', () => {
    expect([...files.keys()]).toEqual([
      'src/kith.ts',
      'src/Discover.tsx',
      'src/SignIn.tsx',
      'src/Likes.tsx',
      'src/App.tsx',
      'codegen.ts',
      'src/PersonCard.tsx',
      'src/PeopleIn.tsx',
    ]);
  });

  test('type-checks as it stands', () => {
    expect(
      compileFiles(
        [...files.keys()].filter((path) => path !== 'codegen.ts'),
        'bundler',
      ),
    ).toBe('');
  });

  test('keeps a component from what is in a fragment of another', () => {
    const people = join(project, 'src', 'PeopleIn.tsx');
    const text = readFileSync(people, 'utf8');
    writeFileSync(people, text.replace('key={node.id}', 'key={node.name}'));
    expect(compileFiles(['src/PeopleIn.tsx'], 'bundler')).toContain("Property 'name' does not exist");
    writeFileSync(people, text);
  });

  test('makes a manifest that a router takes, under the ids that its documents are sent by', () => {
    const manifest = readFileSync(join(project, 'persisted-operations.json'), 'utf8');
    const safelist = readSafelist([{ file: 'persisted-operations.json', text: manifest }]);
    const generated = readFileSync(join(project, 'src', 'graphql', 'graphql.ts'), 'utf8');
    const [, hash] = /PeopleInDocument = \{"__meta__":\{"hash":"(\w{64})"\}/.exec(generated)!;
    expect(safelist.byId(hash!)).toMatch(/^query PeopleIn[\s\S]*fragment PersonCard on User/);
  });

  test('tells the file of an operation that the graph hasn’t got', () => {
    const wrong = join(project, 'src', 'Wrong.tsx');
    writeFileSync(wrong, "import { graphql } from './graphql';\n\ngraphql(`query Wrong { me { nickname } }`);\n");
    expect(generate()).toMatch(/Cannot query field "nickname" on type "User"[\s\S]*src\/Wrong\.tsx:/);
    rmSync(wrong);
  });
});
