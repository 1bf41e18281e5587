import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { uuidv7 } from 'uuidv7';
import type { Log } from '../../platform/log/port.ts';
import { keepHouse } from '../../platform/log/postgres/housekeeping.ts';
import { createPostgresLog } from '../../platform/log/postgres/postgres-log.ts';
import { createPool } from '../../platform/postgres/pool.ts';
import { createLogger } from '../../platform/telemetry/logger.ts';
import { createEmptyDatabase, type TestDatabase } from '../../tests/support/database.ts';
import { until } from '../../tests/support/until.ts';
import type { EventStream } from './event-streams.ts';
import { createHistory, type Past } from './history.ts';
import { createScanner } from './history-scan.ts';
import { createLiveReader } from './live-reader.ts';
import { createRecentIndex } from './recent-index.ts';

const logger = createLogger('history-test', 'silent');

describe('the past of a feed', () => {
  let database: TestDatabase;
  let log: Log;
  beforeAll(async () => {
    database = await createEmptyDatabase('history');
    log = await createPostgresLog({ databaseUrl: database.url, clientId: 'test', logger });
  });
  afterAll(async () => {
    await log.close();
    await database.drop();
  });

  const publish = async (topic: string, recipients: readonly string[], ids = recipients.map(() => uuidv7())) => {
    await log.append(
      recipients.map((recipient, i) => ({
        topic,
        key: recipient,
        value: JSON.stringify({ id: ids[i], type: 'e', trace: null, data: { to: { id: recipient } } }),
      })),
    );
    return ids;
  };

  /** A topic's past, read by a router that began at its end. */
  const open = async (topic: string, limits: { replayRecordsMax?: number; chunkEventsMax?: number } = {}) => {
    const index = createRecentIndex({ bytesMax: 1, ageMs: 60_000 });
    const reader = createLiveReader({ log, index, prefillRecordsMax: 0, logger, dispatch: () => {} });
    const scanner = createScanner({ log, index, gatherMs: 1, dedupeRecords: 100, onScan: () => {} });
    const { replayRecordsMax = 1_000, chunkEventsMax = 100 } = limits;
    const history = createHistory({ log, index, reader, scanner, replayRecordsMax, chunkEventsMax });
    const stream: EventStream = { key: topic, topic, type: 'e', recipient: ['to', 'id'] };
    await reader.open([stream]);
    const close = async (): Promise<void> => {
      await scanner.close();
      await reader.close();
    };
    const feed = { stream, recipient: 'me' };
    return { history, feed, close, start: history.resume(feed, new Map()) };
  };

  /** Reads chunk after chunk until nothing more is known. */
  const readAll = async ({ history, feed }: Awaited<ReturnType<typeof open>>, from: ReadonlyMap<number, number>) => {
    const chunks: Past[] = [];
    for (let positions = from; ; positions = chunks.at(-1)!.positions) {
      chunks.push(await history.read(feed, positions));
      if (chunks.at(-1)!.complete) break;
    }
    return { chunks, ids: chunks.flatMap(({ events }) => events.map(({ id }) => id)) };
  };

  test('is read from the log in order, by chunks, without what is of others', async () => {
    const topic = `past.${uuidv7()}`;
    await log.ensureTopics([{ name: topic, partitions: 2, cleanup: 'delete', retentionMs: 3_600_000 }]);
    const mine: string[] = [];
    for (let i = 0; i < 12; i++) mine.push(...(await publish(topic, ['me', `other ${i}`])).slice(0, 1));
    const past = await open(topic, { chunkEventsMax: 5 });
    const { chunks, ids } = await readAll(past, past.start);
    expect(ids).toEqual(mine);
    expect(chunks.map(({ events }) => events.length)).toEqual([5, 5, 2, 0]);
    await past.close();
  });

  test('has an event once that was published twice, even when the position lies between the two', async () => {
    const topic = `past.${uuidv7()}`;
    await log.ensureTopics([{ name: topic, partitions: 1, cleanup: 'delete', retentionMs: 3_600_000 }]);
    const [a, b] = await publish(topic, ['me', 'me']);
    await publish(topic, ['me', 'me'], [a!, b!]);
    const [c] = await publish(topic, ['me']);
    const past = await open(topic);
    expect((await readAll(past, past.start)).ids).toEqual([a, b, c]);
    expect((await readAll(past, new Map([[0, 2]]))).ids).toEqual([c]);
    await past.close();
  });

  test('that retention removed is a gap, then what is left', async () => {
    const topic = `past.${uuidv7()}`;
    const settings = { name: topic, partitions: 1, cleanup: 'delete' as const };
    await log.ensureTopics([{ ...settings, retentionMs: 1 }]);
    await publish(topic, ['me', 'me', 'me']);
    const pool = createPool(database.url, { connectionsMax: 1, applicationName: 'test' });
    await until(async () => {
      await keepHouse(pool);
      return (await log.bounds(topic))[0]!.earliest === 3;
    }, 'retention');
    await pool.end();
    await log.ensureTopics([{ ...settings, retentionMs: 3_600_000 }]);
    const [left] = await publish(topic, ['me']);
    const past = await open(topic);
    const { chunks, ids } = await readAll(past, past.start);
    expect(chunks[0]!.gap).toEqual({ from: new Map([[0, 0]]), to: new Map([[0, 3]]), reason: 'RETENTION' });
    expect(chunks.filter(({ gap }) => gap)).toHaveLength(1);
    expect(ids).toEqual([left]);
    await past.close();
  });

  test('that is too far back is a gap up to where a replay may begin', async () => {
    const topic = `past.${uuidv7()}`;
    await log.ensureTopics([{ name: topic, partitions: 1, cleanup: 'delete', retentionMs: 3_600_000 }]);
    const ids = await publish(topic, ['me', 'me', 'me', 'me', 'me']);
    const past = await open(topic, { replayRecordsMax: 2 });
    const read = await readAll(past, past.start);
    expect(read.chunks[0]!.gap).toMatchObject({ to: new Map([[0, 3]]), reason: 'LIMIT' });
    expect(read.ids).toEqual(ids.slice(3));
    await past.close();
  });

  test('of a position beyond the end of the log is a gap, one beyond this router alone is none', async () => {
    const topic = `past.${uuidv7()}`;
    await log.ensureTopics([{ name: topic, partitions: 1, cleanup: 'delete', retentionMs: 3_600_000 }]);
    await publish(topic, ['me', 'me']);
    const past = await open(topic);
    const beyond = new Map([[0, 50]]);
    expect(await past.history.aheadOfLog(past.feed, beyond)).toEqual({
      from: beyond,
      to: new Map([[0, 2]]),
      reason: 'LOG_CHANGED',
    });
    await past.close();
    await publish(topic, ['me']);
    // Its reader is closed: it doesn't know of the third event.
    expect(await past.history.aheadOfLog(past.feed, new Map([[0, 3]]))).toBeNull();
  });
});
