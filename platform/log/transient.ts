import { type ErrorParts, someCause } from '../lifecycle/some-cause.ts';
import { connectionCodes, unreachableCodes } from '../postgres/unavailable.ts';

/** Thrown by a handler when what it needs is down for now: the record is fine and is tried again until it works. */
export class TransientError extends Error {
  override readonly name = 'TransientError';
}

/** Node's socket and name-resolution errors. */
const socketCodes = new Set<string>([...connectionCodes, 'ECONNABORTED', 'ENOTFOUND', 'EAI_AGAIN']);

/** Prisma's: can't be reached, and timed out, transaction not started in time, write conflict, too many connections. */
const prismaCodes = new Set<string>([...unreachableCodes, 'P1008', 'P2028', 'P2034', 'P2037']);

/**
 * PostgreSQL's SQLSTATE classes that say "later": 08 connection, 40 rolled back (deadlock, serialisation), 53 out of
 * resources, 55P03 lock not available, 57 operator intervention (shutdown, cancelled by a time-out).
 * https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const sqlState = /^(08...|40...|53...|55P03|57...|25006)$/;

/** What pg says without a code when a connection dies under a query or none can be had. */
const messages =
  /connection terminated|connection ended|client has encountered a connection error|timeout exceeded when trying to connect|can't reach database server|server closed the connection|cannot use a pool after/i;

/** True when the error, or one it was caused by, says that something is down or busy, not that the record is bad. */
export function isTransient(error: unknown): boolean {
  return someCause(error, saysLater);
}

function saysLater(one: ErrorParts): boolean {
  const { code, originalCode, message, errors } = one;
  return (
    one instanceof TransientError ||
    (typeof code === 'string' && (socketCodes.has(code) || prismaCodes.has(code) || sqlState.test(code))) ||
    (typeof message === 'string' && messages.test(message)) ||
    // Prisma's driver adapters call the database's SQLSTATE so.
    (originalCode !== undefined && sqlState.test(String(originalCode))) ||
    // What Promise.any and Node's happy-eyeballs connect throw.
    (Array.isArray(errors) && errors.length > 0 && errors.every(isTransient))
  );
}
