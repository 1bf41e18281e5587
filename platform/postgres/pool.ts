import pg from 'pg';

/** A pool of connections to one database; Prisma and prepared statements share it. */
export function createPool(databaseUrl: string, options: { connectionsMax: number; applicationName: string }): pg.Pool {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: options.connectionsMax,
    application_name: options.applicationName,
    // A statement that takes longer than this is a bug or an overload; both are better told than waited for.
    statement_timeout: 15_000,
    connectionTimeoutMillis: 10_000,
  });
  // An idle connection that breaks is replaced at the next use; without a listener it would end the process.
  pool.on('error', () => {});
  return pool;
}
