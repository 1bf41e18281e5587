import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { until } from '../support/until.ts';

/** `npm run codegen`, on a copy of what it reads: it writes into the tree. */
const root = join(import.meta.dirname, '..', '..');
const codegen = join(
  dirname(createRequire(import.meta.url).resolve('@graphql-codegen/cli/package.json')),
  'cjs/bin.js',
);
// It says nothing in what it takes for a test of itself.
const env = { ...process.env, NODE_ENV: 'development' };
let copy: string;
const wrong = 'query Wrong {\n  me {\n    nickname\n  }\n}\n';

beforeAll(() => {
  copy = realpathSync(mkdtempSync(join(tmpdir(), 'codegen-')));
  const schemas = ['users', 'activity', 'fraud'].map((name) => `subgraphs/${name}/schema.graphql`);
  const read = ['codegen.ts', 'package.json', 'supergraph.graphql', 'scripts/generate', ...schemas];
  for (const path of [...read, 'client/package.json', 'client/operations', 'client/codegen', 'client/generated'])
    cpSync(join(root, path), join(copy, path), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
});
afterAll(() => rmSync(copy, { recursive: true, force: true }));

const operation = (file: string): string => join(copy, 'client', 'operations', file);
const generated = (file: string): string => readFileSync(join(copy, 'client', 'generated', file), 'utf8');

/** Saves a file and waits for what comes of it; saves it again now and then, as a save during a run may be passed over. */
async function save(file: string, text: string, seen: () => boolean, what: () => string): Promise<void> {
  let savedMs = 0;
  await until(() => {
    if (Date.now() - savedMs > 5_000) {
      writeFileSync(operation(file), text);
      savedMs = Date.now();
    }
    return seen();
  }, what);
}

test('an operation is typed on save, and a wrong one fails with its file and line', async () => {
  let output = '';
  const watching: ChildProcess = spawn(process.execPath, [codegen, '--config', 'codegen.ts', '--watch'], {
    cwd: copy,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const keep = (chunk: Buffer): void => {
    output += chunk.toString();
  };
  watching.stdout?.on('data', keep);
  watching.stderr?.on('data', keep);
  try {
    await until(
      () => output.includes('Watching for changes'),
      () => `the watch: ${output}`,
    );
    await save(
      'mine.graphql',
      'query Mine {\n  me {\n    id\n    name\n  }\n}\n',
      () =>
        generated('graphql.ts').includes('export const MineDocument') &&
        generated('persisted-operations.json').includes('"Mine"'),
      () => `the typed document: ${output}`,
    );
    await save(
      'wrong.graphql',
      wrong,
      () => /Cannot query field "nickname"[\s\S]*wrong\.graphql:3:5/.test(output),
      () => `the refusal: ${output}`,
    );
  } finally {
    const ended = new Promise((resolve) => watching.once('close', resolve));
    watching.kill('SIGKILL');
    await ended;
    rmSync(operation('mine.graphql'), { force: true });
    rmSync(operation('wrong.graphql'), { force: true });
  }
});

test('without watching, a wrong operation is a failed run', () => {
  writeFileSync(operation('wrong.graphql'), wrong);
  const { status, stdout, stderr } = spawnSync(process.execPath, [codegen, '--config', 'codegen.ts'], {
    cwd: copy,
    env,
    encoding: 'utf8',
  });
  expect(stdout + stderr).toMatch(/Cannot query field "nickname" on type "User"[\s\S]*wrong\.graphql:3:5/);
  expect(status).not.toBe(0);
});
