import type { GraphQLFormattedError } from 'graphql';
import type { SubscribePayload } from 'graphql-ws';
import type { Backoff } from './backoff.ts';
import type { Connection } from './connection.ts';
import { LiveError, type LiveEvent, type LiveGap, type Result } from './messages.ts';

/** Events kept for a reader that is slower than they come; past it the subscription pauses and resumes from its cursor. */
const bufferEventsMax = 1_000;
/** Ids of events remembered to drop one that comes twice. */
const eventIdsMax = 1_000;
/** What a router says that passes: the subscription comes back by itself. */
const passing = new Set(['RATE_LIMITED', 'INTERNAL_SERVER_ERROR', 'SERVICE_UNAVAILABLE']);

export interface SubscriptionOptions {
  /** Goes on after this cursor, of an earlier subscription or a snapshot. From now on where it is left out. */
  readonly after?: string;
}

export interface SubscriptionRequest {
  readonly query: string;
  readonly operationName?: string;
  readonly variables?: Readonly<Record<string, unknown>>;
}

/** An open subscription. Iterate it; `close` (or leaving the loop) ends it. */
export interface LiveSubscription<Data> extends AsyncIterable<LiveEvent<Data> | LiveGap> {
  /** Where it stands: what was read from it so far is before this. Null before the router told it a position. */
  readonly cursor: string | null;
  close(): void;
}

type Message<Data> = LiveEvent<Data> | LiveGap;

/**
 * One subscription over as many connections as it takes. It knows the position of what came last, and asks for what
 * is after it on every new connection; so a lost connection costs time and nothing else.
 */
export class Subscription<Data> implements LiveSubscription<Data> {
  readonly #connection: Connection;
  readonly #backoff: Backoff;
  readonly #request: SubscriptionRequest;
  readonly #onEnd: () => void;
  readonly #buffer: Message<Data>[] = [];
  readonly #eventIds = new Set<string>();
  readonly #ended = new AbortController();
  /** After what came over the socket; the reader may be behind it. */
  #received: string | null;
  /** Whether `#received` came from the router in this subscription, not from whoever opened it. */
  #confirmed = false;
  #cursor: string | null;
  #failure: LiveError | undefined;
  #wakeReader = (): void => {};
  #wakeWriter = (): void => {};

  constructor(
    deps: { connection: Connection; backoff: Backoff; onEnd: () => void },
    request: SubscriptionRequest,
    options: SubscriptionOptions = {},
  ) {
    this.#connection = deps.connection;
    this.#backoff = deps.backoff;
    this.#request = request;
    this.#onEnd = deps.onEnd;
    this.#received = options.after ?? null;
    this.#cursor = this.#received;
    void this.#run();
  }

  get cursor(): string | null {
    return this.#buffer.length === 0 ? this.#received : this.#cursor;
  }

  close(): void {
    this.#ended.abort();
    this.#onEnd();
    this.#wakeReader();
    this.#wakeWriter();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Message<Data>, void, undefined> {
    try {
      for (;;) {
        const message = this.#buffer.shift();
        if (message) {
          this.#cursor = message.cursor;
          if (this.#buffer.length === 0) this.#wakeWriter();
          yield message;
        } else if (this.#failure) {
          throw this.#failure;
        } else if (this.#ended.signal.aborted) {
          return;
        } else {
          await new Promise<void>((resolve) => {
            this.#wakeReader = resolve;
          });
        }
      }
    } finally {
      this.close();
    }
  }

  async #run(): Promise<void> {
    const { signal } = this.#ended;
    while (!signal.aborted) {
      const failure = await this.#connectOnce();
      if (failure) {
        this.#failure = failure;
        this.close();
        return;
      }
      if (this.#buffer.length < bufferEventsMax) await this.#backoff.wait(signal);
      else {
        await new Promise<void>((resolve) => {
          this.#wakeWriter = resolve;
        });
      }
    }
  }

  /** Subscribes on the connection; resolves when that ended, with an error where it ended for good. */
  #connectOnce(): Promise<LiveError | null> {
    const payload: SubscribePayload = {
      query: this.#request.query,
      operationName: this.#request.operationName,
      variables: this.#request.variables as Record<string, unknown> | undefined,
      extensions: { positions: true, ...(this.#received !== null && { resumeAfter: this.#received }) },
    };
    const unidentify = this.#connection.identify(payload, (cursor) => this.#takePosition(cursor));
    const { signal } = this.#ended;
    let stop = (): void => {};
    return new Promise<LiveError | null>((resolve) => {
      const unsubscribe = this.#connection.client.subscribe<Data>(payload, {
        next: (result) => {
          this.#take(result as Result<Data>);
          if (this.#buffer.length >= bufferEventsMax) stop();
        },
        error: (cause) => resolve(this.#meaningOf(cause)),
        complete: () => resolve(null),
      });
      stop = () => {
        unsubscribe();
        resolve(null);
      };
      signal.addEventListener('abort', stop, { once: true });
    }).finally(() => {
      signal.removeEventListener('abort', stop);
      unidentify();
    });
  }

  #take(result: Result<Data>): void {
    this.#backoff.succeeded();
    const { cursor, eventId, gap } = result.extensions ?? {};
    if (typeof cursor === 'string') this.#received = cursor;
    this.#confirmed = true;
    if (gap) this.#push({ kind: 'gap', ...gap, cursor: this.#received });
    else if (eventId === undefined || !this.#isRepeated(eventId)) {
      this.#push({
        kind: 'event',
        data: result.data ?? null,
        errors: result.errors ?? [],
        eventId: eventId ?? '',
        cursor: this.#received ?? '',
      });
    }
  }

  #takePosition(cursor: string): void {
    this.#backoff.succeeded();
    this.#confirmed = true;
    this.#received = cursor;
  }

  /** The error that ends the subscription, or null where it is to come back. */
  #meaningOf(cause: unknown): LiveError | null {
    if (Array.isArray(cause)) return this.#meaningOfErrors(cause as readonly GraphQLFormattedError[]);
    return this.#connection.finalErrorOf(cause);
  }

  #meaningOfErrors(errors: readonly GraphQLFormattedError[]): LiveError | null {
    const codes = errors.map(({ extensions }) => String(extensions?.code));
    // Asked for once more, it either goes on by the new graph or fails by it.
    if (codes[0] === 'GRAPH_CHANGED') return null;
    if (passing.has(codes[0] ?? '')) return null;
    if (codes[0] === 'INVALID_CURSOR' && this.#confirmed) {
      // The router gave this cursor and no longer knows it (its secret was changed): begin anew, and say so.
      const none = { to: null, fromTime: null, toTime: null, cursor: null };
      this.#push({ kind: 'gap', reason: 'INVALID_CURSOR', from: this.#received, ...none });
      this.#received = null;
      this.#confirmed = false;
      return null;
    }
    return new LiveError(codes[0] ?? 'UNKNOWN', errors[0]?.message ?? 'The subscription failed.', { errors });
  }

  #isRepeated(eventId: string): boolean {
    if (this.#eventIds.has(eventId)) return true;
    this.#eventIds.add(eventId);
    if (this.#eventIds.size > eventIdsMax) this.#eventIds.delete(this.#eventIds.values().next().value!);
    return false;
  }

  #push(message: Message<Data>): void {
    this.#buffer.push(message);
    this.#wakeReader();
  }
}
