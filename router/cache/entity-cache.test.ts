import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { createPostgresLog } from '../../platform/log/postgres/postgres-log.ts';
import { createEmptyDatabase, type TestDatabase } from '../../tests/support/database.ts';
import { until } from '../../tests/support/until.ts';
import { startTestIssuer } from '../test-support/test-issuer.ts';
import { type CacheRouter, type CacheWorld, createCacheWorld } from './test/cache-world.ts';

const logger = pino({ level: 'silent' });
let database: TestDatabase;
let world: CacheWorld;
beforeAll(async () => {
  database = await createEmptyDatabase('cache');
});
afterAll(() => database.drop());
beforeEach(async () => {
  world = await createCacheWorld(() => createPostgresLog({ databaseUrl: database.url, clientId: 'cache', logger }));
});
afterEach(() => world.close());

const started = async (...options: Parameters<CacheWorld['router']>): Promise<CacheRouter> => {
  const router = await world.router(...options);
  await router.followed();
  return router;
};
const calls = (router: CacheRouter) => router.subgraphs.calls.filter(({ subgraph }) => subgraph === 'persons').length;
const ask = async (router: CacheRouter, fields: string, ids = ['a', 'b'], headers = {}, variables = {}) => {
  const names = Object.keys(variables).map((name) => `, $${name}: String`);
  const query = `query ($ids: [ID!]!${names.join('')}) { people(ids: $ids) { ${fields} } }`;
  return router.ask({ query, variables: { ids, ...variables } }, headers);
};
/** How often the persons' subgraph is asked for the same thing twice, when it was asked once before. */
const isKept = async (router: CacheRouter, fields: string): Promise<boolean> => {
  const first = await ask(router, fields);
  const before = calls(router);
  expect((await ask(router, fields)).data).toEqual(first.data);
  return calls(router) === before;
};

describe('an operation that was answered before', () => {
  test('makes no request for the entities that it had', async () => {
    const router = await started();
    expect((await ask(router, 'id name')).data.people).toEqual([
      { id: 'a', name: 'v0' },
      { id: 'b', name: 'v0' },
    ]);
    expect(calls(router)).toBe(1);
    expect((await ask(router, 'name')).data.people).toEqual([{ name: 'v0' }, { name: 'v0' }]);
    expect(calls(router)).toBe(1);
    expect(await router.metric('router_entity_cache_reads_total', 'type="Person",outcome="hit"')).toBe(2);
    expect(await router.metric('router_entity_cache_reads_total', 'type="Person",outcome="miss"')).toBe(2);
  });

  test('is answered by the same texts, whatever has to be escaped in them', async () => {
    const router = await started();
    world.others.tags = ['"', '\\', '\n', 'é 😀'];
    expect((await ask(router, 'id tags', ['a'])).data.people).toEqual([{ id: 'a', tags: world.others.tags }]);
    expect(await isKept(router, 'id tags')).toBe(true);
  });

  test('asks for those alone that aren’t there, and puts each where it belongs', async () => {
    const router = await started();
    await ask(router, 'name', ['a', 'c']);
    await world.change('b');
    const { data } = await ask(router, 'id name', ['b', 'a', 'b', 'd', 'c', 'a']);
    expect(data.people.map(({ id, name }: { id: string; name: string }) => `${id} ${name}`)).toEqual([
      'b v1',
      'a v0',
      'b v1',
      'd v0',
      'c v0',
      'a v0',
    ]);
    expect(calls(router)).toBe(2);
    const last = await router.metric('router_entity_cache_reads_total', 'outcome="hit"');
    expect(last).toBe(2);
  });

  test('shares nothing of its answer with what is kept', async () => {
    const router = await started();
    world.others.home = { town: 'Ulm', street: 'Gasse' };
    world.others.tags = ['x', 'y'];
    const fields = 'name tags home { town }';
    const first = await ask(router, fields, ['a', 'a']);
    // What isn't kept is fetched beside it and merged into the same objects.
    const both = await ask(router, `${fields} home { street }`, ['a', 'a']);
    expect(both.data.people[0].home).toEqual({ town: 'Ulm', street: 'Gasse' });
    const before = calls(router);
    expect((await ask(router, fields, ['a', 'a'])).data).toEqual(first.data);
    expect(calls(router)).toBe(before);
  });
});

describe('two reads are the same entry', () => {
  test('by their arguments, those in variables too', async () => {
    const router = await started();
    const label = async (prefix: string) =>
      (await ask(router, 'label(prefix: $prefix)', ['a'], {}, { prefix })).data.people[0].label;
    expect([await label('x'), await label('y'), await label('x')]).toEqual(['x v0', 'y v0', 'x v0']);
    expect(calls(router)).toBe(2);
    expect((await ask(router, 'label(prefix: "x")', ['a'])).data.people[0].label).toBe('x v0');
    expect((await ask(router, 'label', ['a'])).data.people[0].label).toBe('p v0');
    expect(calls(router)).toBe(4);
  });

  test('by the headers of the client that subgraphs get', async () => {
    const router = await started({}, { config: { http: { forwardHeaders: ['accept-language'] } } });
    await ask(router, 'name', ['a'], { 'accept-language': 'de' });
    await ask(router, 'name', ['a'], { 'accept-language': 'en' });
    expect(calls(router)).toBe(2);
    await ask(router, 'name', ['a'], { 'accept-language': 'de' });
    expect(calls(router)).toBe(2);
  });

  test('whoever asks', async () => {
    const issuer = await startTestIssuer();
    try {
      const router = await started({}, { config: { identity: issuer.identity } });
      for (const sub of ['ada', 'bob'])
        await ask(router, 'name', ['a'], { authorization: `Bearer ${await issuer.sign({ sub, sid: sub })}` });
      await ask(router, 'name', ['a']);
      expect(calls(router)).toBe(1);
    } finally {
      await issuer.close();
    }
  });
});

describe('what is kept', () => {
  test.each([
    ['fields that say so', 'name tags', true],
    ['an object whose fields all say so', 'home { town }', true],
    ['the keys of another entity', 'name friends { id __typename }', true],
    ['nothing with a field that doesn’t say so', 'name secret', false],
    ['nothing with a private field', 'name hidden', false],
    ['nothing with a field that asks who somebody is', 'name guarded', false],
    ['nothing with such a field deep inside', 'home { town street }', false],
    ['nothing of another entity but its keys', 'friends { name }', false],
  ])('%s', async (_name, fields, kept) => {
    const issuer = await startTestIssuer();
    try {
      world.others.home = { town: 'Ulm', street: 'Gasse' };
      world.others.friends = [{ id: 'z', name: 'v0' }];
      const router = await started({}, { config: { identity: issuer.identity } });
      const authorization = `Bearer ${await issuer.sign({ sub: 'ada', sid: 's' })}`;
      await ask(router, fields, ['a'], { authorization });
      const before = calls(router);
      await ask(router, fields, ['a'], { authorization });
      expect(calls(router) === before).toBe(kept);
      expect((await router.metric('router_entity_cache_entries')) > 0).toBe(kept);
    } finally {
      await issuer.close();
    }
  });

  test('isn’t an entity that came with an error, and is the one beside it', async () => {
    const router = await started();
    // Half of them fail.
    world.others.flaky = undefined;
    const first = await ask(router, 'name flaky', ['a']);
    expect(first.codes).toHaveLength(1);
    world.others.flaky = 'fine';
    expect((await ask(router, 'name flaky', ['a'])).data.people).toEqual([{ name: 'v0', flaky: 'fine' }]);
    expect(calls(router)).toBe(2);
    world.others.flaky = undefined;
    const both = await ask(router, 'name flaky', ['a', 'b']);
    expect(both.data.people).toEqual([
      { name: 'v0', flaky: 'fine' },
      { name: 'v0', flaky: null },
    ]);
    expect(both.errors).toMatchObject([{ path: ['people', 1, 'flaky'] }]);
    expect(await router.metric('router_entity_cache_entries')).toBe(1);
  });

  test('isn’t an entity that isn’t there', async () => {
    const router = await started();
    expect(await isKept(router, 'name')).toBe(true);
    for (let i = 1; i <= 2; i++) expect((await ask(router, 'name', ['nobody'])).data.people).toEqual([{ name: null }]);
    expect(await router.metric('router_entity_cache_entries')).toBe(2);
  });

  test('ends with the shortest hint', async () => {
    const router = await started();
    world.others.short = 's';
    await ask(router, 'name short', ['a']);
    await until(async () => {
      await ask(router, 'name short', ['a']);
      return calls(router) === 2;
    }, 'the entry to end');
  });

  test('goes when its subgraph is asked again after the schema changed what a field means', async () => {
    const router = await started();
    await ask(router, 'label', ['a']);
    const { writeFileSync } = await import('node:fs');
    writeFileSync(
      router.supergraphFile,
      router.subgraphs.supergraph.replace('prefix: String = "p"', 'prefix: String = "q"'),
    );
    await until(async () => {
      await ask(router, 'label', ['a']);
      return calls(router) === 2;
    }, 'the changed supergraph to take over');
    await router.followed();
    await ask(router, 'name', ['a']);
    await ask(router, 'name', ['a']);
    expect(calls(router)).toBe(3);
  });
});

describe('a caller who wrote', () => {
  test('reads what they wrote though its event isn’t there yet; others read the cache', async () => {
    const issuer = await startTestIssuer();
    try {
      // The router's reader gets no records, as if the log were slow.
      const router = await started({ ownWritesMs: 60_000 }, { log: deaf, config: { identity: issuer.identity } });
      const ada = { authorization: `Bearer ${await issuer.sign({ sub: 'ada', sid: 'a' })}` };
      const bob = { authorization: `Bearer ${await issuer.sign({ sub: 'bob', sid: 'b' })}` };
      await ask(router, 'name', ['a'], ada);
      await router.ask({ query: 'mutation { touch }' }, ada);
      await ask(router, 'name', ['a'], ada);
      expect(calls(router)).toBe(1);
      await router.ask({ query: 'mutation { rename(id: "a") { name } }' }, ada);
      expect((await ask(router, 'name', ['a'], ada)).data.people[0].name).toBe('v1');
      expect((await ask(router, 'name', ['a'], bob)).data.people[0].name).toBe('v0');
      expect(await router.metric('router_entity_cache_bypasses_total', 'reason="own_write"')).toBe(1);
    } finally {
      await issuer.close();
    }
  });
});

/** A log whose readers get nothing after they caught up. */
const deaf: NonNullable<NonNullable<Parameters<CacheWorld['router']>[1]>['log']> = (log) => ({
  ...log,
  read: (options) => log.read({ ...options, handle: () => undefined }),
});

describe('a router that doesn’t read the log', () => {
  test('passes the cache by and says so, and serves from it again when it reads', async () => {
    let hold: Promise<void> | null = null;
    let release = (): void => undefined;
    const router = await started(
      { lagMaxMs: 100, checkMs: 20 },
      {
        log: (log) => ({
          ...log,
          read: (options) =>
            log.read({
              ...options,
              async handle(records) {
                await hold;
                await options.handle(records);
              },
            }),
        }),
      },
    );
    await ask(router, 'name');
    await ask(router, 'name');
    expect(calls(router)).toBe(1);
    hold = new Promise((resolve) => {
      release = resolve;
    });
    await world.change('a');
    await until(async () => (await router.metric('router_entity_cache_following')) === 0, 'the lag to be noticed');
    expect((await ask(router, 'name', ['a'])).data.people[0].name).toBe('v1');
    expect(await router.metric('router_entity_cache_bypasses_total', 'reason="log"')).toBeGreaterThan(0);
    expect(await router.metric('router_entity_cache_entries')).toBe(0);
    hold = null;
    release();
    await router.followed();
    expect((await ask(router, 'name', ['a'])).data.people[0].name).toBe('v1');
  });

  test('isn’t one whose log can’t be asked', async () => {
    let away = false;
    const router = await started(
      { lagMaxMs: 100, checkMs: 20 },
      { log: (log) => ({ ...log, bounds: (topic) => (away ? Promise.reject(new Error('away')) : log.bounds(topic)) }) },
    );
    away = true;
    await until(async () => (await router.metric('router_entity_cache_following')) === 0, 'the log to be missed');
    away = false;
    await router.followed();
  });

  test('serves all the same where there is no log at all', async () => {
    const router = await world.router(
      {},
      { log: (log) => ({ ...log, bounds: () => Promise.reject(new Error('away')) }) },
    );
    await ask(router, 'name');
    expect((await ask(router, 'name')).data.people).toHaveLength(2);
    expect(calls(router)).toBe(2);
  });
});

describe('an event', () => {
  test('drops the entities that it names and no others', async () => {
    const router = await started();
    await ask(router, 'name', ['a', 'b', 'c']);
    await world.change('b');
    await until(() => router.consumed('b') === 1, 'the event');
    expect(await router.metric('router_entity_cache_drops_total')).toBe(1);
    const { data } = await ask(router, 'name', ['a', 'b', 'c']);
    expect(data.people.map(({ name }: { name: string }) => name)).toEqual(['v0', 'v1', 'v0']);
    expect(await router.metric('router_entity_cache_reads_total', 'outcome="hit"')).toBe(2);
  });

  test('that names several drops each of them', async () => {
    const router = await started();
    await ask(router, 'name', ['a', 'b', 'c']);
    const value = JSON.stringify({ type: 'person.changed', data: { person: [{ id: 'a' }, { id: 'b' }] } });
    await world.log.append([{ topic: world.topic, key: 'x', value }]);
    await until(async () => (await router.metric('router_entity_cache_drops_total')) === 2, 'both drops');
  });

  test('that doesn’t say whom it is about drops everything', async () => {
    const router = await started();
    await ask(router, 'name', ['a', 'b', 'c']);
    for (const value of ['{"type":"person.changed","data":{}}', 'no event']) {
      await ask(router, 'name', ['a']);
      await world.log.append([{ topic: world.topic, key: 'x', value }]);
      await until(async () => (await router.metric('router_entity_cache_entries')) === 0, 'everything to be dropped');
    }
  });

  test('of another type drops nothing', async () => {
    const router = await started();
    await ask(router, 'name', ['a']);
    const value = JSON.stringify({ type: 'person.seen', data: { person: { id: 'a' } } });
    // One key, so that the second is read after the first.
    await world.log.append([{ topic: world.topic, key: 'b', value }]);
    await world.change('b');
    await until(() => router.consumed('b') === 1, 'the later event');
    expect(await router.metric('router_entity_cache_entries')).toBe(1);
  });
});
