import type { Admin, Kafka } from 'kafkajs';
import { backoffMs, pause } from '../backoff.ts';
import { createSemaphore } from '../semaphore.ts';
import { within } from './deadline.ts';
import { typeOf } from './errors.ts';

/**
 * What a client that remembers who leads a partition is told when another does now. kafkajs' admin client remembers for
 * five minutes and doesn't ask again by itself.
 */
const staleTypes = new Set([
  'NOT_LEADER_FOR_PARTITION',
  'LEADER_NOT_AVAILABLE',
  'NOT_CONTROLLER',
  'BROKER_NOT_AVAILABLE',
]);
const staleNames =
  /DeadlineError|KafkaJSConnection|KafkaJSBrokerNotFound|KafkaJSLockTimeout|KafkaJSRequestTimeout|KafkaJSNumberOfRetries/;
/** About 5 seconds in all: an election takes less. */
const usualAttemptsMax = 6;
const retry = { firstMs: 100, mostMs: 2_000 };
/** Some requests one after the other, each of which may time out; in milliseconds. */
const useMostMs = 30_000;
/** Closing waits for answers that may never come; in milliseconds. */
const closeMostMs = 5_000;

export interface KafkaAdmin {
  /**
   * Waits for those that came before, and runs against the cluster; where the client's knowledge of it was stale, again with a
   * new client, some times.
   */
  use<Result>(run: (admin: Admin) => Promise<Result>, options?: { attemptsMax: number }): Promise<Result>;
  close(): Promise<void>;
}

export function createKafkaAdmin(kafka: Kafka): KafkaAdmin {
  let current: Promise<Admin> | undefined;
  /**
   * kafkajs' admin client keeps one picture of the cluster, of the topics that it was asked about so far. Asked about several
   * at once it may put an older picture in place of a newer, and then finds no partition of a topic: `fetchTopicOffsets`
   * throws a TypeError, and `fetchOffsets` says of a group that it committed nothing.
   */
  const inTurn = createSemaphore(1);

  async function open(): Promise<Admin> {
    const admin = kafka.admin();
    try {
      await admin.connect();
      return admin;
    } catch (error) {
      void admin.disconnect().catch(() => {});
      throw error;
    }
  }

  async function discard(stale: Promise<Admin>): Promise<void> {
    if (current === stale) current = undefined;
    const closed = stale.then((admin) => admin.disconnect());
    await within(closeMostMs, 'Closing an admin client', closed).catch(() => {});
  }

  return {
    async use(run, { attemptsMax } = { attemptsMax: usualAttemptsMax }) {
      for (let attempt = 1; ; attempt++) {
        let used: Promise<Admin> | undefined;
        try {
          return await inTurn(() => {
            // Not before: whoever had the turn may have left the client.
            used = current ??= open();
            return within(useMostMs, "Kafka's admin client", used.then(run));
          });
        } catch (error) {
          const stale = staleTypes.has(typeOf(error) ?? '') || staleNames.test((error as Error).name);
          if (!stale) throw error;
          // Nobody waits for it: it may be hanging.
          if (used) void discard(used);
          if (attempt >= attemptsMax) throw error;
          await pause(backoffMs(attempt, retry));
        }
      }
    },
    async close() {
      if (current) await discard(current);
    },
  };
}
