import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { buildSchema, parse } from 'graphql';
import pg from 'pg';
import { pino } from 'pino';
import { uuidv7 } from 'uuidv7';
import { createEmptyDatabase, type TestDatabase } from '../../tests/support/database.ts';
import { until } from '../../tests/support/until.ts';
import type { ParsedOperation } from '../parse/document-store.ts';
import { startTestRouter } from '../test-support/start-test-router.ts';
import { hideLiterals } from './hide-literals.ts';
import type { UsageBatch, UsageCount, UsageSink } from './port.ts';
import { createPostgresUsageStore } from './postgres-usage-store.ts';
import { toMessage } from './usage-message.ts';
import { createUsageRecorder } from './usage-recorder.ts';

const sdl = `
  scalar Json
  enum Color { RED GREEN }
  input Inner { colors: [Color] inner: Inner n: Int }
  input Filter { text: String! inner: [Inner!] color: Color }
  type Query { thing(id: ID, n: Float, filter: Filter, json: Json, ids: [ID]): Int live: Boolean }
`;
const apiSchema = buildSchema(sdl);
const silent = pino({ level: 'silent' });

function operationOf(text: string): ParsedOperation {
  const node = parse(text);
  const fragments = new Map(
    node.definitions.flatMap((one) => (one.kind === 'FragmentDefinition' ? [[one.name.value, one] as const] : [])),
  );
  const found = node.definitions.find((one) => one.kind === 'OperationDefinition')!;
  const document = { id: text, node, fragments, operations: [] };
  return { document, node: found, name: found.name?.value ?? null, kind: 'query', rootFields: [] };
}

const hidden = (text: string): string => hideLiterals(operationOf(text), apiSchema).replaceAll(/\s+/g, ' ');

describe('a recorded text', () => {
  test('holds no value, and is valid as before', () => {
    expect(
      hidden('{ thing(id: "secret", n: 3.7, filter: { text: "mine", inner: [{ n: 1 }, { n: 2 }], color: RED }) }'),
    ).toBe('{ thing(id: "", n: 0, filter: {text: "", inner: [{n: 0}], color: RED}) }');
    expect(hidden('query Q($f: Filter = { text: "mine" }, $n: Float = 4) { thing(filter: $f, n: $n) }')).toBe(
      'query Q($f: Filter = {text: ""}, $n: Float = 0) { thing(filter: $f, n: $n) }',
    );
  });

  test('has nothing of a custom scalar’s insides, and each form of a list’s items once', () => {
    expect(hidden('{ thing(json: { email: "a@b" }, ids: ["a", "b", 3]) }')).toBe('{ thing(json: {}, ids: ["", 0]) }');
  });

  test('has the fragments that the operation uses, and no others', () => {
    const text =
      'query Q { ...A } fragment A on Query { ...B } fragment B on Query { live } fragment C on Query { live }';
    expect(hidden(text)).toBe('query Q { ...A } fragment A on Query { ...B } fragment B on Query { live }');
  });
});

function collect(failures = 0): UsageSink & { counts: UsageCount[]; ids: string[]; closed: boolean } {
  let left = failures;
  const counts: UsageCount[] = [];
  const ids: string[] = [];
  return {
    counts,
    ids,
    closed: false,
    async write(batches) {
      ids.push(...batches.map(({ id }) => id));
      if (left-- > 0) throw new Error('not reachable');
      counts.push(...batches.flatMap((batch) => batch.counts));
    },
    async close() {
      this.closed = true;
    },
  };
}

const web = { client: 'web', clientVersion: '1' };
const hour = 3_600_000;

describe('the recorder', () => {
  test('counts by operation, client, version and day, with the coordinates that variables brought', async () => {
    const sink = collect();
    let now = Date.parse('2026-11-05T23:30:00Z');
    const recorder = createUsageRecorder({ sink, flushMs: hour, logger: silent, now: () => now });
    const operation = operationOf('query Q($f: Filter) { thing(filter: $f) }');
    const count = (f: unknown, identity = web) => recorder.record({ apiSchema }, operation, { f }, identity);
    count({ text: 'mine', inner: { colors: ['RED'] } });
    count({ text: 'mine', unknown: 1, color: 'BLUE' });
    count(null, { client: 'ios', clientVersion: '2' });
    now += hour;
    count(null);
    await recorder.close();
    expect(sink.counts.map(({ operation: { name }, ...rest }) => ({ name, ...rest }))).toEqual([
      {
        name: 'Q',
        client: 'web',
        version: '1',
        day: '2026-11-05',
        count: 2,
        sent: ['Color.RED', 'Filter.color', 'Filter.inner', 'Filter.text', 'Inner.colors'],
      },
      { name: 'Q', client: 'ios', version: '2', day: '2026-11-05', count: 1, sent: [] },
      { name: 'Q', client: 'web', version: '1', day: '2026-11-06', count: 1, sent: [] },
    ]);
    expect(sink.closed).toBe(true);
    expect(JSON.stringify(sink.counts)).not.toContain('mine');
  });

  test('says that it doesn’t know where there is more in the variables than it looks at', async () => {
    const sink = collect();
    const recorder = createUsageRecorder({ sink, flushMs: hour, logger: silent });
    const operation = operationOf('query Q($f: Filter) { thing(filter: $f) }');
    const inner = Array.from({ length: 1_000 }, () => ({ n: 1 }));
    recorder.record({ apiSchema }, operation, { f: { text: '', inner } }, web);
    recorder.record({ apiSchema }, operation, { f: { text: '' } }, web);
    await recorder.close();
    expect(sink.counts).toMatchObject([{ count: 2, sent: null }]);
  });

  test('keeps a batch that could not be written, and writes it again as the same', async () => {
    const sink = collect(1);
    const recorder = createUsageRecorder({ sink, flushMs: 5, logger: silent });
    const operation = operationOf('{ live }');
    recorder.record({ apiSchema }, operation, {}, web);
    await until(() => sink.counts.length > 0, 'the second try');
    await recorder.close();
    expect(sink.counts).toMatchObject([{ count: 1 }]);
    expect(sink.ids).toHaveLength(2);
    expect(sink.ids[1]).toBe(sink.ids[0]);
  });

  test('cuts what it counted into batches that a log takes, and leaves out a text that is no client’s', async () => {
    const batches: UsageBatch[] = [];
    const sink: UsageSink = { write: async (more) => void batches.push(...more), close: async () => {} };
    const recorder = createUsageRecorder({ sink, flushMs: hour, logger: silent });
    const long = (name: string, times: number) => operationOf(`{ ${`${name}: live `.repeat(times)} }`);
    for (let at = 0; at < 12; at++) {
      const operation = long(`a${at}`, 9_000);
      for (const clientVersion of ['1', '2', '3'])
        recorder.record({ apiSchema }, operation, {}, { client: 'web', clientVersion });
    }
    recorder.record({ apiSchema }, long('b', 40_000), {}, web);
    await recorder.close();
    expect(batches.length).toBeGreaterThan(2);
    expect(new Set(batches.map(({ id }) => id)).size).toBe(batches.length);
    expect(batches.flatMap(({ counts }) => counts)).toHaveLength(36);
    for (const batch of batches) expect(toMessage(batch, new Date()).length).toBeLessThan(600_000);
  });

  test('doesn’t grow with clients that make up operations or names', async () => {
    const sink = collect();
    const recorder = createUsageRecorder({ sink, flushMs: hour, logger: silent });
    const one = operationOf('{ live }');
    for (let at = 0; at < 1_000; at++)
      recorder.record({ apiSchema }, one, {}, { client: `made-up-${at}`, clientVersion: null });
    for (let at = 0; at < 3_000; at++) recorder.record({ apiSchema }, operationOf(`{ a${at}: live }`), {}, web);
    await recorder.close();
    expect(sink.counts.length).toBeLessThanOrEqual(100 + 1_000);
    expect(sink.counts.length).toBeGreaterThan(1_000);
  });
});

describe('in PostgreSQL', () => {
  let database: TestDatabase;
  let client: pg.Client;
  beforeAll(async () => {
    database = await createEmptyDatabase('usage');
    client = new pg.Client(database.url);
    await client.connect();
  });
  afterAll(async () => {
    await client.end();
    await database.drop();
  });

  const rows = async (name: string): Promise<Record<string, unknown>[]> => {
    const exists = await client.query("SELECT to_regclass('router_usage.use') IS NOT NULL AS yes");
    if (!exists.rows[0].yes) return [];
    const { rows } = await client.query(
      'SELECT client, version, day::text, count::int, sent, text FROM router_usage.use JOIN router_usage.operation o ON o.id = operation WHERE o.name = $1 ORDER BY client, day',
      [name],
    );
    return rows;
  };
  const operation = { id: 'one', name: 'One', text: 'query One { live }' };
  const count = (more: Partial<UsageCount> = {}): UsageCount => ({
    operation,
    client: 'web',
    version: '1',
    day: '2026-11-05',
    count: 1,
    sent: ['A.a'],
    ...more,
  });

  const batch = (...counts: UsageCount[]): UsageBatch => ({ id: uuidv7(), counts });

  test('routers that start and write at once add up to one count', async () => {
    const stores = Array.from({ length: 4 }, () => createPostgresUsageStore(database.url, { keepDays: 100 }));
    await Promise.all(
      stores.map(async (store, at) => {
        for (let i = 0; i < 3; i++)
          await store.write([batch(count({ sent: [`A.${'abcd'[at]}`] }), count({ client: 'ios' }))]);
      }),
    );
    // The same key twice in a batch: one waited for the store.
    await stores[0]!.write([batch(count()), batch(count(), count({ client: 'ios', sent: null }))]);
    await Promise.all(stores.map((store) => store.close()));
    expect(await rows('One')).toEqual([
      { client: 'ios', version: '1', day: '2026-11-05', count: 13, sent: null, text: operation.text },
      {
        client: 'web',
        version: '1',
        day: '2026-11-05',
        count: 14,
        sent: ['A.a', 'A.b', 'A.c', 'A.d'],
        text: operation.text,
      },
    ]);
  });

  test('a batch that comes again, from whomever, counts once', async () => {
    const stores = Array.from({ length: 3 }, () => createPostgresUsageStore(database.url, { keepDays: 100 }));
    const again = { id: 'again', name: 'Again', text: 'query Again { live }' };
    const [first, second] = [batch(count({ operation: again })), batch(count({ operation: again, count: 10 }))];
    await Promise.all(stores.map((store) => store.write([second, first, first])));
    await stores[0]!.write([first]);
    await Promise.all(stores.map((store) => store.close()));
    expect(await rows('Again')).toMatchObject([{ count: 11 }]);
  });

  test('records go when their days are over', async () => {
    const store = createPostgresUsageStore(database.url, { keepDays: 3 });
    const old = { id: 'old', name: 'Old', text: 'query Old { live }' };
    const days = ['2026-11-01', '2026-11-06', '2026-11-09'];
    await store.write([batch(...days.map((day) => count({ operation: old, day })))]);
    await store.close();
    expect((await rows('Old')).map(({ day }) => day)).toEqual(['2026-11-06', '2026-11-09']);
  });

  test('a router writes what it admitted, with its clients, and nothing of what it refused', async () => {
    const router = await startTestRouter({
      subgraphs: { one: { sdl, resolvers: { Query: { thing: () => 1, live: () => true } } } },
      config: { usage: { databaseUrl: database.url, flushSeconds: 0.02 } },
    });
    const query = 'query Asked($f: Filter) { thing(id: "secret", filter: $f) }';
    const headers = { 'apollographql-client-name': 'web', 'apollographql-client-version': '1.4.2' };
    await router.ask({ query, variables: { f: { text: 'secret', color: 'RED' } } }, headers);
    await router.ask({ query: query.replace('secret', 'another') });
    await router.ask({ query: 'query Asked { nothing }' }, headers);
    await until(async () => (await rows('Asked')).length === 2, 'the written counts');
    await router.close();
    const written = await rows('Asked');
    const text = 'query Asked($f: Filter) {\n  thing(id: "", filter: $f)\n}';
    expect(written).toMatchObject([
      { client: '', version: '', count: 1, sent: [], text },
      { client: 'web', version: '1.4.2', count: 1, sent: ['Color.RED', 'Filter.color', 'Filter.text'], text },
    ]);
  });
});
