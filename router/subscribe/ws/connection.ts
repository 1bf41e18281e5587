import type { IncomingMessage } from 'node:http';
import type { WebSocket } from 'ws';
import type { Logger } from '../../../platform/telemetry/logger.ts';
import type { OperationParams } from '../../admit/port.ts';
import { RequestError } from '../../admit/request-error.ts';
import type { Caller, Identifier } from '../../identity/caller.ts';
import { withClientOf } from '../../identity/origin.ts';
import { BackPressure } from '../back-pressure.ts';
import type { LiveCore, RunningOperation } from '../core.ts';
import { type EndReason, endReasons } from '../end-reasons.ts';
import type { LiveConfig } from '../live-config.ts';
import type { Session, Sessions } from '../sessions.ts';
import type { Sink } from '../sink.ts';
import { within } from '../within.ts';
import { idInUse, protocolCloses } from './close-codes.ts';
import { readMessage } from './messages.ts';

export interface ConnectionDeps {
  readonly core: Pick<LiveCore, 'open' | 'recheck'>;
  readonly sessions: Sessions;
  readonly identifier: Identifier;
  readonly config: LiveConfig;
  readonly logger: Logger;
}

/**
 * One socket of the protocol `graphql-transport-ws`: `connection_init` says who it is, then operations run on it until
 * one side closes it. The protocol's states (waiting, acknowledged, closed) and every close are in this file.
 */
export class Connection implements Session {
  readonly #deps: ConnectionDeps;
  readonly #socket: WebSocket;
  readonly #request: IncomingMessage;
  readonly #operations = new Map<string, RunningOperation>();
  readonly #initTimer: NodeJS.Timeout;
  readonly #pressure: BackPressure;
  /** What the first message said; a later one renews the token alone. */
  #initPayload: Readonly<Record<string, unknown>> = {};
  #caller: Caller | undefined;
  #initialised = false;
  #registered = false;
  #moving = false;
  #heardMs = Date.now();
  #pingedMs = Date.now();
  #busyMs = Date.now();

  constructor(deps: ConnectionDeps, socket: WebSocket, request: IncomingMessage) {
    this.#deps = deps;
    this.#socket = socket;
    this.#request = request;
    this.#pressure = new BackPressure(deps.config.socketBytesMax, () => socket.bufferedAmount);
    this.#initTimer = setTimeout(() => this.#close(protocolCloses.initTimeout), deps.config.initTimeoutMs);
    socket.on('message', (data) => {
      this.#heardMs = Date.now();
      this.#take(String(data)).catch((error: unknown) => {
        deps.logger.error({ err: error }, 'a message could not be handled');
        this.#close(protocolCloses.internal);
      });
    });
    socket.on('pong', () => {
      this.#heardMs = Date.now();
    });
    socket.on('close', () => this.#closed());
    // What is wrong with a socket ends it, and `close` follows.
    socket.on('error', () => {});
  }

  /** Only asked once the connection was acknowledged: before, it is no session. */
  get caller(): Caller {
    return this.#caller!;
  }

  async end(reason: EndReason): Promise<void> {
    if (reason !== endReasons.moving) {
      this.#close(reason);
      return;
    }
    // Queries and mutations under way are answered first; a mutation that was cut off could not be repeated safely.
    this.#moving = true;
    const answered = Promise.all([...this.#operations.values()].map((operation) => operation.answered));
    await within(answered, this.#deps.config.executionTimeoutMs);
    this.#close(reason);
  }

  tick(nowMs: number): void {
    const { config } = this.#deps;
    if (nowMs - this.#heardMs >= config.peerTimeoutMs) {
      this.#socket.terminate();
    } else if (this.#pressure.stalledMs(nowMs) >= config.stallTimeoutMs) {
      this.#close(endReasons.slow);
    } else if (this.#operations.size === 0 && nowMs - this.#busyMs >= config.idleTimeoutMs) {
      this.#close(endReasons.idle);
    } else if (nowMs - Math.max(this.#heardMs, this.#pingedMs) >= config.keepAliveMs) {
      this.#pingedMs = nowMs;
      this.#socket.ping();
    }
  }

  async #take(text: string): Promise<void> {
    const message = readMessage(text);
    if (!message) this.#close(protocolCloses.invalidMessage);
    else if (message.type === 'connection_init') await this.#initialise(message.payload ?? {});
    else if (message.type === 'ping') await this.#pong(message.payload);
    else if (message.type === 'subscribe') this.#subscribe(message.id, message.params);
    else if (message.type === 'complete') this.#forget(message.id)?.stop();
  }

  async #initialise(payload: Readonly<Record<string, unknown>>): Promise<void> {
    if (this.#initialised) {
      this.#close(protocolCloses.secondInit);
      return;
    }
    this.#initialised = true;
    this.#initPayload = payload;
    clearTimeout(this.#initTimer);
    const caller = await this.#identify(payload.authorization);
    if (!caller || this.#socket.readyState !== this.#socket.OPEN) return;
    this.#caller = caller;
    const refusal = this.#deps.sessions.add(this);
    if (refusal) {
      this.#close(refusal);
      return;
    }
    this.#registered = true;
    this.#busyMs = Date.now();
    this.#send(JSON.stringify({ type: 'connection_ack', payload: { expiresAt: isoOf(caller.expiresAtMs) } }));
  }

  /** A ping with a fresh token renews the connection, and its pong says until when. */
  async #pong(payload: Readonly<Record<string, unknown>> | undefined): Promise<void> {
    if (!this.#registered || payload?.authorization === undefined) {
      this.#send(JSON.stringify({ type: 'pong', payload }));
      return;
    }
    const before = this.caller.identity;
    const caller = await this.#identify(payload.authorization);
    if (!caller || this.#socket.readyState !== this.#socket.OPEN) return;
    const refusal =
      caller.identity.subject === before.subject ? this.#deps.sessions.refusalOf(caller) : endReasons.badToken;
    if (refusal) {
      this.#close(refusal);
      return;
    }
    this.#caller = caller;
    this.#send(JSON.stringify({ type: 'pong', payload: { expiresAt: isoOf(caller.expiresAtMs) } }));
    const scopes = (names: readonly string[]) => [...names].sort().join(' ');
    if (scopes(before.scopes) !== scopes(caller.identity.scopes)) await this.#deps.core.recheck(this);
  }

  /** Who the token belongs to; null where it closed the socket instead. */
  async #identify(authorization: unknown): Promise<Caller | null> {
    const { identifier, logger } = this.#deps;
    if (authorization !== undefined && authorization !== null && typeof authorization !== 'string') {
      this.#close(endReasons.badToken);
      return null;
    }
    try {
      const origin = withClientOf(this.#initPayload, identifier.origin(this.#request));
      return await identifier.identify(authorization ?? undefined, origin);
    } catch (error) {
      if (!(error instanceof RequestError)) {
        logger.error({ err: error }, 'a token could not be checked');
        this.#close(protocolCloses.internal);
      } else this.#close(error.status === 401 ? endReasons.badToken : endReasons.identityUnavailable);
      return null;
    }
  }

  #subscribe(id: string, params: OperationParams): void {
    if (!this.#registered) {
      this.#close(protocolCloses.unauthorized);
    } else if (this.#operations.has(id)) {
      this.#close(idInUse(id));
    } else if (this.#operations.size >= this.#deps.config.operationsPerConnectionMax) {
      this.#close(protocolCloses.tooManyOperations);
    } else if (!this.#moving) {
      // While it is moving nothing begins here: the client asks again where it goes.
      const operation = this.#deps.core.open({
        params,
        session: this,
        sink: this.#sinkOf(id),
        positions: params.extensions.positions === true,
        mutations: true,
      });
      this.#operations.set(id, operation);
    }
  }

  #sinkOf(id: string): Sink {
    const idText = JSON.stringify(id);
    const end = (message: string): void => {
      this.#send(message);
      this.#forget(id)?.stop();
    };
    return {
      next: (payload) => this.#send(`{"id":${idText},"type":"next","payload":${payload}}`),
      position: (cursor) => {
        this.#send(`{"type":"ping","payload":{"cursors":{${idText}:${JSON.stringify(cursor)}}}}`);
      },
      error: (errors) => end(JSON.stringify({ id, type: 'error', payload: errors })),
      complete: () => end(JSON.stringify({ id, type: 'complete' })),
    };
  }

  #forget(id: string): RunningOperation | undefined {
    const operation = this.#operations.get(id);
    this.#operations.delete(id);
    this.#busyMs = Date.now();
    return operation;
  }

  /** Sends a message. A promise where the socket holds more than it should: it resolves when that is gone. */
  #send(message: string): Promise<void> | undefined {
    if (this.#socket.readyState !== this.#socket.OPEN) return undefined;
    this.#socket.send(message, () => this.#pressure.moved());
    return this.#pressure.wait();
  }

  #close({ closeCode, text }: { closeCode: number; text: string }): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    this.#socket.close(closeCode, text);
    this.#closed();
  }

  /** The end of everything on it, whoever closed it; may be called twice. */
  #closed(): void {
    clearTimeout(this.#initTimer);
    for (const operation of this.#operations.values()) operation.stop();
    this.#operations.clear();
    if (this.#registered) this.#deps.sessions.remove(this);
    this.#registered = false;
    this.#pressure.release();
  }
}

function isoOf(timeMs: number | null): string | null {
  return timeMs === null ? null : new Date(timeMs).toISOString();
}
