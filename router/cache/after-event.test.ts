import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parse } from 'graphql';
import { pino } from 'pino';
import { createPostgresLog } from '../../platform/log/postgres/postgres-log.ts';
import { createEmptyDatabase, type TestDatabase } from '../../tests/support/database.ts';
import { until } from '../../tests/support/until.ts';
import { createGraphStore } from '../supergraph/graph-store.ts';
import { startTestSubgraphs } from '../test-support/test-subgraphs.ts';
import { cacheConfigSchema } from './cache-config.ts';
import { noCounts } from './cache-counts.ts';
import { createEntityCaches } from './entity-cache.ts';
import { cacheLink } from './test/cache-world.ts';

const logger = pino({ level: 'silent' });
let database: TestDatabase;
beforeAll(async () => {
  database = await createEmptyDatabase('cache');
});
afterAll(() => database.drop());

test('an event that makes an entity stale is told with what is so now, though the cache has not heard of it yet', async () => {
  const log = await createPostgresLog({ databaseUrl: database.url, clientId: 'cache', logger });
  await log.ensureTopics([{ name: 'renamed', partitions: 1, cleanup: 'delete', retentionMs: 3_600_000 }]);
  let version = 0;
  const subgraphs = await startTestSubgraphs({
    events: {
      sdl: `
        extend schema
          @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@composeDirective"])
          @link(url: "https://kith.dev/event/v1.0", import: ["@event"])
          @composeDirective(name: "@event")
        directive @event(topic: String!, type: String!, recipient: String) on FIELD_DEFINITION
        type Query { x: Int }
        type Subscription {
          seen: Person @event(topic: "seen", type: "seen")
          renamed: Person @event(topic: "renamed", type: "renamed")
        }
        type Person @key(fields: "id", resolvable: false) { id: ID! }`,
      resolvers: {},
    },
    persons: {
      sdl: `${cacheLink}
        type Person @key(fields: "id") @staleOn(topic: "renamed", type: "renamed", key: "id") {
          id: ID!
          name: String @cacheControl(maxAge: 600)
        }`,
      resolvers: { Person: { name: () => `v${version}` } },
    },
  });
  const config = cacheConfigSchema.parse({ enabled: true });
  const caches = createEntityCaches({ config, log, forwardHeaders: [], counts: noCounts, logger });
  const graphs = await createGraphStore({ supergraphSdl: subgraphs.supergraph, entityCacheOf: caches.of, logger });
  try {
    await until(() => caches.stats().following, 'the cache to follow the log');
    const deliver = async (field: string) => {
      const text = `subscription { ${field} { name } }`;
      const operation = await graphs.current().prepare(parse(text), text, null);
      const { signal } = new AbortController();
      const request = { variables: {}, headers: {}, signal, identityKey: 'public' };
      return (await operation.deliver({ id: 'a' }, request)).data;
    };
    expect(await deliver('seen')).toBe('{"seen":{"name":"v0"}}');
    // It changes, and the event is on its way.
    version = 1;
    expect(await deliver('seen')).toBe('{"seen":{"name":"v0"}}');
    expect(await deliver('renamed')).toBe('{"renamed":{"name":"v1"}}');
  } finally {
    await graphs.close();
    await caches.close();
    await log.close();
    await subgraphs.close();
  }
});
