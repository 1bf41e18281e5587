import type { Socket } from 'node:net';
import type pg from 'pg';

/** A connection is silent when so many looks in a row saw nothing: a process that stood still itself has looked once since. */
const looksMax = 10;

/** What is read of a client of pg; its types leave these out. */
interface Waiting {
  readonly readyForQuery: boolean;
  readonly connection: { readonly stream: Socket };
}

/** A connection, and how many looks in a row saw nothing come over it although something was waited for. */
interface Listening {
  bytesRead: number;
  silentLooks: number;
}

/**
 * Gives up connections on which a statement waits and nothing was heard for so long, in milliseconds: their statements fail
 * with ETIMEDOUT, and the pool opens others. A server that is cut off says nothing, not even that.
 *
 * pg's own `query_timeout` makes a timer and two functions for every statement, and those keep its rows alive until the next
 * full garbage collection: a tenth of what a subgraph spends on a page of 20 went into that.
 */
export function giveUpSilentConnections(pool: pg.Pool, silentMs: number): void {
  const open = new Map<pg.PoolClient, Listening>();
  let timer: NodeJS.Timeout | undefined;
  const look = (): void => {
    for (const [client, listening] of open) {
      const { readyForQuery, connection } = client as unknown as Waiting;
      const { stream } = connection;
      if (readyForQuery || stream.bytesRead !== listening.bytesRead) {
        listening.bytesRead = stream.bytesRead;
        listening.silentLooks = 0;
      } else if (++listening.silentLooks === looksMax) stream.destroy(new SilentServerError(silentMs));
    }
  };
  pool.on('connect', (client) => {
    open.set(client, { bytesRead: 0, silentLooks: 0 });
    timer ??= setInterval(look, silentMs / looksMax).unref();
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
