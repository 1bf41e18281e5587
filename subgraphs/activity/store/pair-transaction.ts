import type { Pool, PoolClient } from 'pg';

/**
 * Runs `run` in a transaction that has each pair of accounts to itself: whatever else is done with the same two waits,
 * in either direction, and sees what was done before it. So two likes that meet see each other, and make one match.
 *
 * The locks are advisory ones, taken before anything else and in the order of their keys, so that no two transactions wait
 * for each other. Pairs whose keys happen to be equal wait for each other too, which is harmless.
 */
export async function inPairTransaction<Result>(
  pool: Pool,
  pairs: readonly (readonly [string, string])[],
  run: (client: PoolClient) => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    // One round trip for all; the keys are numbers made here, so they can stand in the text.
    const keys = pairs.map((pair) => pairLockKey(...pair)).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
    await client.query(`BEGIN; ${keys.map((key) => `SELECT pg_advisory_xact_lock(${key})`).join('; ')}`);
    const result = await run(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch((rollbackError: Error) => {
      broken = rollbackError;
    });
    throw error;
  } finally {
    // A connection that can't even roll back isn't given to anybody else.
    client.release(broken);
  }
}

/** The same for both orders of the two: their random last 64 bits, combined. */
export function pairLockKey(a: string, b: string): bigint {
  return BigInt.asIntN(64, randomBits(a) ^ randomBits(b));
}

function randomBits(id: string): bigint {
  return BigInt(`0x${id.slice(19).replace('-', '')}`);
}
