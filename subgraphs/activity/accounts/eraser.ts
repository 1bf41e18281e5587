import { pause } from '../../../platform/log/backoff.ts';
import type { Logger } from '../../../platform/telemetry/logger.ts';
import type { ErasureStore } from '../store/erasure-store.ts';

/** Erases the rows of deleted accounts in the background; it carries on after a crash where it was. */
export interface Eraser {
  /** Stops after the batch under way. */
  close(): Promise<void>;
}

/**
 * A deleted account is left alone this long: by then every action that took it for ACTIVE has ended (a statement may run
 * 15 s, a like takes four), so nothing is written behind the eraser's back.
 */
const defaultSettleMs = 60_000;
/** Nobody waits for an erasure; one look costs one read of a nearly empty index. */
const defaultIntervalMs = 10_000;
/** Accounts looked at in one round. */
const accountsMax = 100;

export function createEraser(deps: {
  erasure: ErasureStore;
  logger: Logger;
  settleMs?: number;
  intervalMs?: number;
}): Eraser {
  const { erasure, logger, settleMs = defaultSettleMs, intervalMs = defaultIntervalMs } = deps;
  const stopping = new AbortController();

  const eraseAccount = async (userId: string): Promise<void> => {
    let rows = 0;
    for (let gone = -1; gone !== 0; rows += gone) {
      if (stopping.signal.aborted) return;
      gone = await erasure.eraseBatch(userId);
    }
    await erasure.markErased(userId);
    logger.info({ userId, rows }, 'a deleted account was erased');
  };

  const round = async (): Promise<void> => {
    for (const userId of await erasure.pending(settleMs, accountsMax)) await eraseAccount(userId);
  };

  const loop = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      await round().catch((error: unknown) => logger.warn({ err: error }, 'erasing failed; it is tried again'));
      await pause(intervalMs, stopping.signal);
    }
  };
  const running = loop();

  return {
    async close() {
      stopping.abort();
      await running;
    },
  };
}
