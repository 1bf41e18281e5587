import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { verify } from '@node-rs/argon2';
import pg from 'pg';
import type { Envelope } from '../../../events/envelope.ts';
import { likeRecorded } from '../../../events/like-recorded.ts';
import { likeRemoved } from '../../../events/like-removed.ts';
import { signInFailed } from '../../../events/sign-in-failed.ts';
import { signInSucceeded } from '../../../events/sign-in-succeeded.ts';
import { allTopics } from '../../../events/topics.ts';
import { userRegistered } from '../../../events/user-registered.ts';
import { userStatusChanged } from '../../../events/user-status-changed.ts';
import { visitRecorded } from '../../../events/visit-recorded.ts';
import { openLog } from '../../../platform/log/config.ts';
import type { Log, LogRecord } from '../../../platform/log/port.ts';
import { createLogger } from '../../../platform/telemetry/logger.ts';
import { createEmptyDatabase, createMigratedDatabase, type TestDatabase } from '../../../tests/support/database.ts';
import type { Labels } from '../population/labels.ts';
import { demoPassword } from '../population/people.ts';
import type { PopulationOptions } from '../population/world.ts';
import { isEmpty, type Loaded, populate } from './populate.ts';
import { readPopulationRecord } from './population-record.ts';

const options = { users: 200, seed: 7, visits: 4_000, end: Date.UTC(2026, 10, 1) };
const silent = createLogger('test', 'silent');

interface Place {
  users: TestDatabase;
  activity: TestDatabase;
  log: Log;
  home: { labels: string; population: string };
  close(): Promise<void>;
}

async function makePlace(): Promise<Place> {
  const [users, activity, logDatabase] = await Promise.all([
    createMigratedDatabase('users'),
    createMigratedDatabase('activity'),
    createEmptyDatabase('log'),
  ]);
  const log = await openLog(
    { LOG: 'postgres', LOG_DATABASE_URL: logDatabase.url, KAFKA_TLS: false, KAFKA_REPLICATION: 1 },
    silent,
  );
  await log.ensureTopics(allTopics);
  const folder = mkdtempSync(join(tmpdir(), 'kith-populate-'));
  return {
    users,
    activity,
    log,
    home: { labels: join(folder, 'labels.json'), population: join(folder, 'population.json') },
    async close() {
      await log.close();
      await Promise.all([users.drop(), activity.drop(), logDatabase.drop()]);
      rmSync(folder, { recursive: true });
    },
  };
}

function load(
  place: Place,
  population: PopulationOptions = options,
  signal = new AbortController().signal,
): Promise<Loaded> {
  const urls = { users: place.users.url, activity: place.activity.url };
  return populate({ urls, log: place.log, home: place.home, population, update: () => {}, signal });
}

async function rowsOf<Row extends pg.QueryResultRow>(database: TestDatabase, sql: string): Promise<Row[]> {
  const client = new pg.Client(database.url);
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

async function readAll(log: Log): Promise<LogRecord[]> {
  const records: LogRecord[] = [];
  const reader = await log.read({
    topics: allTopics.map(({ name }) => name),
    from: 'earliest',
    handle: (batch) => void records.push(...batch),
  });
  await reader.caughtUp;
  await reader.stop();
  return records;
}

let place: Place;
let loaded: Loaded;

beforeAll(async () => {
  place = await makePlace();
  expect(await isEmpty(place.users.url)).toBe(true);
  loaded = await load(place);
});

afterAll(() => place.close());

describe('a loaded population', () => {
  test('is everybody as an account that signs in with the demo password, ACTIVE in both databases', async () => {
    const accounts = await rowsOf<{ id: string; status: string; password_hash: string; email: string }>(
      place.users,
      'SELECT * FROM account ORDER BY id',
    );
    expect(accounts).toHaveLength(options.users);
    expect(new Set(accounts.map(({ status }) => status))).toEqual(new Set(['ACTIVE']));
    expect(accounts.every(({ email }) => email.endsWith('@demo.example'))).toBe(true);
    expect(await verify(accounts[0]!.password_hash, demoPassword)).toBe(true);
    const known = await rowsOf<{ id: string }>(
      place.activity,
      "SELECT id FROM account WHERE status = 'ACTIVE' ORDER BY id",
    );
    expect(known.map(({ id }) => id)).toEqual(accounts.map(({ id }) => id));
    expect(await isEmpty(place.users.url)).toBe(false);
  });

  test('has exactly one account with scopes: the analyst', async () => {
    expect(await rowsOf(place.users, 'SELECT email, scopes FROM account WHERE cardinality(scopes) > 0')).toEqual([
      { email: 'analyst@demo.example', scopes: ['user:private', 'fraud:read', 'fraud:review'] },
    ]);
  });

  test('has the sums that activity keeps beside its rows', async () => {
    const { visits, likes, matches } = loaded.shapes;
    const [counts] = await rowsOf(
      place.activity,
      `SELECT (SELECT count(*) FROM visit)::int AS visits, (SELECT sum(visits) FROM visitor)::int AS by_visitor,
              (SELECT sum(visits) FROM profile_counter)::int AS counted,
              (SELECT count(*) FROM profile_like)::int AS likes, (SELECT sum(likes) FROM profile_counter)::int AS counted_likes,
              (SELECT count(*) FROM match)::int AS matches`,
    );
    const made = visits.honest + visits.bad;
    const standing = likes.honest + likes.bad - likes.takenBack;
    expect(counts).toEqual({
      visits: made,
      by_visitor: made,
      counted: made,
      likes: standing,
      counted_likes: standing,
      matches,
    });
    const wrong = await rowsOf(
      place.activity,
      `SELECT FROM visitor JOIN LATERAL (
         SELECT count(*) AS visits, max(at) AS latest FROM visit
         WHERE visit.visited_id = visitor.visited_id AND visit.visitor_id = visitor.visitor_id
       ) AS pair ON true WHERE pair.visits <> visitor.visits OR pair.latest <> visitor.last_visited_at`,
    );
    expect(wrong).toEqual([]);
  });

  test('has a match exactly where there are two likes', async () => {
    const [pairs] = await rowsOf(
      place.activity,
      `SELECT count(*)::int AS likes, (SELECT count(*)::int FROM match) AS matches,
              (SELECT count(*)::int FROM match JOIN profile_like ON from_id = low_id AND to_id = high_id) AS with_like
       FROM profile_like AS one JOIN profile_like AS two
         ON one.from_id = two.to_id AND one.to_id = two.from_id AND one.from_id < one.to_id`,
    );
    expect(pairs).toEqual({ likes: pairs!.matches, matches: pairs!.matches, with_like: pairs!.matches });
  });

  test('is told by the log whole, in events that their readers take, in the order of time', async () => {
    const records = await readAll(place.log);
    const definitions = [
      userRegistered,
      userStatusChanged,
      signInSucceeded,
      signInFailed,
      visitRecorded,
      likeRecorded,
      likeRemoved,
    ];
    const counts: Record<string, number> = {};
    const lastOf = new Map<string, string>();
    for (const record of records) {
      const envelope = JSON.parse(record.value!) as Envelope;
      const definition = definitions.find((one) => one.is(record.topic, envelope));
      if (!definition) throw new Error(`nobody reads ${envelope.type} on ${record.topic}`);
      definition.read(envelope);
      expect(record.key).toBe(envelope.key);
      counts[envelope.type] = (counts[envelope.type] ?? 0) + 1;
      const order = `${record.topic} ${record.partition}`;
      if (record.topic === 'activity.recorded') {
        if (envelope.time < (lastOf.get(order) ?? '')) throw new Error(`${order} is out of order`);
        lastOf.set(order, envelope.time);
      }
    }
    const { visits, likes, signIns } = loaded.shapes;
    expect(counts).toEqual({
      'user.registered': options.users,
      'user.status-changed': options.users,
      'sign-in.succeeded': signIns.succeeded,
      'sign-in.failed': signIns.failed,
      'visit.recorded': visits.honest + visits.bad,
      'like.recorded': likes.honest + likes.bad,
      'like.removed': likes.takenBack,
    });
    expect(loaded.factsInLog).toBe(records.length - options.users);
    expect(loaded.factsDays).toBeUndefined();
  });

  test('has its labels and its record beside the databases, not in them', () => {
    const labels = JSON.parse(readFileSync(place.home.labels, 'utf8')) as Labels;
    expect(new Set(labels.bad.map(({ kind }) => kind)).size).toBeGreaterThanOrEqual(5);
    expect(readPopulationRecord(place.home.population)).toEqual({
      status: 'loaded',
      users: 200,
      seed: 7,
      visits: 4_000,
      end: '2026-11-01T00:00:00.000Z',
    });
  });

  test('comes again to the last row and the last event from the same seed', async () => {
    const again = await makePlace();
    try {
      await load(again);
      const digest = async (where: Place) => ({
        accounts: await rowsOf(where.users, "SELECT md5(string_agg(account::text, ';' ORDER BY id)) FROM account"),
        visits: await rowsOf(where.activity, "SELECT md5(string_agg(visit::text, ';' ORDER BY id)) FROM visit"),
        likes: await rowsOf(
          where.activity,
          "SELECT md5(string_agg(profile_like::text, ';' ORDER BY id)) FROM profile_like",
        ),
        events: (await readAll(where.log)).map(({ value }) => value).sort(),
      });
      expect(await digest(again)).toEqual(await digest(place));
    } finally {
      await again.close();
    }
  });
});

describe('a load that is interrupted', () => {
  test('leaves a record that says so, and no rows of its activity', async () => {
    const interrupted = await makePlace();
    try {
      const abort = new AbortController();
      abort.abort(new Error('stopped by a person'));
      await expect(load(interrupted, options, abort.signal)).rejects.toThrow('stopped by a person');
      expect(readPopulationRecord(interrupted.home.population)?.status).toBe('loading');
      expect(await rowsOf(interrupted.activity, 'SELECT FROM visit')).toEqual([]);
    } finally {
      await interrupted.close();
    }
  });
});
