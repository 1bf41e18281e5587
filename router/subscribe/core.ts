import type { Identity } from '../../platform/identity/identity.ts';
import type { AdmittedOperation, OperationParams } from '../admit/port.ts';
import { RequestError } from '../admit/request-error.ts';
import type { AnswerError, SubscriptionSource } from '../execute/port.ts';
import { createCursorCodec, topicHash } from './cursor.ts';
import { endReasons } from './end-reasons.ts';
import { type EventStream, sourcesOf, streamOf } from './event-streams.ts';
import { createFanOut, visibilityOf } from './fan-out.ts';
import { createHistory, type Gap } from './history.ts';
import { createScanner } from './history-scan.ts';
import { createLiveReader } from './live-reader.ts';
import type { LiveDeps, LiveStats } from './port.ts';
import { createRecentIndex, type Feed, feedKey } from './recent-index.ts';
import type { Session, Sessions } from './sessions.ts';
import { resultText, type Sink } from './sink.ts';
import { Subscription } from './subscription.ts';

/** An operation that somebody asked for over a transport. */
export interface OperationRequest {
  readonly params: OperationParams;
  readonly session: Session;
  readonly sink: Sink;
  /** The `Last-Event-ID` of an event stream; `extensions.resumeAfter` goes before it. */
  readonly lastEventId?: string;
  /** The client wants to be told positions (it asked by `extensions.positions`, or its transport does without asking). */
  readonly positions: boolean;
  /** False where the request may not change anything (a GET). */
  readonly mutations: boolean;
}

/** An operation under way. */
export interface RunningOperation {
  /** Ends it without a word to the client. */
  stop(): void;
  /** Resolves when a query or mutation has answered, or it turned out to be a subscription. */
  readonly answered: Promise<void>;
}

interface Entry extends RunningOperation {
  readonly request: OperationRequest;
  subscription?: Subscription;
}

const invalidCursor: AnswerError = {
  message: 'The cursor is unreadable, or of another account or field.',
  extensions: { code: 'INVALID_CURSOR' },
};
const graphChanged: AnswerError = {
  message: 'The graph changed and this subscription can not go on as it is.',
  extensions: { code: 'GRAPH_CHANGED' },
};
const unauthenticated: AnswerError = {
  message: 'Only somebody who is signed in has events here.',
  extensions: { code: 'UNAUTHENTICATED' },
};
const internal: AnswerError = { message: 'Internal error.', extensions: { code: 'INTERNAL_SERVER_ERROR' } };

/** Subscriptions are checked again in portions of this many, so that a new graph doesn't hold up everything else. */
const recheckPortion = 100;

/**
 * The live part without a transport: runs operations of sessions and answers into their sinks. A subscription listens
 * to the log through the one reader; queries and mutations run as over HTTP.
 */
export function createLiveCore(deps: LiveDeps, sessions: Sessions) {
  const { config, logger, admission, graphs } = deps;
  const counters = { delivered: 0, hydrations: 0, scans: 0, gaps: 0, overflows: 0 };
  const codec = createCursorCodec(deps.cursorSecret);
  const index = createRecentIndex({ bytesMax: config.indexBytesMax, ageMs: config.indexMs });
  const entries = new Set<Entry>();
  const listeners = new Map<string, Set<Subscription>>();

  const reader = createLiveReader({
    log: deps.log,
    index,
    prefillRecordsMax: config.prefillRecordsMax,
    logger,
    dispatch: (event, feed) => {
      for (const subscription of listeners.get(feedKey(feed)) ?? []) subscription.offer(event);
    },
  });
  const scanner = createScanner({
    log: deps.log,
    index,
    gatherMs: config.scanGatherMs,
    dedupeRecords: config.dedupeRecords,
    onScan: () => counters.scans++,
  });
  const history = createHistory({
    log: deps.log,
    index,
    reader,
    scanner,
    replayRecordsMax: config.replayRecordsMax,
    chunkEventsMax: config.replayChunkEventsMax,
  });
  const fanOut = createFanOut({
    identifier: deps.identifier,
    hydrationsMax: config.hydrationsMax,
    executionTimeoutMs: config.executionTimeoutMs,
    shareMs: config.shareMs,
    logger,
    onHydration: () => counters.hydrations++,
  });
  const subscriptionDeps = {
    history,
    fanOut,
    codec,
    queueEventsMax: config.queueEventsMax,
    logger,
    count: {
      delivered: () => counters.delivered++,
      gap: () => counters.gaps++,
      overflow: () => counters.overflows++,
    },
  };

  let sources: ReadonlyMap<string, SubscriptionSource> = new Map();
  const openStreams = async (): Promise<void> => {
    sources = sourcesOf(graphs.current().supergraphSchema);
    await reader.open([...sources.values()].map(streamOf));
  };

  const feedOf = (stream: EventStream, identity: Identity): Feed | null => {
    if (!stream.recipient) return { stream, recipient: '' };
    return identity.subject === null ? null : { stream, recipient: identity.subject };
  };

  const listen = (subscription: Subscription): void => {
    const key = feedKey(subscription.feed);
    const others = listeners.get(key);
    if (others) others.add(subscription);
    else listeners.set(key, new Set([subscription]));
  };

  const unlisten = (subscription: Subscription): void => {
    const key = feedKey(subscription.feed);
    const others = listeners.get(key);
    others?.delete(subscription);
    if (others?.size === 0) listeners.delete(key);
  };

  const snapshotOf = (field: string, identity: Identity): string | undefined => {
    const source = sources.get(field);
    const feed = source && feedOf(streamOf(source), identity);
    if (!feed) return undefined;
    return codec.encode({ subject: identity.subject, field }, source.topic, history.now(feed), Date.now());
  };

  const snapshotCursor = (
    wanted: unknown,
    identity: Identity,
  ): string | Readonly<Record<string, string>> | undefined => {
    if (typeof wanted === 'string') return snapshotOf(wanted, identity);
    if (!Array.isArray(wanted)) return undefined;
    const known = wanted.flatMap((field) => {
      const cursor = typeof field === 'string' ? snapshotOf(field, identity) : undefined;
      return cursor === undefined ? [] : [[field, cursor] as const];
    });
    return known.length === 0 ? undefined : Object.fromEntries(known);
  };

  /** The admitted operation, or the errors to tell; what isn't a refusal is logged and told as an internal error. */
  const admit = async (
    { params, session, mutations }: OperationRequest,
    spend: boolean,
  ): Promise<AdmittedOperation | readonly AnswerError[]> => {
    try {
      return await admission.admit(params, session.caller.identity, { spend, mutations });
    } catch (error) {
      if (error instanceof RequestError) return error.errors;
      logger.error({ err: error }, 'an operation could not be admitted');
      return [internal];
    }
  };

  const runOnce = async ({ operation }: AdmittedOperation, request: OperationRequest, signal: AbortSignal) => {
    const { params, session, sink } = request;
    const { caller } = session;
    // Before the query runs: what it misses is then after the cursor.
    const cursor = snapshotCursor(params.extensions.cursor, caller.identity);
    const answer = await operation.run({
      variables: params.variables,
      headers: await deps.identifier.headersFor(caller),
      signal: AbortSignal.any([signal, AbortSignal.timeout(config.executionTimeoutMs)]),
      identityKey: caller.identityKey,
    });
    if (signal.aborted) return;
    if (answer.data === undefined) {
      sink.error(answer.errors);
      return;
    }
    const extensions = cursor === undefined ? answer.extensions : { ...answer.extensions, cursor };
    await sink.next(resultText({ ...answer, extensions }), null);
    if (!signal.aborted) sink.complete();
  };

  const subscribe = async (admitted: AdmittedOperation, entry: Entry, signal: AbortSignal): Promise<void> => {
    const { params, session, sink, positions, lastEventId } = entry.request;
    const source = admitted.operation.source!;
    const { identity } = session.caller;
    const stream = streamOf(source);
    await reader.open([stream]);
    const feed = feedOf(stream, identity);
    if (!feed) {
      sink.error([unauthenticated]);
      return;
    }
    const given = params.extensions.resumeAfter ?? lastEventId;
    let resume: { positions: ReadonlyMap<number, number>; atMs: number; cursor: string } | undefined;
    let gap: Gap | null = null;
    if (given !== undefined && given !== null) {
      const content =
        typeof given === 'string' ? codec.decode({ subject: identity.subject, field: source.field }, given) : null;
      if (!content) {
        sink.error([invalidCursor]);
        return;
      }
      resume = { positions: history.resume(feed, content.positions), atMs: content.atMs, cursor: String(given) };
      if (content.topic !== topicHash(source.topic)) {
        gap = { from: content.positions, to: history.now(feed), reason: 'LOG_CHANGED' };
      } else {
        gap = await history.aheadOfLog(feed, resume.positions);
      }
    }
    if (signal.aborted) return;
    if (!sessions.takeSubscription(session)) {
      void session.end(endReasons.tooManySubscriptions);
      return;
    }
    const subscription = new Subscription(subscriptionDeps, {
      field: source.field,
      feed,
      session,
      admitted,
      variables: params.variables,
      sink,
      resume,
      gap: gap ?? undefined,
    });
    entry.subscription = subscription;
    listen(subscription);
    if (positions && !resume) subscription.tellPosition();
    subscription.start();
  };

  const recheck = async (
    entry: Entry,
    again: (request: OperationRequest) => Promise<AdmittedOperation | readonly AnswerError[]>,
  ): Promise<void> => {
    const admitted = await again(entry.request);
    const { subscription } = entry;
    if (!subscription || !entries.has(entry)) return;
    if (isErrors(admitted)) {
      // A router that can't tell right now doesn't end anything.
      if (admitted[0] !== internal) subscription.fail([graphChanged, ...admitted]);
    } else if (!admitted.operation.source || streamOf(admitted.operation.source).key !== subscription.feed.stream.key) {
      subscription.fail([graphChanged]);
    } else {
      subscription.replace(admitted);
    }
  };

  const recheckAll = async (wanted: readonly Entry[]): Promise<void> => {
    const shared = new Map<string, Promise<AdmittedOperation | readonly AnswerError[]>>();
    const again = (request: OperationRequest) => {
      const key = `${visibilityOf(request.session.caller.identity)}\n${JSON.stringify(request.params)}`;
      const admitted = shared.get(key) ?? admit(request, false);
      shared.set(key, admitted);
      return admitted;
    };
    for (let i = 0; i < wanted.length; i += recheckPortion) {
      await Promise.all(wanted.slice(i, i + recheckPortion).map((entry) => recheck(entry, again)));
    }
  };

  let rechecking: Promise<void> = Promise.resolve();
  const stopListening = graphs.onChange(() => {
    rechecking = rechecking
      .then(openStreams)
      .then(() => recheckAll([...entries]))
      .catch((error: unknown) => logger.error({ err: error }, 'subscriptions could not be checked by the new graph'));
  });

  const started = openStreams();
  const timer = setInterval(() => {
    const nowMs = Date.now();
    index.expire(nowMs);
    sessions.sweep(nowMs);
    for (const { request, subscription } of entries) {
      if (request.positions && subscription && nowMs - subscription.toldAtMs >= config.positionMs) {
        subscription.tellPosition();
      }
    }
  }, config.sweepMs);

  return {
    /** Resolves once the live topics were read up to their present. */
    started,

    open(request: OperationRequest): RunningOperation {
      const abort = new AbortController();
      const run = async (): Promise<void> => {
        const admitted = await admit(request, true);
        if (abort.signal.aborted) return;
        if (isErrors(admitted)) request.sink.error(admitted);
        else if (admitted.operation.kind !== 'subscription') await runOnce(admitted, request, abort.signal);
        else await subscribe(admitted, entry, abort.signal);
      };
      const entry: Entry = {
        request,
        answered: Promise.resolve()
          .then(run)
          .catch((error: unknown) => {
            logger.error({ err: error }, 'an operation failed');
            if (!abort.signal.aborted) request.sink.error([internal]);
          }),
        stop: () => {
          if (!entries.delete(entry)) return;
          abort.abort();
          if (!entry.subscription) return;
          unlisten(entry.subscription);
          entry.subscription.stop();
          sessions.releaseSubscription(request.session);
        },
      };
      entries.add(entry);
      return entry;
    },

    /** Checks the subscriptions of a session again: its scopes changed. */
    recheck: (session: Session): Promise<void> =>
      recheckAll([...entries].filter(({ request }) => request.session === session)),

    snapshotCursor,

    stats: (): LiveStats => ({
      connections: sessions.count(),
      subscriptions: sessions.subscriptions(),
      ...counters,
      duplicates: reader.duplicates(),
      indexBytes: index.bytes,
    }),

    async close(): Promise<void> {
      clearInterval(timer);
      stopListening();
      await rechecking;
      await started.catch(() => {});
      await scanner.close();
      await reader.close();
    },
  };
}

export type LiveCore = ReturnType<typeof createLiveCore>;

function isErrors(value: AdmittedOperation | readonly AnswerError[]): value is readonly AnswerError[] {
  return Array.isArray(value);
}
