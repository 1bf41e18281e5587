import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'graphql';
import type { Pool } from 'pg';
import { createEmptyDatabase, type TestDatabase } from '../../tests/support/database.ts';
import { patient } from '../../tests/support/patient.ts';
import { until } from '../../tests/support/until.ts';
import { createInternalTokenSigner, identityHeader } from '../identity/internal-token.ts';
import { createPool } from '../postgres/pool.ts';
import { createReader, type Reader } from '../postgres/reader.ts';
import { createLogger } from '../telemetry/logger.ts';
import { timeoutHeader } from './claim.ts';
import { createSharedLoader, type Loader } from './shared-loader.ts';
import { type RequestContext, type SubgraphServer, startSubgraphServer } from './subgraph-server.ts';
import { nobody, secret } from './test/test-subgraph.ts';

const sign = createInternalTokenSigner(secret);
const typeDefs = `
  type Query { slow: Int shared(key: String!): Int quick: Int }
  type Mutation { write: Int }
`;

interface Context extends RequestContext {
  readonly shared: Loader<{ n: number }>;
}

let database: TestDatabase;
let pool: Pool;
let watcher: Pool;
let reader: Reader;
let server: SubgraphServer;
let token: string;
/** How often the shared query was sent. */
let sharedReads = 0;

beforeAll(async () => {
  database = await createEmptyDatabase('claims');
  pool = createPool(database.url, { connectionsMax: 4, applicationName: 'claims' });
  watcher = createPool(database.url, { connectionsMax: 1, applicationName: 'watcher' });
  await watcher.query('CREATE TABLE written (at timestamptz)');
  reader = createReader(pool);
  const shared = createSharedLoader(async (keys, claim) => {
    sharedReads++;
    const rows = await reader.read<{ key: string; n: number }>(
      { text: `SELECT key, 1 AS n FROM unnest($1::text[]) AS key, pg_sleep(600)` },
      [keys],
      claim,
    );
    return new Map(rows.map((row) => [row.key, row]));
  });
  token = await sign(nobody);
  server = await startSubgraphServer<Context>({
    typeDefs: parse(typeDefs),
    resolvers: {
      Query: {
        quick: () => 1,
        slow: (_: unknown, __: unknown, { claim }: Context) =>
          reader.read<{ n: number }>({ text: 'SELECT 1 AS n FROM pg_sleep(600)' }, [], claim).then(([row]) => row!.n),
        shared: (_: unknown, { key }: { key: string }, context: Context) =>
          context.shared.load(key).then((row) => row?.n),
      },
      Mutation: {
        write: async () => {
          // As a write does: begun, it goes on whether or not somebody waits.
          await pool.query(`INSERT INTO written SELECT now() FROM pg_sleep(0.5)`);
          return 1;
        },
      },
    },
    context: (request) => ({ ...request, shared: shared.claimedBy(request.claim) }),
    internalTokenSecret: secret,
    port: 0,
    host: '127.0.0.1',
    portSetting: 'PORT',
    overload: patient,
    logger: createLogger('test', 'silent'),
  });
});
afterAll(async () => {
  await server.close();
  await reader.close();
  await Promise.all([pool.end(), watcher.end()]);
  await database.drop();
});

/** Begins a request and doesn't wait for its answer. */
function begin(query: string, headers: Record<string, string> = {}) {
  const request = httpRequest({
    host: '127.0.0.1',
    port: server.port,
    path: '/graphql',
    method: 'POST',
    agent: false,
    headers: { 'content-type': 'application/json', [identityHeader]: token, ...headers },
  });
  request.on('error', () => {});
  request.end(JSON.stringify({ query }));
  return request;
}

async function ask(query: string, headers: Record<string, string> = {}) {
  const [response] = await once(begin(query, headers), 'response');
  let text = '';
  for await (const chunk of response) text += chunk;
  return JSON.parse(text);
}

const running = async (): Promise<number> => {
  const { rows } = await watcher.query(
    `SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND query LIKE '%pg_sleep%'
     AND state = 'active' AND pid <> pg_backend_pid()`,
  );
  return rows[0].n;
};
const untilRunning = (count: number) => until(async () => (await running()) === count, `${count} statement(s) to run`);

describe('whoever asks a subgraph', () => {
  test('has their SQL cancelled when they are gone', async () => {
    const request = begin('{ slow }');
    await untilRunning(1);
    request.destroy();
    await untilRunning(0);
  });

  test('has their SQL cancelled when the time is over that they gave it, and is told so', async () => {
    const { data, errors } = await ask('{ slow quick }', { [timeoutHeader]: '300' });
    expect(data).toEqual({ slow: null, quick: 1 });
    expect(errors[0].extensions.code).toBe('DEADLINE_EXCEEDED');
    await untilRunning(0);
  });

  test.each(['', '-1', 'soon', '1e99', '99999999999999999999'])('may say nonsense (%p) for a time', async (text) => {
    expect(await ask('{ quick }', { [timeoutHeader]: text })).toEqual({ data: { quick: 1 } });
  });

  test('takes no query of others with them, and all of their own', async () => {
    const before = sharedReads;
    const first = begin('{ shared(key: "a") }');
    await untilRunning(1);
    const second = begin('{ a: shared(key: "b") b: shared(key: "c") }');
    await untilRunning(2);
    expect(sharedReads).toBe(before + 2);
    first.destroy();
    await untilRunning(1);
    second.destroy();
    await untilRunning(0);
  });

  test('has a write finished that was begun, though they are gone', async () => {
    const request = begin('mutation { write }');
    await untilRunning(1);
    request.destroy();
    await until(async () => {
      const { rows } = await watcher.query('SELECT count(*)::int AS n FROM written');
      return rows[0].n === 1;
    }, 'the write to be there');
  });
});
