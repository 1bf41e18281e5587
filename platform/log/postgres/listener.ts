import pg from 'pg';
import type { Logger } from '../../telemetry/logger.ts';
import { backoffMs, pause } from '../backoff.ts';

/** Something that wants to be woken. Every method may be called without cause: look again and find nothing new. */
export interface Sleeper {
  /** Records were appended to these partitions. */
  appended?(topicId: number, partitions: readonly number[]): void;
  /** The members of a group, or what they hold, changed. */
  groupChanged?(group: string): void;
  topicsChanged?(): void;
}

/** The process's one LISTEN connection: an idle reader costs no query at all. */
export interface Listener {
  /** Resolves once notices that are sent from now on will arrive. */
  add(sleeper: Sleeper): Promise<void>;
  remove(sleeper: Sleeper): void;
  close(): Promise<void>;
}

/** Quick at first, since a database restart takes a second or two; in milliseconds. */
const reconnect = { firstMs: 100, mostMs: 5_000 };

export function createListener(options: { databaseUrl: string; applicationName: string; logger: Logger }): Listener {
  const { databaseUrl, applicationName, logger } = options;
  const sleepers = new Set<Sleeper>();
  const closing = new AbortController();
  let client: pg.Client | undefined;
  let connected: Promise<void> | undefined;

  function dispatch(channel: string, payload: string): void {
    if (channel === 'kith_log') {
      const [topicId, partitions] = payload.split(':');
      const list = partitions!.split(',').map(Number);
      for (const sleeper of sleepers) sleeper.appended?.(Number(topicId), list);
    } else if (channel === 'kith_log_group') {
      for (const sleeper of sleepers) sleeper.groupChanged?.(payload);
    } else {
      for (const sleeper of sleepers) sleeper.topicsChanged?.();
    }
  }

  async function connect(): Promise<void> {
    const next = new pg.Client({
      connectionString: databaseUrl,
      application_name: `${applicationName}-listen`,
      keepAlive: true,
      connectionTimeoutMillis: 10_000,
    });
    // pg reports a dead connection as 'error', a closed one as 'end'; both may come, one reconnect follows.
    next.on('error', () => {});
    next.on('notification', ({ channel, payload }) => dispatch(channel, payload ?? ''));
    try {
      await next.connect();
      await next.query('LISTEN kith_log; LISTEN kith_log_group; LISTEN kith_log_topics');
    } catch (error) {
      await next.end().catch(() => {});
      throw error;
    }
    client = next;
    next.once('end', () => {
      client = undefined;
      if (!closing.signal.aborted) connected = reconnectUntilDone();
    });
  }

  async function reconnectUntilDone(): Promise<void> {
    for (let attempt = 1; !closing.signal.aborted; attempt++) {
      await pause(backoffMs(attempt, reconnect), closing.signal);
      if (closing.signal.aborted) return;
      try {
        await connect();
        // What was notified while nobody listened is made up for by looking everywhere once.
        for (const sleeper of sleepers) wakeWholly(sleeper);
        logger.info('listening to the log again');
        return;
      } catch (error) {
        if (attempt === 1 || attempt % 20 === 0)
          logger.warn({ err: error, attempt }, "the log's database can't be listened to");
      }
    }
  }

  return {
    async add(sleeper) {
      sleepers.add(sleeper);
      connected ??= connect();
      try {
        await connected;
      } catch (error) {
        connected = undefined;
        sleepers.delete(sleeper);
        throw error;
      }
    },
    remove: (sleeper) => void sleepers.delete(sleeper),
    async close() {
      closing.abort();
      sleepers.clear();
      await connected?.catch(() => {});
      await client?.end().catch(() => {});
    },
  };
}

/** An empty list of partitions stands for all of them, an empty group for all groups. */
function wakeWholly(sleeper: Sleeper): void {
  sleeper.topicsChanged?.();
  sleeper.groupChanged?.('');
  sleeper.appended?.(0, []);
}
