import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'graphql';
import type { OverloadLimits } from '../../platform/http/overload.ts';
import { type SubgraphServer, startSubgraphServer } from '../../platform/http/subgraph-server.ts';
import type { ProcessContext } from '../../platform/lifecycle/run-process.ts';
import { awaitDatabase, createPool } from '../../platform/postgres/pool.ts';
import type { Logger } from '../../platform/telemetry/logger.ts';
import { observePool, observeReads } from '../../platform/telemetry/observe-pool.ts';
import type { Telemetry } from '../../platform/telemetry/start-telemetry.ts';
import { createArrivals } from './accounts/arrivals.ts';
import type { Context } from './context.ts';
import { createLoaders } from './loaders.ts';
import { openStore } from './open-store.ts';
import { createResolvers } from './resolvers/resolvers.ts';

/** Statements are short, so few connections carry many requests; a like holds one for four round trips. */
const connectionsMax = 10;

export interface ActivityConfig {
  readonly databaseUrl: string;
  readonly internalTokenSecret: string;
  /** When requests are refused because there are too many; the server's own defaults unless told. */
  readonly overload?: OverloadLimits;
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** How long an action waits for a target that was registered just now, in milliseconds; arrivals.ts has the default. */
  readonly arrivalWaitMs?: number;
  /** Whether the visits and likes of a few milliseconds share a transaction; true unless told. */
  readonly groupWrites?: boolean | undefined;
}

/**
 * Builds and starts the activity graph process; what it started is added to `process` to be closed in reverse. It writes
 * rows and outbox rows; what moves those to the log is the worker.
 */
export async function startActivity(
  config: ActivityConfig,
  deps: { process: ProcessContext; logger: Logger; telemetry?: Telemetry },
): Promise<SubgraphServer> {
  const { logger, telemetry } = deps;

  const pool = createPool(config.databaseUrl, { connectionsMax, applicationName: 'activity' });
  deps.process.add({ name: 'pool', close: () => pool.end() });
  if (telemetry) observePool(pool, telemetry);
  await awaitDatabase(pool, logger);
  const store = openStore(pool, {
    groupWrites: config.groupWrites,
    observeRead: observeReads(telemetry),
  });
  deps.process.add({ name: 'store', close: () => store.close() });

  const arrivals = createArrivals({ accounts: store.accounts, logger, waitMs: config.arrivalWaitMs });
  const loadersFor = createLoaders(store);
  const server = await startSubgraphServer<Context>({
    typeDefs: parse(readFileSync(join(import.meta.dirname, 'schema.graphql'), 'utf8')),
    resolvers: createResolvers({ store, arrivals }),
    context: ({ identity, trace, claim }) => ({ identity, trace, claim, loaders: loadersFor(identity, claim) }),
    internalTokenSecret: config.internalTokenSecret,
    overload: config.overload,
    host: config.host,
    port: config.port,
    portSetting: 'ACTIVITY_PORT',
    logger,
    telemetry,
  });
  deps.process.add({ name: 'server', close: () => server.close() });
  // Closed before the server: whoever waits for a new account is answered now, so that the drain doesn't wait for them.
  deps.process.add({ name: 'arrivals', close: () => arrivals.close() });
  return server;
}
