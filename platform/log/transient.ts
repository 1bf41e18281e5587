/** Thrown by a handler when what it needs is down for now: the record is fine and is tried again until it works. */
export class TransientError extends Error {
  override readonly name = 'TransientError';
}

/** Node's socket and name-resolution errors. */
const socketCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);

/** Prisma's: can't reach, timed out, connection closed, pool exhausted, transaction not started in time, write conflict. */
const prismaCodes = new Set(['P1001', 'P1002', 'P1008', 'P1017', 'P2024', 'P2028', 'P2034', 'P2037']);

/**
 * PostgreSQL's SQLSTATE classes that say "later": 08 connection, 40 rolled back (deadlock, serialisation), 53 out of
 * resources, 55P03 lock not available, 57 operator intervention (shutdown, cancelled by a time-out).
 * https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const sqlState = /^(08...|40...|53...|55P03|57...|25006)$/;

/** What pg says without a code when a connection dies under a query or none can be had. */
const messages =
  /connection terminated|connection ended|client has encountered a connection error|timeout exceeded when trying to connect|can't reach database server|server closed the connection|cannot use a pool after/i;

/** How deep a chain of causes is followed; a longer one is a loop. */
const causesMax = 8;

/** True when the error, or one it was caused by, says that something is down or busy, not that the record is bad. */
export function isTransient(error: unknown): boolean {
  let current: unknown = error;
  for (let depth = 0; depth < causesMax && isObject(current); depth++) {
    if (current instanceof TransientError) return true;
    const { code, message, errors } = current as { code?: unknown; message?: unknown; errors?: unknown };
    if (typeof code === 'string' && (socketCodes.has(code) || prismaCodes.has(code) || sqlState.test(code)))
      return true;
    if (typeof message === 'string' && messages.test(message)) return true;
    // What Promise.any and Node's happy-eyeballs connect throw.
    if (Array.isArray(errors) && errors.length > 0 && errors.every(isTransient)) return true;
    const { cause, meta } = current as { cause?: unknown; meta?: { driverAdapterError?: unknown } };
    // Prisma's driver adapters put the database's own error, with its SQLSTATE, here.
    current = cause ?? meta?.driverAdapterError;
    if (isObject(current) && 'originalCode' in current && sqlState.test(String(current.originalCode))) return true;
  }
  return false;
}

/** Not `instanceof`: an error may come from another realm. */
function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
