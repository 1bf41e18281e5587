import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import DataLoader from 'dataloader';
import { parse } from 'graphql';
import type { Claim } from '../../platform/http/claim.ts';
import type { OverloadLimits } from '../../platform/http/overload.ts';
import { dateTimeScalar } from '../../platform/http/scalars.ts';
import { createSharedLoader } from '../../platform/http/shared-loader.ts';
import { type SubgraphServer, startSubgraphServer } from '../../platform/http/subgraph-server.ts';
import type { Logger } from '../../platform/telemetry/logger.ts';
import type { Telemetry } from '../../platform/telemetry/start-telemetry.ts';
import type { Context } from './context.ts';
import type { Resolvers } from './generated/resolver-types.ts';
import { fraudCase, risk, user } from './resolvers/entities.ts';
import { mutation } from './resolvers/mutation.ts';
import { query } from './resolvers/query.ts';
import type { AssessmentStore } from './store/assessment-store.ts';
import type { CaseStore } from './store/case-store.ts';
import type { VerdictStore } from './store/verdict-store.ts';

const resolvers: Resolvers = {
  DateTime: dateTimeScalar,
  Query: query,
  Mutation: mutation,
  User: user,
  FraudCase: fraudCase,
  Risk: risk,
};

/** Serves the fraud subgraph over HTTP. */
export function startFraudServer(options: {
  assessments: AssessmentStore;
  cases: CaseStore;
  verdicts: VerdictStore;
  internalTokenSecret: string;
  port: number;
  host: string;
  /** As `startSubgraphServer` has it. */
  overload?: OverloadLimits;
  /** As `startSubgraphServer` has it. */
  compiled?: boolean;
  /** Whether the requests of one turn share their reads of assessments; true unless told. */
  shared?: boolean;
  logger: Logger;
  telemetry?: Telemetry;
}): Promise<SubgraphServer> {
  const { assessments, cases, verdicts } = options;
  const createRiskLoaders = () => ({
    risk: createSharedLoader((ids, claim) => assessments.findByUsers(ids, claim)),
    riskReasons: createSharedLoader((ids, claim) => assessments.reasonsByUsers(ids, claim)),
  });
  const claimed = ({ risk, riskReasons }: typeof shared, claim: Claim | undefined) => ({
    risk: risk.claimedBy(claim),
    riskReasons: riskReasons.claimedBy(claim),
  });
  const shared = createRiskLoaders();
  return startSubgraphServer<Context>({
    typeDefs: parse(readFileSync(join(import.meta.dirname, 'schema.graphql'), 'utf8')),
    resolvers,
    context: (request) => ({
      ...request,
      cases,
      verdicts,
      loaders: {
        ...claimed(options.shared === false ? createRiskLoaders() : shared, request.claim),
        fraudCase: new DataLoader((ids) => cases.byIds(ids)),
        caseReasons: new DataLoader((ids) => cases.reasonsOf(ids)),
        caseTimeline: new DataLoader((ids) => cases.timelinesOf(ids)),
      },
    }),
    internalTokenSecret: options.internalTokenSecret,
    port: options.port,
    host: options.host,
    overload: options.overload,
    portSetting: 'FRAUD_PORT',
    logger: options.logger,
    compiled: options.compiled,
    telemetry: options.telemetry,
  });
}
