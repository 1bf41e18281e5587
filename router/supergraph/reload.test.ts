import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { parse } from 'graphql';
import { pino } from 'pino';
import { executionRequest } from '../../tests/supergraphs/start-router.ts';
import { composeFixture } from '../../tests/supergraphs/subgraph.ts';
import { until } from '../../tests/support/until.ts';
import type { GraphStore } from '../execute/port.ts';
import type { SubgraphRequest } from '../fetch/transport.ts';
import { createGraphStore } from './graph-store.ts';

const sdlWith = (field: string) => composeFixture([{ name: 'one', typeDefs: `type Query { ${field}: String }` }]);

let folder: string;
let store: GraphStore | undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'supergraph-'));
});
afterEach(async () => {
  await store?.close();
  store = undefined;
  await rm(folder, { recursive: true, force: true });
});

/** Opens a store whose subgraph answers "value" for any field, once `answer` lets it. */
async function open(file: string, answer: (request: SubgraphRequest) => Promise<unknown> = async () => undefined) {
  const logged: string[] = [];
  const logger = pino({ level: 'debug' }, { write: (line: string) => void logged.push(line) });
  store = await createGraphStore({
    supergraphFile: file,
    logger,
    transport: () => ({
      send: async (request) => {
        await answer(request);
        const field = /\{(\w+)\}/.exec(JSON.parse(request.body).query)?.[1] ?? '';
        return { status: 200, text: JSON.stringify({ data: { [field]: 'value' } }) };
      },
      close: () => Promise.resolve(),
    }),
  });
  return { store, logged };
}

const hasField = (graph: GraphStore, name: string) =>
  graph.current().apiSchema.getQueryType()?.getFields()[name] !== undefined;

describe('a changed supergraph takes over', () => {
  test('when the file is written in place', async () => {
    const file = join(folder, 'supergraph.graphql');
    await writeFile(file, sdlWith('before'));
    const { store } = await open(file);
    const first = store.current();
    const changes: string[] = [];
    store.onChange((graph) => changes.push(graph.id));
    await writeFile(file, sdlWith('after'));
    await until(() => hasField(store, 'after'), 'the new field');
    expect(store.current().id).not.toBe(first.id);
    expect(changes).toEqual([store.current().id]);
  });

  test('when another file is renamed over it', async () => {
    const file = join(folder, 'supergraph.graphql');
    await writeFile(file, sdlWith('before'));
    const { store } = await open(file);
    for (const field of ['second', 'third']) {
      await writeFile(`${file}.new`, sdlWith(field));
      await rename(`${file}.new`, file);
      await until(() => hasField(store, field), field);
    }
  });

  test('when it is a link into a folder that is swapped, as a mounted ConfigMap is', async () => {
    const write = async (version: string, field: string) => {
      await mkdir(join(folder, version));
      await writeFile(join(folder, version, 'supergraph.graphql'), sdlWith(field));
      await symlink(version, join(folder, '..data_tmp'));
      await rename(join(folder, '..data_tmp'), join(folder, '..data'));
    };
    await write('..v1', 'before');
    const file = join(folder, 'supergraph.graphql');
    await symlink(join('..data', 'supergraph.graphql'), file);
    const { store } = await open(file);
    await write('..v2', 'after');
    await until(() => hasField(store, 'after'), 'the new field');
    await write('..v3', 'last');
    await until(() => hasField(store, 'last'), 'the last field');
  });
});

test('a file that is no supergraph is reported, and the graph stays until a good one comes', async () => {
  const file = join(folder, 'supergraph.graphql');
  await writeFile(file, sdlWith('before'));
  const { store, logged } = await open(file);
  await writeFile(file, 'type Query { half');
  await until(() => logged.some((line) => line.includes('was not loaded')), 'the complaint');
  expect(hasField(store, 'before')).toBe(true);
  await writeFile(file, 'type Query { notASupergraph: String }');
  await until(() => logged.filter((line) => line.includes('was not loaded')).length === 2, 'the second complaint');
  await writeFile(file, sdlWith('after'));
  await until(() => hasField(store, 'after'), 'the new field');
});

test('a file that is gone is told of once, however often it is looked for', async () => {
  const file = join(folder, 'supergraph.graphql');
  await writeFile(file, sdlWith('before'));
  const { store, logged } = await open(file);
  await rm(file);
  const complaints = (level: number) =>
    logged.filter((line) => line.includes(`isn't there`) && JSON.parse(line).level === level).length;
  // Whatever is written in the same folder, a log of these lines too, has it looked at again.
  await until(async () => {
    await writeFile(join(folder, 'router.log'), String(logged.length));
    return complaints(20) > 2;
  }, 'further looks');
  expect(complaints(50)).toBe(1);
  await writeFile(file, sdlWith('after'));
  await until(() => hasField(store, 'after'), 'the new field');
});

test('a request ends with the graph it began with', async () => {
  const file = join(folder, 'supergraph.graphql');
  await writeFile(file, sdlWith('before'));
  let letGo = (): void => {};
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const { store } = await open(file, () => held);
  const operation = await store.current().prepare(parse('{ before }'), 'b', null);
  const answer = operation.run(executionRequest());
  await writeFile(file, sdlWith('after'));
  await until(() => hasField(store, 'after'), 'the new field');
  letGo();
  expect(await answer).toMatchObject({ data: '{"before":"value"}', errors: [] });
});

test('a first supergraph that is none is an error', async () => {
  await expect(
    createGraphStore({ supergraphSdl: 'type Query { a: Int }', logger: pino({ level: 'silent' }) }),
  ).rejects.toThrow(/^The supergraph can't be used: .* It has to be composed/);
  await expect(
    createGraphStore({ supergraphSdl: 'type Query {\n a: }', logger: pino({ level: 'silent' }) }),
  ).rejects.toThrow('The supergraph can\'t be used: Syntax Error: Expected Name, found "}". (line 2, column 5)');
});
