import { type Client, createClient, type SubscribePayload } from 'graphql-ws';
import { closeCodeOf, finalErrorOf, unauthorizedClose } from './closes.ts';
import { LiveError } from './messages.ts';

export interface ConnectionOptions {
  /** `wss://…/graphql`; asked for at each connection where it is a function. */
  readonly url: string | (() => string | Promise<string>);
  /** Names the program and its version in recorded use, so that nobody removes what it still needs. */
  readonly client?: { readonly name: string; readonly version: string };
  /**
   * The access token of whoever is signed in, or null for nobody. Asked for at each connection and shortly before the
   * token ends; `refused` says that the last one is no longer good, or not for long: a fresh one is wanted.
   */
  readonly token?: (context: { readonly refused: boolean }) => string | null | Promise<string | null>;
  /** A WebSocket class, where there is no global one (Node 20: that of the package `ws`). */
  readonly webSocketImpl?: unknown;
  /** Told as the connection comes and goes; `expiresAt` is when its token ends (ISO 8601). */
  readonly onConnection?: (
    state:
      | { readonly open: true; readonly expiresAt: string | null }
      | { readonly open: false; readonly closeCode: number | null },
  ) => void;
}

/** A silent connection is asked for a sign of life this often, in milliseconds: a phone that changed networks hears nothing. */
const keepAliveMs = 15_000;
/** And given up when none came within this. */
const pongTimeoutMs = 5_000;
/** Without any operation the connection is kept this long, so that a page that changes its subscriptions keeps it. */
const lingerMs = 500;
/** A token is renewed this long before it ends, or after half of its life where that is shorter. */
const renewBeforeMs = 60_000;

/** One socket for all of a client's operations, with its token renewed in time. It reconnects as it is asked for again. */
export class Connection {
  readonly client: Client;
  readonly #options: ConnectionOptions;
  readonly #positions = new Map<string, (cursor: string) => void>();
  readonly #payloadIds = new WeakMap<SubscribePayload, string>();
  #nextId = 1;
  #refusals = 0;
  #socket: { send(text: string): void } | undefined;
  #renewal: ReturnType<typeof setTimeout> | undefined;
  #pongTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.client = createClient({
      url: options.url,
      webSocketImpl: options.webSocketImpl,
      lazyCloseTimeout: lingerMs,
      keepAlive: keepAliveMs,
      // Who reconnects, when, and from which cursor is up to each subscription (subscription.ts).
      retryAttempts: 0,
      generateID: (payload) => this.#payloadIds.get(payload) ?? String(this.#nextId++),
      connectionParams: async () => {
        const token = (await options.token?.({ refused: this.#refusals > 0 })) ?? null;
        const { client } = options;
        return {
          ...(client && {
            'apollographql-client-name': client.name,
            'apollographql-client-version': client.version,
          }),
          ...(token !== null && { authorization: `Bearer ${token}` }),
        };
      },
      on: {
        connected: (socket, payload) => {
          this.#socket = socket as { send(text: string): void };
          this.#opened(payload as { expiresAt?: string | null } | undefined);
        },
        closed: (event) => this.#closed(closeCodeOf(event)),
        ping: (received, payload) => {
          if (received) this.#tellPositions(payload?.cursors);
          else this.#pongTimer = setTimeout(() => this.client.terminate(), pongTimeoutMs);
        },
        pong: (received, payload) => {
          if (!received) return;
          clearTimeout(this.#pongTimer);
          if (typeof payload?.expiresAt === 'string') this.#opened({ expiresAt: payload.expiresAt });
        },
      },
    });
  }

  /** Gives a subscribe message's payload an id, under which `onPosition` is told where it stands. */
  identify(payload: SubscribePayload, onPosition: (cursor: string) => void): () => void {
    const id = String(this.#nextId++);
    this.#payloadIds.set(payload, id);
    this.#positions.set(id, onPosition);
    return () => this.#positions.delete(id);
  }

  /**
   * The error that operations end with when their connection broke, or null where coming back may help: as with a
   * token that had ended, once.
   */
  finalErrorOf(cause: unknown): LiveError | null {
    if (closeCodeOf(cause) !== unauthorizedClose || this.#refusals <= 1) return finalErrorOf(cause);
    const closeCode = unauthorizedClose;
    return new LiveError('UNAUTHENTICATED', 'The access token was refused, and so was a fresh one.', { closeCode });
  }

  async close(): Promise<void> {
    clearTimeout(this.#renewal);
    clearTimeout(this.#pongTimer);
    await this.client.dispose();
  }

  #opened(payload: { expiresAt?: string | null } | undefined): void {
    this.#refusals = 0;
    const expiresAt = payload?.expiresAt ?? null;
    this.#options.onConnection?.({ open: true, expiresAt });
    clearTimeout(this.#renewal);
    if (expiresAt === null || !this.#options.token) return;
    const leftMs = Date.parse(expiresAt) - Date.now();
    this.#renewal = setTimeout(() => void this.#renew(), Math.max(leftMs - renewBeforeMs, leftMs / 2));
  }

  /** Sends a fresh token in-band; the pong's new end sets the next renewal. Where it fails, the router's close tells. */
  async #renew(): Promise<void> {
    const socket = this.#socket;
    const token = await Promise.resolve(this.#options.token?.({ refused: true })).catch(() => null);
    if (!token || socket !== this.#socket) return;
    socket?.send(JSON.stringify({ type: 'ping', payload: { authorization: `Bearer ${token}` } }));
  }

  #closed(closeCode: number | null): void {
    this.#socket = undefined;
    if (closeCode === unauthorizedClose) this.#refusals++;
    clearTimeout(this.#renewal);
    clearTimeout(this.#pongTimer);
    this.#options.onConnection?.({ open: false, closeCode });
  }

  #tellPositions(cursors: unknown): void {
    if (typeof cursors !== 'object' || cursors === null) return;
    for (const [id, cursor] of Object.entries(cursors)) {
      if (typeof cursor === 'string') this.#positions.get(id)?.(cursor);
    }
  }
}
