import { PrismaPg } from '@prisma/adapter-pg';
import { createPool } from '../../../platform/postgres/pool.ts';
import { createReader } from '../../../platform/postgres/reader.ts';
import { PrismaClient } from '../../../prisma/fraud/generated/client.ts';
import { startFraudServer } from '../../../subgraphs/fraud/server.ts';
import { createAssessmentStore } from '../../../subgraphs/fraud/store/assessment-store.ts';
import { createCaseStore } from '../../../subgraphs/fraud/store/case-store.ts';
import { createVerdictStore } from '../../../subgraphs/fraud/store/verdict-store.ts';
import { neverShed, runProgram } from './program.ts';

/** The fraud subgraph as it is. */
runProgram(async ({ DATABASE_URL, INTERNAL_TOKEN_SECRET, SAVINGS }, logger) => {
  const pool = createPool(DATABASE_URL, { connectionsMax: 10, applicationName: 'bench' });
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool) });
  const { port } = await startFraudServer({
    assessments: createAssessmentStore({ reader: createReader(pool) }),
    cases: createCaseStore(prisma),
    verdicts: createVerdictStore(prisma),
    internalTokenSecret: INTERNAL_TOKEN_SECRET,
    port: 0,
    host: '127.0.0.1',
    overload: neverShed,
    logger,
    compiled: SAVINGS.has('compiled'),
    shared: SAVINGS.has('shared'),
  });
  return port;
});
