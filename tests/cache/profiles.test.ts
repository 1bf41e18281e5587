import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'graphql';
import { uuidv7 } from 'uuidv7';
import { accountDecided } from '../../events/account-decided.ts';
import { allTopics } from '../../events/topics.ts';
import { startSubgraphServer } from '../../platform/http/subgraph-server.ts';
import type { Part } from '../../platform/lifecycle/run-process.ts';
import { createMemoryLimits } from '../../platform/limits/memory.ts';
import type { Log } from '../../platform/log/port.ts';
import { createPostgresLog } from '../../platform/log/postgres/postgres-log.ts';
import { createLogger } from '../../platform/telemetry/logger.ts';
import { createMetrics } from '../../platform/telemetry/metrics.ts';
import { createReadiness } from '../../platform/telemetry/readiness.ts';
import { startRouter } from '../../router/compose-router.ts';
import { routerConfigSchema } from '../../router/config/router-config.ts';
import { queryResolvers } from '../../subgraphs/activity/resolvers/query-resolvers.ts';
import { startUsersWorker } from '../../subgraphs/users/start-users-worker.ts';
import {
  issuer,
  password,
  registerSomebody,
  startTestUsers,
  type TestUsers,
} from '../../subgraphs/users/test/start-test-users.ts';
import { createEmptyDatabase } from '../support/database.ts';
import { createGraphClient } from '../support/graph-client.ts';
import { patient } from '../support/patient.ts';
import { until } from '../support/until.ts';

const root = join(import.meta.dirname, '..', '..');
const logger = createLogger('cache-tests', 'silent');
/** The one that `startTestUsers` has. */
const secret = 'a secret of the tests';
const publicFields = 'id handle name city bio interests photoUrl joinedAt status';

/** Kith's own graph and users subgraph with its worker, behind a router that keeps people; visits are made up. */
let users: TestUsers;
let log: Log;
let visitors: string[] = [];
let url: string;
const metrics = createMetrics('test');
const closers: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  const database = await createEmptyDatabase('cache');
  closers.push(() => database.drop());
  log = await createPostgresLog({ databaseUrl: database.url, clientId: 'cache', logger });
  closers.push(() => log.close());
  await log.ensureTopics(allTopics.map((topic) => ({ ...topic, partitions: 3 })));
  users = await startTestUsers();
  closers.push(() => users.close());
  const parts: Part[] = [];
  closers.push(async () => {
    for (const part of parts.reverse()) await part.close();
  });
  const process = { add: (part: Part) => parts.push(part) };
  await startUsersWorker({ databaseUrl: users.database.url }, { process, log, logger });
  const activity = await startSubgraphServer({
    typeDefs: parse(readFileSync(join(root, 'subgraphs', 'activity', 'schema.graphql'), 'utf8')),
    resolvers: {
      Query: queryResolvers,
      User: {
        visitors: () => ({
          edges: visitors.map((id) => ({
            cursor: id,
            node: { user: { id }, visits: 1, lastVisitedAt: new Date(0).toISOString() },
          })),
          pageInfo: { hasNextPage: false, hasPreviousPage: false },
        }),
      },
    },
    context: (request) => request,
    internalTokenSecret: secret,
    port: 0,
    host: '127.0.0.1',
    portSetting: 'port',
    overload: patient,
    logger,
  });
  closers.push(() => activity.close());
  const router = await startRouter({
    config: routerConfigSchema.parse({
      supergraph: join(root, 'supergraph.graphql'),
      subgraphs: {
        users: { url: `${users.url}/graphql` },
        activity: { url: `http://127.0.0.1:${activity.port}/graphql` },
      },
      listen: { port: 0, hosts: ['127.0.0.1'] },
      identity: { jwksUrl: `${users.url}/.well-known/jwks.json`, issuer, audience: 'kith' },
      entityCache: { enabled: true, lagMaxMs: 30_000 },
    }),
    log,
    limits: createMemoryLimits(),
    secrets: { internalToken: secret, hash: secret, cursor: secret },
    logger,
    telemetry: { metrics, readiness: createReadiness(), tracer: undefined },
  });
  closers.push(() => router.close());
  url = `http://127.0.0.1:${router.port}/graphql`;
  await until(async () => (await metric('router_entity_cache_following')) === 1, 'the cache to follow the log');
}, 120_000);
afterAll(async () => {
  for (const close of closers.reverse()) await close();
});

const metric = async (name: string, labels = ''): Promise<number> =>
  (await metrics.print())
    .split('\n')
    .filter((line) => line.startsWith(`${name}{`) && line.includes(labels))
    .reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
const hits = () => metric('router_entity_cache_reads_total', 'outcome="hit"');
const fetches = () => metric('router_subgraph_fetches_total', 'subgraph="users"');

type Somebody = Awaited<ReturnType<typeof registerSomebody>>;
/** The viewer's visitors with these fields, in their order. */
// biome-ignore lint/suspicious/noExplicitAny: people with any fields.
const seenBy = async (viewer: Somebody, fields = publicFields): Promise<any[]> => {
  const { me } = await createGraphClient(url, viewer.accessToken).data<{
    me: { visitors: { edges: { node: { user: object } }[] } };
  }>(`{ me { visitors { edges { node { user { ${fields} } } } } } }`);
  return me.visitors.edges.map(({ node }) => node.user);
};
const people = (count: number): Promise<Somebody[]> =>
  Promise.all(Array.from({ length: count }, () => registerSomebody(users)));
/** People whose registration's events are behind everybody. */
const settled = async (count: number): Promise<Somebody[]> => {
  const made = await people(count);
  visitors = made.map(({ id }) => id);
  await until(async () => {
    await seenBy(made[0]!);
    const before = await hits();
    await seenBy(made[0]!);
    return (await hits()) === before + count;
  }, 'everybody to be kept');
  return made;
};

describe('people that routers keep', () => {
  test('are read from the users subgraph once, whoever asks', async () => {
    const [viewer, other] = (await settled(3)) as [Somebody, Somebody];
    const before = await fetches();
    expect(await seenBy(other)).toEqual(await seenBy(viewer));
    expect(await fetches()).toBe(before);
  });

  test('have their new name at once for themselves, and for all once the event came', async () => {
    const [viewer, changed] = (await settled(3)) as [Somebody, Somebody];
    const dropped = await metric('router_entity_cache_drops_total');
    await createGraphClient(url, changed.accessToken).data(
      'mutation { updateProfile(input: { name: "New Name", bio: "new" }) { userErrors { code } } }',
    );
    expect((await seenBy(changed))[1]).toMatchObject({ id: changed.id, name: 'New Name', bio: 'new' });
    await until(async () => (await metric('router_entity_cache_drops_total')) > dropped, 'the event');
    expect((await seenBy(viewer))[1]).toMatchObject({ name: 'New Name', bio: 'new' });
  });

  test('are a tombstone once they deleted their account', async () => {
    const [viewer, gone] = (await settled(2)) as [Somebody, Somebody];
    await createGraphClient(url, gone.accessToken).data(
      'mutation ($password: String!) { deleteAccount(input: { password: $password }) { userErrors { code } } }',
      { password },
    );
    const tombstone = {
      id: gone.id,
      status: 'DELETED',
      name: null,
      handle: null,
      bio: null,
      city: null,
      joinedAt: null,
    };
    await until(async () => (await seenBy(viewer))[1].status === 'DELETED', 'the deletion to be seen');
    expect((await seenBy(viewer))[1]).toMatchObject(tombstone);
  });

  test('have the status that a decision on them gave', async () => {
    const [viewer, bad] = (await settled(2)) as [Somebody, Somebody];
    for (const [action, status] of [
      ['RESTRICT', 'FRAUDULENT'],
      ['RELEASE', 'ACTIVE'],
    ] as const) {
      const context = { time: new Date(), actor: null, device: null, address: null, client: null, trace: null };
      const decided = accountDecided.create(
        { user: { id: bad.id }, action, case: { id: uuidv7() }, rules: [] },
        context,
      );
      await log.append([{ topic: accountDecided.topic.name, key: bad.id, value: JSON.stringify(decided) }]);
      await until(async () => (await seenBy(viewer))[1].status === status, `the status ${status} to be seen`);
    }
  });

  test('show nobody what is their own: email and birth date are asked for each time, and so is the age', async () => {
    const [owner, other] = (await settled(2)) as [Somebody, Somebody];
    for (const fields of ['name email', 'name birthDate', 'name email birthDate age', 'age name']) {
      const before = await hits();
      const [own] = await seenBy(owner, fields);
      const [seen] = await seenBy(other, fields);
      if (fields.includes('email')) expect([own.email, seen.email]).toEqual([owner.input.email, null]);
      if (fields.includes('birthDate')) expect([own.birthDate, seen.birthDate]).toEqual(['1990-05-04', null]);
      expect(await hits()).toBe(before);
    }
  });
});
