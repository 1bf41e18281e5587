import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { startTestSubgraph } from '../../platform/http/test/test-subgraph.ts';
import { PrismaClient } from '../../prisma/users/generated/client.ts';
import { freePorts } from '../support/free-ports.ts';

const closers: (() => Promise<unknown>)[] = [];
let ask: (query: string) => Promise<unknown>;

beforeAll(async () => {
  const [nobodysPort] = await freePorts(1);
  const pool = new pg.Pool({ connectionString: `postgres://127.0.0.1:${nobodysPort}/users` });
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool) });
  closers.push(() => pool.end());
  const subgraph = await startTestSubgraph({
    typeDefs: 'type Query { byStatement: String, byModel: String, byRawQuery: String, byBug: String }',
    resolvers: {
      Query: {
        byStatement: () =>
          // Node's own error is of another realm than a test's, and no Error to the library.
          pool.query('SELECT 1').catch((cause: unknown) => Promise.reject(new Error('no rows', { cause }))),
        byModel: () => prisma.account.findFirst(),
        byRawQuery: () => prisma.$queryRaw`SELECT 1`,
        byBug: () => {
          throw new TypeError('a bug');
        },
      },
    },
  });
  closers.push(() => subgraph.close());
  ask = async (query) => JSON.parse((await subgraph.ask({ query })).text);
});
afterAll(async () => {
  for (const close of closers.reverse()) await close();
});

test.each(['byStatement', 'byModel', 'byRawQuery'])(
  'while the database is away a field %s says so, on both ways',
  async (field) => {
    const away = {
      errors: [
        {
          message: 'Not available for the moment: try again.',
          path: [field],
          extensions: { code: 'SERVICE_UNAVAILABLE' },
        },
      ],
      data: { [field]: null },
    };
    // The ordinary way first; what was answered once runs compiled.
    for (let time = 0; time < 3; time++) expect(await ask(`{ ${field} }`)).toEqual(away);
  },
);

test('a bug stays an internal error, of which nobody learns more', async () => {
  const internal = [{ message: 'Internal error.', path: ['byBug'], extensions: { code: 'INTERNAL_SERVER_ERROR' } }];
  for (let time = 0; time < 3; time++)
    expect(await ask('{ byBug }')).toEqual({ errors: internal, data: { byBug: null } });
});
