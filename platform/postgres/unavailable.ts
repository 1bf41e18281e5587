/** What Node says of a connection that can't be made, or that broke. */
const networkCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOENT',
]);

/**
 * PostgreSQL's own words for it (https://www.postgresql.org/docs/current/errcodes-appendix.html): it is being shut down, crashed, or
 * starts. Classes 08 and 53 as a whole are about connections, and about what it has too little of: disk, memory, connections.
 */
const serverCodes = new Set(['57P01', '57P02', '57P03']);

/** Prisma's: can't be reached, took too long to connect, closed the connection, no connection free in time. */
const prismaCodes = new Set(['P1001', 'P1002', 'P1017', 'P2024']);
/** Its adapter's names of the same, which are all that it says of a raw query. */
const adapterKinds = new Set(['DatabaseNotReachable', 'ConnectionClosed', 'SocketTimeout', 'TooManyConnections']);

/** pg gives these no code. */
const messages =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error)/;

/** Causes are followed this far: an error that is its own cause must not be followed for ever. */
const causesMax = 5;

/** Whether an error says that the database can't be reached for the moment: the same may go well a little later. */
export function isDatabaseUnavailable(error: unknown): boolean {
  let one = error;
  for (let depth = 0; depth < causesMax && typeof one === 'object' && one !== null; depth++) {
    const { code, originalCode, kind, message, meta, cause, originalError } = one as Readonly<Record<string, unknown>>;
    if (isTold(code) || isTold(originalCode) || adapterKinds.has(kind as string)) return true;
    if (typeof message === 'string' && messages.test(message)) return true;
    one = cause ?? originalError ?? (meta as { driverAdapterError?: unknown } | undefined)?.driverAdapterError;
  }
  return false;
}

function isTold(code: unknown): boolean {
  if (typeof code !== 'string') return false;
  return networkCodes.has(code) || serverCodes.has(code) || prismaCodes.has(code) || /^(08|53)[0-9A-Z]{3}$/.test(code);
}
