import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import type { Log } from '../../platform/log/port.ts';
import { createPostgresLog } from '../../platform/log/postgres/postgres-log.ts';
import { createEmptyDatabase, type TestDatabase } from '../../tests/support/database.ts';
import { until } from '../../tests/support/until.ts';
import { startTestRouter } from '../test-support/start-test-router.ts';
import { startTestIssuer, type TestIssuer } from '../test-support/test-issuer.ts';
import type { Restrictions } from './port.ts';
import { restrictedConfigSchema, revokedConfigSchema } from './restrict-config.ts';
import { createRestrictions } from './restrictions.ts';

const logger = pino({ level: 'silent' });

let database: TestDatabase;
let log: Log;
let made = 0;
let restrictedConfig: ReturnType<typeof restrictedConfigSchema.parse>;
let revokedConfig: ReturnType<typeof revokedConfigSchema.parse>;
const opened: Restrictions[] = [];

beforeAll(async () => {
  database = await createEmptyDatabase('restrict');
  log = await createPostgresLog({ databaseUrl: database.url, clientId: 'test', logger });
});
afterAll(async () => {
  await log.close();
  await database.drop();
});
beforeEach(async () => {
  const name = `t${made++}`;
  restrictedConfig = restrictedConfigSchema.parse({
    topic: `${name}.standing`,
    type: 'standing.changed',
    subject: 'member.id',
    value: 'standing',
    allowed: ['GOOD'],
    exceptMutations: ['leave'],
  });
  revokedConfig = revokedConfigSchema.parse({
    topic: `${name}.sessions`,
    type: 'session.ended',
    session: 'session',
    tokenLifetimeSeconds: 900,
  });
  await log.ensureTopics([
    { name: restrictedConfig.topic, partitions: 3, cleanup: 'compact', retentionMs: 0 },
    { name: revokedConfig.topic, partitions: 3, cleanup: 'delete', retentionMs: 3_600_000 },
  ]);
});
afterEach(async () => {
  for (const restrictions of opened.splice(0)) await restrictions.close();
});

const open = async (): Promise<Restrictions> => {
  const restrictions = await createRestrictions({ log, restricted: restrictedConfig, revoked: revokedConfig, logger });
  opened.push(restrictions);
  return restrictions;
};
const append = (topic: string, key: string, value: unknown) =>
  log.append([{ topic, key, value: value === null ? null : JSON.stringify(value) }]);
const standing = (id: string, value: string) =>
  append(restrictedConfig.topic, id, { type: 'standing.changed', data: { member: { id }, standing: value } });
/** The same with the time at which it happened, in seconds. */
const standingAt = (second: number, id: string, value: string) =>
  append(restrictedConfig.topic, id, {
    type: 'standing.changed',
    time: new Date(Date.UTC(2026, 10, 23) + second * 1000).toISOString(),
    data: { member: { id }, standing: value },
  });
const ended = (session: string) => append(revokedConfig.topic, session, { type: 'session.ended', data: { session } });

describe('a router that just started', () => {
  test('knows who is restricted by the last word on each', async () => {
    await standing('ada', 'GOOD');
    await standing('bob', 'BAD');
    await standing('cy', 'BAD');
    await standing('cy', 'GOOD');
    const restrictions = await open();
    expect(['ada', 'bob', 'cy', 'nobody'].map((id) => restrictions.isRestricted(id))).toEqual([
      false,
      true,
      false,
      false,
    ]);
  });

  test('is not misled by an old word that came once more after the last', async () => {
    for (const id of ['freed', 'caught']) await standingAt(1, id, id === 'freed' ? 'BAD' : 'GOOD');
    for (const id of ['freed', 'caught']) await standingAt(2, id, id === 'freed' ? 'GOOD' : 'BAD');
    for (const id of ['freed', 'caught']) await standingAt(1, id, id === 'freed' ? 'BAD' : 'GOOD');
    const restrictions = await open();
    expect(['freed', 'caught'].map((id) => restrictions.isRestricted(id))).toEqual([false, true]);
  });

  test('knows the sessions that ended before it started, however many events lie between', async () => {
    await ended('s-old');
    for (let i = 0; i < 3; i++)
      await log.append(
        Array.from({ length: 1_000 }, (_, n) => ({
          topic: revokedConfig.topic,
          key: `${n}`,
          value: '{"type":"other","data":{}}',
        })),
      );
    await ended('s-new');
    const restrictions = await open();
    expect(['s-old', 's-new', 's-other'].map((id) => restrictions.isRevoked(id))).toEqual([true, true, false]);
  });

  test('does without a log', async () => {
    const restrictions = await createRestrictions({ log: null, restricted: null, revoked: null, logger });
    opened.push(restrictions);
    expect([restrictions.isRestricted('a'), restrictions.isRevoked('s')]).toEqual([false, false]);
  });
});

describe('a router that runs', () => {
  test('tells once of each subject that becomes restricted, and of each that ends a session', async () => {
    const restrictions = await open();
    const told: string[] = [];
    restrictions.onRestricted((subject) => told.push(`restricted ${subject}`));
    const stop = restrictions.onRevoked((session) => told.push(`revoked ${session}`));
    await standing('bob', 'BAD');
    await standing('bob', 'WORSE');
    await ended('s-1');
    await ended('s-1');
    await until(() => restrictions.isRestricted('bob') && restrictions.isRevoked('s-1'), 'the events');
    expect(told.sort()).toEqual(['restricted bob', 'revoked s-1']);
    stop();
    await ended('s-2');
    await until(() => restrictions.isRevoked('s-2'), 'the event');
    expect(told).toHaveLength(2);
  });

  test('lets a subject act again whose standing is mended or taken back', async () => {
    const restrictions = await open();
    await standing('bob', 'BAD');
    await standing('cy', 'BAD');
    await until(() => restrictions.isRestricted('bob') && restrictions.isRestricted('cy'), 'the restriction');
    await standing('bob', 'GOOD');
    await append(restrictedConfig.topic, 'cy', null);
    await until(() => !restrictions.isRestricted('bob') && !restrictions.isRestricted('cy'), 'the restrictions to end');
  });

  test('is not misled by an old word that comes once more, and tells nobody of it', async () => {
    const restrictions = await open();
    const told: string[] = [];
    restrictions.onRestricted((subject) => told.push(subject));
    await standingAt(1, 'freed', 'BAD');
    await standingAt(2, 'freed', 'GOOD');
    await standingAt(2, 'caught', 'BAD');
    await standingAt(1, 'freed', 'BAD');
    await standingAt(1, 'caught', 'GOOD');
    await standing('last', 'BAD');
    // Three partitions: what was said of each is read for sure once something later of its own was.
    for (const id of ['freed', 'caught']) await standingAt(3, id, 'BAD');
    await until(() => ['freed', 'caught', 'last'].every((id) => restrictions.isRestricted(id)), 'all that was said');
    expect(told.sort()).toEqual(['caught', 'freed', 'freed', 'last']);
  });

  test('isn’t stopped by an unreadable event or by a listener that fails', async () => {
    const restrictions = await open();
    restrictions.onRestricted(() => {
      throw new Error('a listener’s bug');
    });
    for (const poison of [
      'text',
      7,
      [],
      { type: 'standing.changed' },
      { type: 'standing.changed', data: { member: 1 } },
    ])
      await append(restrictedConfig.topic, 'bob', poison);
    await log.append([{ topic: restrictedConfig.topic, key: 'bob', value: '{"broken' }]);
    await standing('bob', 'BAD');
    await until(() => restrictions.isRestricted('bob'), 'the restriction');
  });
});

describe('a restricted account', () => {
  const sdl = `
    extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
    type Query { me: Int }
    type Mutation { act: Int leave: Int }
  `;
  const one = () => 1;
  let issuer: TestIssuer;
  beforeAll(async () => {
    issuer = await startTestIssuer();
  });
  afterAll(() => issuer.close());

  test('may read, may use the mutations that are left open, and nothing else', async () => {
    const router = await startTestRouter({
      subgraphs: { small: { sdl, resolvers: { Query: { me: one }, Mutation: { act: one, leave: one } } } },
      config: { identity: issuer.identity, restricted: restrictedConfig, revoked: revokedConfig },
      log,
    });
    try {
      const headers = { authorization: `Bearer ${await issuer.sign({ sub: 'bob', sid: 's-bob' })}` };
      expect((await router.ask({ query: 'mutation { act }' }, headers)).data).toEqual({ act: 1 });
      await standing('bob', 'BAD');
      const refused = await until(async () => {
        const answer = await router.ask({ query: 'mutation { act }' }, headers);
        return answer.codes.length > 0 && answer;
      }, 'the refusal');
      expect([refused.status, refused.codes, refused.data]).toEqual([403, ['ACCOUNT_RESTRICTED'], undefined]);
      const lenient = await router.ask({ query: 'mutation { act }' }, { ...headers, accept: 'application/json' });
      expect([lenient.status, lenient.codes]).toEqual([200, ['ACCOUNT_RESTRICTED']]);
      expect((await router.ask({ query: '{ me }' }, headers)).data).toEqual({ me: 1 });
      expect((await router.ask({ query: 'mutation { leave }' }, headers)).data).toEqual({ leave: 1 });
      // What is open doesn't open what is beside it.
      for (const query of [
        'mutation { leave act }',
        'mutation { leave: act }',
        'mutation { ...M } fragment M on Mutation { leave x: act }',
      ])
        expect((await router.ask({ query }, headers)).codes).toEqual(['ACCOUNT_RESTRICTED']);
      expect((await router.ask({ query: 'mutation { act }' })).data).toEqual({ act: 1 });

      await ended('s-bob');
      await until(async () => (await router.ask({ query: '{ me }' }, headers)).status === 401, 'the session’s end');
    } finally {
      await router.close();
    }
  });
});
