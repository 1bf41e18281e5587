import { readFileSync } from 'node:fs';
import { parse } from 'graphql';
import { startSubgraphServer } from '../../../platform/http/subgraph-server.ts';
import { createPool } from '../../../platform/postgres/pool.ts';
import { createUserLoader } from '../../../subgraphs/users/accounts/load-users.ts';
import type { Context } from '../../../subgraphs/users/context.ts';
import { openStore } from '../../../subgraphs/users/open-store.ts';
import { createResolvers } from '../../../subgraphs/users/resolvers.ts';
import { neverShed, runProgram } from './program.ts';

/** The users subgraph as it is, with its savings to be switched. Nobody signs in here. */
runProgram(async ({ DATABASE_URL, INTERNAL_TOKEN_SECRET, SAVINGS }, logger) => {
  const store = openStore(createPool(DATABASE_URL, { connectionsMax: 10, applicationName: 'bench' }));
  const shared = createUserLoader(store.accounts);
  const unused = () => Promise.reject(new Error('not part of the bench'));
  const { port } = await startSubgraphServer<Context>({
    typeDefs: parse(readFileSync(new URL('../../../subgraphs/users/schema.graphql', import.meta.url), 'utf8')),
    resolvers: createResolvers({
      store,
      signAccessToken: unused,
      passwords: { hash: unused, check: unused },
      now: () => new Date(),
    }),
    context: ({ identity, trace, claim }) => ({
      identity,
      trace,
      claim,
      users: (SAVINGS.has('shared') ? shared : createUserLoader(store.accounts)).claimedBy(claim),
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
