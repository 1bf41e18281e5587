import { createCursorCodec } from './cursor.ts';
import { endReasons } from './end-reasons.ts';
import { errorsOf, liveErrors } from './errors.ts';
import { createFanOut } from './fan-out.ts';
import { createLiveLog } from './live-log.ts';
import { createOperationObserver, type OperationFacts } from './observe-operation.ts';
import type { Admit, OperationRequest } from './operation-request.ts';
import type { LiveDeps, LiveStats } from './port.ts';
import { recheck } from './recheck.ts';
import { runOnce } from './run-once.ts';
import type { Session, Sessions } from './sessions.ts';
import { createSnapshotCursor } from './snapshot-cursor.ts';
import { prepareSubscription, whyWithoutSource } from './start-subscription.ts';
import { Subscription } from './subscription.ts';

/** An operation under way. */
export interface RunningOperation {
  /** Ends it without a word to the client. */
  stop(): void;
  /** Resolves when a query or mutation has answered, or a subscription has begun. */
  readonly answered: Promise<void>;
}

interface Entry extends RunningOperation {
  readonly request: OperationRequest;
  subscription?: Subscription;
}

/**
 * The live part without a transport: runs operations of sessions and answers into their sinks. A subscription listens
 * to the log through the one reader; queries and mutations run as over HTTP.
 */
export function createLiveCore(deps: LiveDeps, sessions: Sessions) {
  const { config, logger, admission, identifier, graphs } = deps;
  const counters = { delivered: 0, hydrations: 0, gaps: 0, resumes: 0, overflows: 0 };
  const entries = new Set<Entry>();
  const codec = createCursorCodec(deps.cursorSecret);
  const live = createLiveLog(deps);
  const snapshotCursor = createSnapshotCursor(live, codec);
  const execution = { identifier, executionTimeoutMs: config.executionTimeoutMs, snapshotCursor };
  const fanOut = createFanOut({
    ...config,
    identifier,
    logger,
    tracer: deps.tracer,
    onHydration: () => counters.hydrations++,
  });
  const subscription = {
    history: live.history,
    fanOut,
    codec,
    queueEventsMax: config.queueEventsMax,
    logger,
    count: (what: 'delivered' | 'gaps' | 'overflows') => {
      counters[what]++;
    },
    onDelivered: deps.onDelivered,
  };

  const admit: Admit = async ({ params, session, mutations }, spend) => {
    try {
      return { admitted: await admission.admit(params, session.caller.identity, { spend, mutations }) };
    } catch (error) {
      return { errors: errorsOf(error, logger, 'an operation could not be admitted') };
    }
  };

  const observe = createOperationObserver(deps);

  const run = async (entry: Entry, signal: AbortSignal): Promise<OperationFacts> => {
    const { request } = entry;
    const [graph, caller] = [graphs.current(), request.session.caller];
    const outcome = await admit(request, true);
    if (signal.aborted) return { operation: null, errors: [liveErrors.aborted] };
    if ('errors' in outcome) {
      request.sink.error(outcome.errors);
      return { operation: null, errors: outcome.errors };
    }
    const { admitted } = outcome;
    const { operation } = admitted;
    if (operation.kind !== 'subscription')
      return { operation, errors: await runOnce(admitted, request, signal, execution) };
    const prepared = await prepareSubscription(admitted, request, signal, { live, codec, subscription, execution });
    if (!(prepared instanceof Subscription)) {
      if (!signal.aborted) request.sink.error(prepared);
      return { operation, errors: prepared };
    }
    if (signal.aborted) {
      prepared.stop();
      return { operation, errors: [liveErrors.aborted] };
    }
    if (!sessions.takeSubscription(request.session)) {
      prepared.stop();
      void request.session.end(endReasons.tooManySubscriptions);
      return { operation, errors: [liveErrors.tooMany] };
    }
    entry.subscription = prepared;
    if (prepared.resumes) counters.resumes++;
    live.listen(prepared);
    prepared.start(request.positions);
    // What it was admitted by was replaced while it was being prepared.
    if (graphs.current() !== graph) await recheckThose([entry], 'graph');
    else if (request.session.caller !== caller) await recheckThose([entry], 'scopes');
    return { operation, errors: [] };
  };

  const stop = (entry: Entry): void => {
    if (!entries.delete(entry) || !entry.subscription) return;
    live.unlisten(entry.subscription);
    entry.subscription.stop();
    sessions.releaseSubscription(entry.request.session);
  };

  const recheckThose = (wanted: readonly Entry[], because: 'graph' | 'scopes'): Promise<void> =>
    recheck(wanted, because, admit, async (request) => {
      const outcome = await admit(request, false);
      if ('errors' in outcome) return outcome.errors;
      return await whyWithoutSource(outcome.admitted, request, new AbortController().signal, execution);
    });

  const queues = (): { queued: number; longestQueue: number } => {
    let [queued, longestQueue] = [0, 0];
    for (const { subscription } of entries) {
      if (!subscription) continue;
      queued += subscription.queued;
      longestQueue = Math.max(longestQueue, subscription.queued);
    }
    return { queued, longestQueue };
  };

  const started = live.openGraph();
  let rechecking: Promise<void> = started;
  const stopListening = graphs.onChange(() => {
    rechecking = rechecking
      .then(() => live.openGraph())
      .then(() => recheckThose([...entries], 'graph'))
      .catch((error: unknown) => logger.error({ err: error }, 'subscriptions could not be checked by the new graph'));
  });

  const timer = setInterval(() => {
    const nowMs = Date.now();
    live.expire(nowMs);
    sessions.sweep(nowMs);
    for (const { request, subscription } of entries) {
      const due = request.positions && subscription && nowMs - subscription.toldAtMs >= config.positionMs;
      if (due) subscription.tellPosition();
    }
  }, config.sweepMs);

  return {
    /** Resolves once the live topics were read up to their present. */
    started,

    open(wanted: OperationRequest): RunningOperation {
      const abort = new AbortController();
      const observed = observe(wanted);
      const request = { ...wanted, traceparent: observed.traceparent };
      const entry: Entry = {
        request,
        // In a later microtask, so that the transport has kept the operation before anything is told about it.
        answered: Promise.resolve()
          .then(() => run(entry, abort.signal))
          .catch((error: unknown) => {
            const errors = errorsOf(error, logger, 'an operation failed');
            if (!abort.signal.aborted) request.sink.error(errors);
            return { operation: null, errors };
          })
          .then(observed.end),
        stop: () => {
          abort.abort();
          stop(entry);
        },
      };
      entries.add(entry);
      return entry;
    },

    /** Checks the subscriptions of a session again: its scopes changed. */
    recheck: (session: Session): Promise<void> =>
      recheckThose(
        [...entries].filter(({ request }) => request.session === session),
        'scopes',
      ),

    snapshotCursor,

    stats: (): LiveStats => ({
      connections: sessions.count(),
      subscriptions: sessions.subscriptions(),
      ...counters,
      ...queues(),
      ...live.stats(),
    }),

    async close(): Promise<void> {
      clearInterval(timer);
      stopListening();
      await rechecking.catch(() => {});
      await live.close();
    },
  };
}

export type LiveCore = ReturnType<typeof createLiveCore>;
