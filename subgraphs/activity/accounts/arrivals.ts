import type { Logger } from '../../../platform/telemetry/logger.ts';
import { madeAtMs } from '../ids.ts';
import type { AccountStore } from '../store/account-store.ts';

/**
 * Accounts that were registered a moment ago and whose status is still on its way through the log. Whoever was given
 * such an id by a mutation may use it at once; here the few milliseconds are waited for.
 */
export interface Arrivals {
  /** True once the account is known; false where its id isn't recent or it didn't come in time. */
  wait(accountId: string): Promise<boolean>;
  /** Whoever waits gets false. */
  close(): Promise<void>;
}

/** An account whose id is older has long arrived, or the log is in trouble that no request can wait for. */
const recentMs = 60_000;
/** A log at work takes some 10 ms; it may take a few seconds while a worker restarts. A client's patience ends here. */
const defaultWaitMs = 3_000;
/** One small query for everybody who waits, this often. */
const pollMs = 25;
/** Ids can be made up; this many waiting at once is far above any true rush, and costs one query of 1000 keys a poll. */
const waitingIdsMax = 1_000;

export function createArrivals(deps: { accounts: AccountStore; logger: Logger; waitMs?: number }): Arrivals {
  const { accounts, logger, waitMs = defaultWaitMs } = deps;
  const waiting = new Map<string, { deadlineMs: number; settle: ((arrived: boolean) => void)[] }>();
  let polling: Promise<void> | undefined;

  const settle = (id: string, arrived: boolean): void => {
    for (const tell of waiting.get(id)?.settle ?? []) tell(arrived);
    waiting.delete(id);
  };

  const poll = async (): Promise<void> => {
    while (waiting.size > 0) {
      await new Promise((resolve) => setTimeout(resolve, pollMs));
      const asked = [...waiting.keys()];
      const known = await accounts.known(asked).catch((error: unknown) => {
        logger.warn({ err: error }, 'could not look for new accounts');
        return [];
      });
      for (const id of known) settle(id, true);
      for (const id of asked) if ((waiting.get(id)?.deadlineMs ?? Infinity) <= Date.now()) settle(id, false);
    }
    polling = undefined;
  };

  return {
    wait(accountId) {
      // A clock may be ahead of ours by as much as an account may be old.
      if (Math.abs(Date.now() - madeAtMs(accountId)) > recentMs) return Promise.resolve(false);
      if (!waiting.has(accountId) && waiting.size >= waitingIdsMax) return Promise.resolve(false);
      return new Promise((resolve) => {
        const entry = waiting.get(accountId) ?? { deadlineMs: Date.now() + waitMs, settle: [] };
        entry.settle.push(resolve);
        waiting.set(accountId, entry);
        polling ??= poll();
      });
    },
    async close() {
      for (const id of [...waiting.keys()]) settle(id, false);
      await polling;
    },
  };
}
