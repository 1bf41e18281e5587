import { readFileSync } from 'node:fs';
import { PrismaPg } from '@prisma/adapter-pg';
import DataLoader from 'dataloader';
import { dateScalar, dateTimeScalar } from '../../../platform/http/scalars.ts';
import { type Account, PrismaClient } from '../../../prisma/users/generated/client.ts';
import { type DocumentedContext, startDocumented } from './documented.ts';
import { runProgram } from './program.ts';

interface Context extends DocumentedContext {
  readonly users: DataLoader<string, Account | null>;
}

/** Prisma in a DataLoader a request: the way every tutorial has it. */
runProgram(({ DATABASE_URL, INTERNAL_TOKEN_SECRET }) => {
  const prisma = new PrismaClient({ adapter: new PrismaPg({ connectionString: DATABASE_URL }) });
  return startDocumented<Context>({
    typeDefs: readFileSync(new URL('../../../subgraphs/users/schema.graphql', import.meta.url), 'utf8'),
    secret: INTERNAL_TOKEN_SECRET,
    context: (request) => ({
      ...request,
      users: new DataLoader(async (ids) => {
        const rows = await prisma.account.findMany({ where: { id: { in: [...ids] } } });
        const byId = new Map(rows.map((row) => [row.id, row]));
        return ids.map((id) => byId.get(id) ?? null);
      }),
    }),
    resolvers: {
      DateTime: dateTimeScalar,
      Date: dateScalar,
      Query: {
        me: (_: unknown, __: unknown, { viewer, users }: Context) => (viewer === null ? null : users.load(viewer)),
      },
      User: {
        __resolveReference: ({ id }: { id: string }, { users }: Context) => users.load(id),
      },
    },
  });
});
