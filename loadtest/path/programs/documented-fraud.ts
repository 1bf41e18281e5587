import { readFileSync } from 'node:fs';
import { PrismaPg } from '@prisma/adapter-pg';
import DataLoader from 'dataloader';
import { dateTimeScalar } from '../../../platform/http/scalars.ts';
import { type Assessment, PrismaClient } from '../../../prisma/fraud/generated/client.ts';
import { type DocumentedContext, startDocumented } from './documented.ts';
import { runProgram } from './program.ts';

interface Context extends DocumentedContext {
  readonly risks: DataLoader<string, Assessment | null>;
}

/** Only what the bench asks for: the score and its level. */
runProgram(({ DATABASE_URL, INTERNAL_TOKEN_SECRET }) => {
  const prisma = new PrismaClient({ adapter: new PrismaPg({ connectionString: DATABASE_URL }) });
  return startDocumented<Context>({
    typeDefs: readFileSync(new URL('../../../subgraphs/fraud/schema.graphql', import.meta.url), 'utf8'),
    secret: INTERNAL_TOKEN_SECRET,
    context: (request) => ({
      ...request,
      risks: new DataLoader(async (ids) => {
        const rows = await prisma.assessment.findMany({ where: { userId: { in: [...ids] } } });
        const byId = new Map(rows.map((row) => [row.userId, row]));
        return ids.map((id) => byId.get(id) ?? null);
      }),
    }),
    resolvers: {
      DateTime: dateTimeScalar,
      User: {
        __resolveReference: ({ id }: { id: string }) => ({ id }),
        risk: async ({ id }: { id: string }, _: unknown, { risks, scopes }: Context) => {
          if (!scopes.includes('fraud:read')) throw new Error('not allowed');
          const row = await risks.load(id);
          return { score: row?.score ?? 0, level: row?.level ?? 'NONE', reasons: [] };
        },
      },
    },
  });
});
