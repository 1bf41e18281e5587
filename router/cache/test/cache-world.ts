import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import type { Log, LogRecord } from '../../../platform/log/port.ts';
import { createMetrics } from '../../../platform/telemetry/metrics.ts';
import { createReadiness } from '../../../platform/telemetry/readiness.ts';
import { until } from '../../../tests/support/until.ts';
import type { routerConfigSchema } from '../../config/router-config.ts';
import { startTestRouter, type TestRouter } from '../../test-support/start-test-router.ts';
import type { TestSubgraph } from '../../test-support/test-subgraphs.ts';
import type { cacheConfigSchema } from '../cache-config.ts';

/** What a subgraph needs to declare what may be kept. */
export const cacheLink = `
  extend schema
    @link(
      url: "https://specs.apollo.dev/federation/v2.9"
      import: ["@key", "@composeDirective", "@authenticated", "@requiresScopes", "@external", "@requires", "@shareable", "@interfaceObject"]
    )
    @link(url: "https://kith.dev/cache/v1.0", import: ["@cacheControl", "@staleOn"])
    @composeDirective(name: "@cacheControl")
    @composeDirective(name: "@staleOn")
  directive @cacheControl(maxAge: Int, scope: cache__Scope) on FIELD_DEFINITION
  directive @staleOn(topic: String!, type: String!, key: String!) repeatable on OBJECT | INTERFACE | FIELD_DEFINITION
  enum cache__Scope { PUBLIC PRIVATE }
`;

/** A router of a cache's test, and how far it read the log. */
export interface CacheRouter extends TestRouter {
  /** The last version of a person whose event this router has handled; 0 before the first. */
  consumed(id: string): number;
  /** A metric's value, all of its series together, or those that have `labels` in them. */
  metric(name: string, labels?: string): Promise<number>;
  /** Resolves when the cache serves. */
  followed(): Promise<void>;
}

/** Persons whose names change, behind routers that cache them: the name says how often it changed. */
export interface CacheWorld {
  readonly topic: string;
  readonly log: Log;
  /** What the persons' subgraph waits for after it read a person and before it answers. */
  delay: () => Promise<void>;
  /** What else a person is answered with: by field. */
  readonly others: Record<string, unknown>;
  version(id: string): number;
  /** Changes a person's name, and then publishes that. */
  change(id: string): Promise<void>;
  router(
    cache?: z.input<typeof cacheConfigSchema>,
    options?: {
      log?: (log: Log) => Log;
      config?: Partial<Omit<z.input<typeof routerConfigSchema>, 'supergraph'>>;
      subgraphs?: Record<string, TestSubgraph>;
    },
  ): Promise<CacheRouter>;
  close(): Promise<void>;
}

/** `openLog` opens a client of the log; the world closes it. */
export async function createCacheWorld(openLog: () => Promise<Log>): Promise<CacheWorld> {
  const log = await openLog();
  const topic = `persons.${randomUUID().slice(0, 8)}`;
  await log.ensureTopics([{ name: topic, partitions: 3, cleanup: 'delete', retentionMs: 3_600_000 }]);
  const versions = new Map<string, number>();
  const routers: TestRouter[] = [];
  const others: Record<string, unknown> = {};

  const world: CacheWorld = {
    topic,
    log,
    others,
    delay: () => Promise.resolve(),
    version: (id) => versions.get(id) ?? 0,
    async change(id) {
      const version = world.version(id) + 1;
      versions.set(id, version);
      const value = JSON.stringify({ type: 'person.changed', data: { person: { id }, version } });
      await log.append([{ topic, key: id, value }]);
    },
    async router(cache = {}, options = {}) {
      const consumed = new Map<string, number>();
      const metrics = createMetrics('test');
      const watched = watchedLog(options.log?.(log) ?? log, (record) => {
        const { data } = JSON.parse(record.value ?? '{}') as { data?: { person?: { id: string }; version?: number } };
        if (data?.person && data.version)
          consumed.set(data.person.id, Math.max(data.version, consumed.get(data.person.id) ?? 0));
      });
      const router = await startTestRouter({
        subgraphs: options.subgraphs ?? personSubgraphs(world),
        config: { ...options.config, entityCache: { enabled: true, ...cache } },
        log: watched,
        telemetry: { metrics, readiness: createReadiness(), tracer: undefined },
      });
      routers.push(router);
      const metric = async (name: string, labels = ''): Promise<number> =>
        (await metrics.print())
          .split('\n')
          .filter((line) => line.startsWith(`${name}{`) && line.includes(labels))
          .reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
      return {
        ...router,
        consumed: (id) => consumed.get(id) ?? 0,
        metric,
        followed: async () => {
          await until(async () => (await metric('router_entity_cache_following')) === 1, 'the cache to follow the log');
        },
      };
    },
    async close() {
      for (const router of routers) await router.close();
      await log.close();
    },
  };
  return world;
}

/** Tells of records after they were handled. A search for a place in the log, which reads one partition, is no reader. */
function watchedLog(log: Log, handled: (record: LogRecord) => void): Log {
  return {
    ...log,
    read: (options) =>
      log.read({
        ...options,
        async handle(records) {
          await options.handle(records);
          if (Array.isArray(options.from) && options.from.length > 1) records.forEach(handled);
        },
      }),
  };
}

function personSubgraphs(world: CacheWorld): Record<string, TestSubgraph> {
  return {
    lists: {
      sdl: `
        extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
        type Query { people(ids: [ID!]!): [Person!]! }
        type Mutation { touch: Boolean }
        type Person @key(fields: "id", resolvable: false) { id: ID! }`,
      resolvers: {
        Query: { people: (_: unknown, { ids }: { ids: string[] }) => ids.map((id) => ({ id })) },
        Mutation: { touch: () => true },
      },
    },
    persons: {
      sdl: `
        ${cacheLink}
        type Query { person(id: ID!): Person }
        type Mutation { rename(id: ID!): Person }
        type Person @key(fields: "id") @staleOn(topic: "${world.topic}", type: "person.changed", key: "person.id") {
          id: ID!
          name: String @cacheControl(maxAge: 600)
          short: String @cacheControl(maxAge: 1)
          tags: [String!] @cacheControl(maxAge: 600)
          label(prefix: String = "p"): String @cacheControl(maxAge: 600)
          home: Place @cacheControl(maxAge: 600)
          friends: [Person] @cacheControl(maxAge: 600)
          secret: String
          hidden: String @cacheControl(maxAge: 600, scope: PRIVATE)
          guarded: String @authenticated @cacheControl(maxAge: 600)
          flaky: String @cacheControl(maxAge: 600)
        }
        type Place { town: String @cacheControl(maxAge: 600) street: String }`,
      resolvers: {
        Mutation: {
          rename: async (_: unknown, { id }: { id: string }) => {
            await world.change(id);
            return { id, name: `v${world.version(id)}` };
          },
        },
        Person: {
          __resolveReference: async ({ id }: { id: string }) => {
            if (id === 'nobody') return null;
            const person = { ...world.others, id, name: `v${world.version(id)}` };
            await world.delay();
            return person;
          },
          label: ({ name }: { name: string }, { prefix }: { prefix: string }) => `${prefix} ${name}`,
          flaky: ({ flaky }: { flaky?: string }) => {
            if (flaky === undefined) throw new Error('flaky');
            return flaky;
          },
        },
      },
    },
  };
}

/** The version that a name says. */
export const versionOf = (name: string): number => Number(name.slice(1));
