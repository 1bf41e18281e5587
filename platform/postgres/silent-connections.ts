import type { Socket } from 'node:net';
import type pg from 'pg';

/** How often connections are looked at, in milliseconds. */
const lookMs = 1_000;

/** What is read of a client of pg; its types leave these out. */
interface Waiting {
  readonly readyForQuery: boolean;
  readonly connection: { readonly stream: Socket };
}

/** A connection, and since when nothing came over it although something was waited for. */
interface Listening {
  bytesRead: number;
  sinceMs: number;
}

/**
 * Gives up connections on which a statement waits and nothing was heard for so long, in milliseconds: their statements fail
 * with ETIMEDOUT, and the pool opens others. A server that is cut off says nothing, not even that.
 *
 * pg's own `query_timeout` makes a timer and two functions for every statement, and those keep its rows alive until the next
 * full garbage collection: a fifth of what a subgraph spends on a read went into that.
 */
export function giveUpSilentConnections(pool: pg.Pool, silentMs: number): void {
  const open = new Map<pg.PoolClient, Listening>();
  let timer: NodeJS.Timeout | undefined;
  const look = (): void => {
    const nowMs = performance.now();
    for (const [client, listening] of open) {
      const { readyForQuery, connection } = client as unknown as Waiting;
      const { stream } = connection;
      if (readyForQuery || stream.bytesRead !== listening.bytesRead) {
        listening.bytesRead = stream.bytesRead;
        listening.sinceMs = nowMs;
      } else if (nowMs - listening.sinceMs >= silentMs) stream.destroy(new SilentServerError(silentMs));
    }
  };
  pool.on('connect', (client) => {
    open.set(client, { bytesRead: 0, sinceMs: performance.now() });
    timer ??= setInterval(look, Math.min(lookMs, silentMs)).unref();
  });
  pool.on('remove', (client) => {
    open.delete(client);
    if (open.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  });
}

class SilentServerError extends Error {
  override readonly name = 'SilentServerError';
  readonly code = 'ETIMEDOUT';

  constructor(silentMs: number) {
    super(`The database answered nothing for ${silentMs / 1000} s.`);
  }
}
