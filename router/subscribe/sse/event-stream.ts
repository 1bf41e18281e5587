import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from '../../../platform/telemetry/logger.ts';
import type { OperationParams } from '../../admit/port.ts';
import { RequestError } from '../../admit/request-error.ts';
import type { AnswerError } from '../../execute/port.ts';
import type { Caller, Identifier } from '../../identity/caller.ts';
import { BackPressure } from '../back-pressure.ts';
import type { LiveCore, RunningOperation } from '../core.ts';
import { type EndReason, endReasons } from '../end-reasons.ts';
import type { LiveConfig } from '../live-config.ts';
import { resultText } from '../result-text.ts';
import type { Session, Sessions } from '../sessions.ts';
import type { Sink } from '../sink.ts';
import { within } from '../within.ts';
import { readOperation } from './read-operation.ts';

export interface EventStreamDeps {
  readonly core: Pick<LiveCore, 'open'>;
  readonly sessions: Sessions;
  readonly identifier: Identifier;
  readonly config: LiveConfig;
  readonly logger: Logger;
}

/** How long an EventSource waits before it reconnects, in milliseconds: at random between these, so that a restart is no burst. */
const retryMs = { min: 500, max: 3_000 };

/**
 * Serves one operation as an event stream (graphql-sse, distinct connections mode): POST with JSON, or GET with the
 * request in the query string. Each `next` carries its cursor as the event's `id:`, so that an EventSource resumes by
 * itself. Resolves when the stream ended.
 */
export async function serveEventStream(
  deps: EventStreamDeps,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { identifier, sessions } = deps;
  try {
    const params = await readOperation(request, deps.config.messageBytesMax);
    const { authorization } = request.headers;
    const caller = await identifier.identify(authorization, identifier.origin(request));
    const stream = new EventStream(deps, response, caller);
    const refusal = sessions.add(stream);
    if (refusal) throw refused(refusal);
    const lastEventId = request.headers['last-event-id'];
    await stream.run(params, typeof lastEventId === 'string' ? lastEventId : undefined, request.method === 'POST');
  } catch (error) {
    const known = error instanceof RequestError;
    if (!known) deps.logger.error({ err: error }, 'an event stream failed');
    if (response.headersSent) {
      response.end();
      return;
    }
    const { status, headers, errors } = known ? error : internal;
    response.writeHead(status, { ...headers, 'content-type': 'application/json; charset=utf-8' });
    response.end(JSON.stringify({ errors }));
  }
}

class EventStream implements Session, Sink {
  readonly caller: Caller;
  readonly #deps: EventStreamDeps;
  readonly #response: ServerResponse;
  readonly #closed: Promise<void>;
  readonly #pressure: BackPressure;
  #operation: RunningOperation | undefined;
  #wroteMs = Date.now();

  constructor(deps: EventStreamDeps, response: ServerResponse, caller: Caller) {
    this.caller = caller;
    this.#deps = deps;
    this.#response = response;
    this.#pressure = new BackPressure(deps.config.socketBytesMax, () => response.writableLength);
    this.#closed = new Promise((resolve) => {
      response.once('close', () => {
        this.#operation?.stop();
        this.#pressure.release();
        deps.sessions.remove(this);
        resolve();
      });
    });
  }

  /** Runs the operation until one side ends the stream. */
  async run(params: OperationParams, lastEventId: string | undefined, mutations: boolean): Promise<void> {
    this.#response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      // A proxy that buffers would hold events back.
      'x-accel-buffering': 'no',
      connection: 'keep-alive',
    });
    const retry = Math.round(retryMs.min + Math.random() * (retryMs.max - retryMs.min));
    this.#write(`retry: ${retry}\n\n`);
    this.#operation = this.#deps.core.open({
      params,
      session: this,
      sink: this,
      lastEventId,
      positions: true,
      mutations,
    });
    await this.#closed;
  }

  async end(reason: EndReason): Promise<void> {
    if (reason === endReasons.moving) {
      if (this.#operation) await within(this.#operation.answered, this.#deps.config.executionTimeoutMs);
      this.#response.end();
    } else if (reason === endReasons.slow) this.#response.destroy();
    else if (reason.errorCode === null) this.#response.end();
    else this.error([{ message: reason.text, extensions: { code: reason.errorCode } }]);
  }

  tick(nowMs: number): void {
    const { config } = this.#deps;
    if (this.#pressure.stalledMs(nowMs) >= config.stallTimeoutMs) void this.end(endReasons.slow);
    // A comment keeps proxies from cutting the stream and finds out whether anybody is there.
    else if (nowMs - this.#wroteMs >= config.keepAliveMs) void this.#write(':\n\n');
  }

  next(payload: string, cursor: string | null): Promise<void> | undefined {
    return this.#write(`${cursor === null ? '' : `id: ${cursor}\n`}event: next\ndata: ${payload}\n\n`);
  }

  position(cursor: string): void {
    // An event without data isn't dispatched, but its id counts.
    void this.#write(`id: ${cursor}\n\n`);
  }

  /** Errors go out as a result, then the stream is complete: an EventSource shows nothing of an HTTP error's body. */
  error(errors: readonly AnswerError[]): void {
    if (this.#response.writableEnded) return;
    void this.next(resultText({ data: undefined, errors }), null);
    this.complete();
  }

  complete(): void {
    this.#operation?.stop();
    if (!this.#response.writableEnded) this.#response.end('event: complete\ndata:\n\n');
  }

  #write(text: string): Promise<void> | undefined {
    if (this.#response.writableEnded || this.#response.destroyed) return undefined;
    this.#wroteMs = Date.now();
    this.#response.write(text, () => this.#pressure.moved());
    return this.#pressure.wait();
  }
}

const internal = {
  status: 500,
  headers: {},
  errors: [{ message: 'Internal error.', extensions: { code: 'INTERNAL_SERVER_ERROR' } }],
};

function refused(reason: EndReason): RequestError {
  const code = reason.errorCode ?? 'SERVICE_UNAVAILABLE';
  return new RequestError(
    { status: reason.status, statusAlways: true },
    { message: reason.text, extensions: { code } },
  );
}
