import { readFileSync } from 'node:fs';
import { parse } from 'graphql';
import { startSubgraphServer } from '../../../platform/http/subgraph-server.ts';
import { createPool } from '../../../platform/postgres/pool.ts';
import { createArrivals } from '../../../subgraphs/activity/accounts/arrivals.ts';
import type { Context } from '../../../subgraphs/activity/context.ts';
import { createLoaders } from '../../../subgraphs/activity/loaders.ts';
import { openStore } from '../../../subgraphs/activity/open-store.ts';
import { createResolvers } from '../../../subgraphs/activity/resolvers/resolvers.ts';
import { neverShed, runProgram } from './program.ts';

/** The activity subgraph as it is, with its savings to be switched. */
runProgram(async ({ DATABASE_URL, INTERNAL_TOKEN_SECRET, SAVINGS }, logger) => {
  const pool = createPool(DATABASE_URL, { connectionsMax: 10, applicationName: 'bench' });
  const store = openStore(pool, { groupWrites: SAVINGS.has('grouped') });
  const arrivals = createArrivals({ accounts: store.accounts, logger });
  const shared = createLoaders(store);
  const { port } = await startSubgraphServer<Context>({
    typeDefs: parse(readFileSync(new URL('../../../subgraphs/activity/schema.graphql', import.meta.url), 'utf8')),
    resolvers: createResolvers({ store, arrivals }),
    context: ({ identity, trace, claim }) => ({
      identity,
      trace,
      claim,
      loaders: (SAVINGS.has('shared') ? shared : createLoaders(store))(identity, claim),
    }),
    internalTokenSecret: INTERNAL_TOKEN_SECRET,
    port: 0,
    host: '127.0.0.1',
    overload: neverShed,
    portSetting: 'PORT',
    logger,
    compiled: SAVINGS.has('compiled'),
  });
  return port;
});
