import type { Log } from '../../../platform/log/port.ts';
import type { Logger } from '../../../platform/telemetry/logger.ts';
import { Detector } from '../detect/detector.ts';
import type { DecisionStore } from '../store/decision-store.ts';
import type { ErasureStore } from '../store/erasure-store.ts';
import type { MarkStore } from '../store/mark-store.ts';
import { createActivityConsumer } from './activity-consumer.ts';
import { createDecisionQueue, flushUntilStored } from './decision-queue.ts';
import { readLikes } from './likes.ts';
import { createRebuilds } from './rebuilds.ts';
import { openRulesFile } from './rules-file.ts';
import { readSharedFacts } from './shared-facts.ts';

/** Adds to the time to detection; the look itself costs microseconds for each account that did something lately. */
const settleEveryMs = 1_000;
/** Often enough to bound memory, seldom enough to cost nothing. */
const forgetEveryMs = 60_000;
/** No replay begins before the log's own retention of activity. */
const marksKeptMs = 14 * 24 * 60 * 60 * 1000;

export interface Watcher {
  close(): Promise<void>;
}

/**
 * Watches the log and decides. Resolves once it knows what every worker must know (shared-facts.ts) and is a member of the
 * group. See docs/adr/fraud-windows.md for why activity is shared out and the rest is not.
 */
export async function startWatcher(deps: {
  log: Log;
  decisions: DecisionStore;
  erasures: ErasureStore;
  marks: MarkStore;
  rulesPath: string;
  logger: Logger;
  /** Told of each event of a topic read whole that can't be read. */
  onUnreadable?(topic: string): void;
}): Promise<Watcher> {
  const { log, decisions, erasures, marks, logger, onUnreadable = () => {} } = deps;
  const stopping = new AbortController();
  const rules = openRulesFile({
    path: deps.rulesPath,
    logger,
    onChange(document) {
      detector.replaceRules(document);
      queue.addFindings(detector.find());
      void flushUntilStored(queue, stopping.signal, logger);
    },
  });
  const detector = new Detector(rules.current());
  const queue = createDecisionQueue({
    record: (findings) => decisions.record(findings, rules.current()),
    erase: (userIds) => erasures.erase(userIds),
    logger,
  });

  const shared = await readSharedFacts({ log, detector, queue, logger, onUnreadable });
  await shared.caughtUp;
  const lengthMs = rules.current().rules.lockstep.keptMs;
  const rebuilds = createRebuilds();
  const likes = await readLikes({ log, detector, queue, marks, rebuilds, lengthMs, logger });
  const activity = await createActivityConsumer({ log, detector, queue, marks, rebuilds, logger });
  let settling = Promise.resolve();
  const settleTimer = setInterval(() => {
    settling = settling.then(() => activity.settle());
  }, settleEveryMs);
  let forgetting = Promise.resolve();
  const forgetTimer = setInterval(() => {
    forgetting = forgetting.then(() => activity.forget());
    marks.removeBefore(Date.now() - marksKeptMs).catch((error: unknown) => {
      logger.warn({ err: error }, 'old marks could not be removed');
    });
  }, forgetEveryMs);

  return {
    async close() {
      clearInterval(settleTimer);
      clearInterval(forgetTimer);
      rules.close();
      stopping.abort();
      rebuilds.close();
      await activity.close();
      await settling;
      await forgetting;
      await likes.stop();
      await shared.stop();
    },
  };
}
