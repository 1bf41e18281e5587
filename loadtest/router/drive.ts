import { RequestSignal } from '../../router/fetch/cancel-signal.ts';
import { createTransportFactory } from '../../router/fetch/create-transport.ts';
import type { SubgraphTransport } from '../../router/fetch/transport.ts';
import type { Measured } from './processes.ts';

/** Makes the next request's body. */
export type NextBody = () => string;

/** Sends requests to one measured program over kept connections. */
export interface Client {
  /** Sends one and returns the answer's text. Throws where it isn't an answer without errors. */
  send(body: string): Promise<string>;
  close(): Promise<void>;
}

/** A stock gateway's heavy answers on a busy machine take a second each when many are under way. */
const timeoutMs = 60_000;
/** Nobody gives up here. */
const never = new RequestSignal(Number.POSITIVE_INFINITY);

/** `headers`: one of them goes with each request, in turn, so that requests are different people's. */
export function createClient(
  { port, path }: Pick<Measured, 'port' | 'path'>,
  headers: readonly Readonly<Record<string, string>>[],
  connectionsMax: number,
): Client {
  const transport: SubgraphTransport = createTransportFactory({ timeoutMs, connectionsMax })({
    name: 'measured',
    url: `http://127.0.0.1:${port}${path}`,
  });
  let turn = 0;
  return {
    async send(body) {
      turn = (turn + 1) % headers.length;
      const { status, text } = await transport.send({
        body,
        headers: headers[turn]!,
        idempotent: true,
        scope: 'public',
        signal: never,
      });
      if (status !== 200 || text.includes('"errors":[')) throw new Error(`HTTP ${status}: ${text.slice(0, 500)}`);
      return text;
    },
    close: () => transport.close(),
  };
}

/** How long requests are kept under way: so long at least, and until so many are answered, but no longer than `msMax`. */
export interface Span {
  readonly ms: number;
  readonly requestsMin: number;
  readonly msMax: number;
}

/** Keeps so many requests under way; returns how many were answered. */
export async function saturate(client: Client, next: NextBody, concurrency: number, span: Span): Promise<number> {
  const from = performance.now();
  let answered = 0;
  const isOver = (): boolean => {
    const ms = performance.now() - from;
    return ms >= span.msMax || (ms >= span.ms && answered >= span.requestsMin);
  };
  const one = async (): Promise<void> => {
    while (!isOver()) {
      await client.send(next());
      answered++;
    }
  };
  await Promise.all(Array.from({ length: concurrency }, one));
  return answered;
}

/** Timers come once a millisecond at best; what is due since the last one is sent together. */
const tickMs = 1;

/**
 * Sends at a fixed rate, whatever becomes of the answers; returns how long each took from when it was due, in
 * milliseconds (so that a request that had to wait to be sent counts as slow, and not as absent).
 */
export async function sendAtRate(client: Client, next: NextBody, perSecond: number, ms: number): Promise<number[]> {
  const total = Math.max(1, Math.floor((perSecond * ms) / 1_000));
  const latencies: number[] = [];
  const from = performance.now();
  await new Promise<void>((resolve, reject) => {
    let sent = 0;
    const tick = (): void => {
      const due = Math.min(total, Math.ceil(((performance.now() - from) * perSecond) / 1_000));
      for (; sent < due; sent++) {
        const dueAt = from + (sent * 1_000) / perSecond;
        client.send(next()).then(() => {
          latencies.push(performance.now() - dueAt);
          if (latencies.length === total) resolve();
        }, reject);
      }
      if (sent < total) setTimeout(tick, tickMs);
    };
    tick();
  });
  return latencies;
}
