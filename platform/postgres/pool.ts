import pg from 'pg';
import { awaitDependency } from '../lifecycle/await-dependency.ts';
import type { Logger } from '../telemetry/logger.ts';
import { giveUpSilentConnections } from './silent-connections.ts';

/** In milliseconds. */
const statementTimeoutMs = 15_000;
/** How much longer than that a statement's own end may take to arrive, in milliseconds. */
const unreachableMs = 5_000;

/** A pool of connections to one database; Prisma and prepared statements share it. */
export function createPool(
  databaseUrl: string,
  options: {
    connectionsMax: number;
    applicationName: string;
    /** How long a server may say nothing while a statement waits for it, in milliseconds; longer than any statement unless told. */
    silentMs?: number;
  },
): pg.Pool {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: options.connectionsMax,
    application_name: options.applicationName,
    // A statement that takes longer than this is a bug or an overload; both are better told than waited for. It is also as
    // long as a router waits for a whole request, so nothing runs for a process that died with its claims.
    statement_timeout: statementTimeoutMs,
    // Whoever vanished between two statements must not hold their locks for long.
    idle_in_transaction_session_timeout: statementTimeoutMs,
    connectionTimeoutMillis: 10_000,
    // Connections over a network that was cut say nothing; probes find out which of the idle ones are gone.
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
  });
  // An idle connection that breaks is replaced at the next use; without a listener it would end the process.
  pool.on('error', () => {});
  // One that breaks while somebody has it as well: they learn of it by their statement.
  pool.on('connect', (client) => client.on('error', () => {}));
  // A server that can't be reached any more answers nothing, not even that a statement took too long.
  giveUpSilentConnections(pool, options.silentMs ?? statementTimeoutMs + unreachableMs);
  return pool;
}

/** Waits at a start until the database answers, for a bounded time (platform/lifecycle/await-dependency.ts). */
export async function awaitDatabase(pool: pg.Pool, logger: Logger): Promise<void> {
  await awaitDependency('The database', () => pool.query('SELECT 1'), { logger });
}
