import { someCause } from '../lifecycle/some-cause.ts';

/** What Node says of a connection that can't be made, or that broke. */
export const connectionCodes = [
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
] as const;
/** A Unix socket that isn't there is one that nobody listens on. */
const networkCodes = new Set<string>([...connectionCodes, 'ENOENT']);

/**
 * PostgreSQL's own words for it (https://www.postgresql.org/docs/current/errcodes-appendix.html): it is being shut down, crashed, or
 * starts. Classes 08 and 53 as a whole are about connections, and about what it has too little of: disk, memory, connections.
 */
const serverCodes = new Set(['57P01', '57P02', '57P03']);

/** Prisma's: can't be reached, took too long to connect, closed the connection, no connection free in time. */
export const unreachableCodes = ['P1001', 'P1002', 'P1017', 'P2024'] as const;
const prismaCodes = new Set<string>(unreachableCodes);
/** Its adapter's names of the same, which are all that it says of a raw query. */
const adapterKinds = new Set(['DatabaseNotReachable', 'ConnectionClosed', 'SocketTimeout', 'TooManyConnections']);

/** pg gives these no code. */
const messages =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error)/;

/** Whether an error says that the database can't be reached for the moment: the same may go well a little later. */
export function isDatabaseUnavailable(error: unknown): boolean {
  return someCause(
    error,
    ({ code, originalCode, kind, message }) =>
      isTold(code) ||
      isTold(originalCode) ||
      adapterKinds.has(kind as string) ||
      (typeof message === 'string' && messages.test(message)),
  );
}

function isTold(code: unknown): boolean {
  if (typeof code !== 'string') return false;
  return networkCodes.has(code) || serverCodes.has(code) || prismaCodes.has(code) || /^(08|53)[0-9A-Z]{3}$/.test(code);
}
