import { afterEach, describe, expect, test } from '@jest/globals';
import { parse } from 'graphql';
import { pino } from 'pino';
import { executionRequest } from '../../tests/supergraphs/start-router.ts';
import { composeFixture } from '../../tests/supergraphs/subgraph.ts';
import type { GraphStore } from '../execute/port.ts';
import { operationSize } from '../plan/operation-size.ts';
import type { PreparationOptions } from './graph.ts';
import { createGraphStore } from './graph-store.ts';

let store: GraphStore | undefined;
afterEach(() => store?.close());

async function open(preparation: Partial<PreparationOptions>): Promise<GraphStore> {
  store = await createGraphStore({
    supergraphSdl: composeFixture([{ name: 'one', typeDefs: 'type Query { a: T } type T { t: T x: Int }' }]),
    preparation,
    logger: pino({ level: 'silent' }),
    transport: () => ({
      send: async () => ({ status: 200, text: '{"data":{"a":{"x":1}}}' }),
      close: () => Promise.resolve(),
    }),
  });
  return store;
}

const prepare = (store: GraphStore, text: string) => store.current().prepare(parse(text), text, null);

describe('a prepared operation', () => {
  test('is kept', async () => {
    const store = await open({});
    expect(prepare(store, '{ a { x } }')).toBe(prepare(store, '{ a { x } }'));
  });

  test('is dropped when newer ones need its memory', async () => {
    const store = await open({ keptBytesMax: 50_000 });
    const first = prepare(store, '{ a { x } }');
    for (let index = 0; index < 20; index++) prepare(store, `{ a${index}: a { x } }`);
    expect(prepare(store, '{ a { x } }')).not.toBe(first);
  });

  test('of a document with several operations is the one named', async () => {
    const graph = (await open({})).current();
    const document = parse('query One { a { x } } query Two { a { t { x } } }');
    expect((await graph.prepare(document, 'd', 'One')).name).toBe('One');
    expect((await graph.prepare(document, 'd', 'Two')).name).toBe('Two');
    expect(() => graph.prepare(document, 'd', null)).toThrow('Must provide operation name');
    expect(() => graph.prepare(document, 'd', 'Three')).toThrow('Unknown operation named "Three".');
  });
});

describe('a large operation', () => {
  const large = `{ ${Array.from({ length: 30 }, (_, index) => `a${index}: a { x }`).join(' ')} a { x } }`;

  test('is planned in a thread, once for all who ask meanwhile', async () => {
    const store = await open({ fieldsInlineMax: 50 });
    const asked = [prepare(store, large), prepare(store, large)];
    expect(asked[0]).toBeInstanceOf(Promise);
    const [one, other] = await Promise.all(asked);
    expect(one).toBe(other);
    const { data } = await one!.run(executionRequest());
    expect(JSON.parse(data!).a).toEqual({ x: 1 });
    expect(prepare(store, large)).toBe(one);
  });

  test('that takes too long to plan is refused, and the next one is planned', async () => {
    const store = await open({ fieldsInlineMax: 5, planningTimeMaxMs: 1 });
    const deep = (depth: number): string =>
      depth === 0 ? 'x' : `t { ${deep(depth - 1)} } u: t { ${deep(depth - 1)} }`;
    await expect(prepare(store, `{ a { ${deep(9)} } }`)).rejects.toMatchObject({
      extensions: { code: 'QUERY_PLANNING_TIMEOUT' },
    });
    expect(prepare(store, '{ a { x } }')).toBeDefined();
  });
});

describe('the size of an operation', () => {
  test('counts fragments where they are spread', () => {
    expect(operationSize(parse('{ ...F ...F } fragment F on Query { a { x } }'))).toBe(4);
  });

  test('has an end, whatever fragments multiply to', () => {
    const fragments = Array.from(
      { length: 60 },
      (_, index) => `fragment F${index} on T { ...F${index + 1} ...F${index + 1} }`,
    );
    expect(operationSize(parse(`{ ...F0 } ${fragments.join(' ')} fragment F60 on T { x }`))).toBe(100_000);
  });

  test('of a cycle is a number', () => {
    expect(operationSize(parse('{ ...F } fragment F on Query { a ...F }'))).toBe(1);
  });
});
