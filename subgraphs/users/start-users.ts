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
import { createUserLoader } from './accounts/load-users.ts';
import type { Context } from './context.ts';
import { openStore } from './open-store.ts';
import { createResolvers } from './resolvers.ts';
import { createPasswords } from './sign-in/passwords.ts';
import { createAccessTokenSigner } from './signing-keys/access-token.ts';
import { createSeal } from './signing-keys/seal.ts';
import { createSigningKeys } from './signing-keys/signing-keys.ts';

/** One copy's share of the database: with 4 copies and a worker, well under PostgreSQL's default of 100. */
const connectionsMax = 10;

export interface UsersConfig {
  readonly databaseUrl: string;
  readonly internalTokenSecret: string;
  /** The `iss` of access tokens. */
  readonly issuer: string;
  /** When requests are refused because there are too many; the server's own defaults unless told. */
  readonly overload?: OverloadLimits;
  readonly host: string;
  readonly port: number;
}

/** Builds and starts the users graph process; what it started is added to `process` to be closed in reverse. */
export async function startUsers(
  config: UsersConfig,
  deps: { process: ProcessContext; logger: Logger; telemetry?: Telemetry; now?: () => Date },
): Promise<SubgraphServer> {
  const { logger, telemetry, now = () => new Date() } = deps;

  const pool = createPool(config.databaseUrl, { connectionsMax, applicationName: 'users' });
  deps.process.add({ name: 'pool', close: () => pool.end() });
  if (telemetry) observePool(pool, telemetry);
  await awaitDatabase(pool, logger);
  const store = openStore(pool, observeReads(telemetry));
  deps.process.add({ name: 'store', close: () => store.close() });

  const seal = createSeal(config.internalTokenSecret);
  const keys = await createSigningKeys({ store: store.signingKeys, seal, now, logger });
  deps.process.add({ name: 'signing keys', close: () => keys.close() });

  const users = createUserLoader(store.accounts);
  const server = await startSubgraphServer<Context>({
    typeDefs: parse(readFileSync(join(import.meta.dirname, 'schema.graphql'), 'utf8')),
    resolvers: createResolvers({
      store,
      signAccessToken: createAccessTokenSigner({ keys, issuer: config.issuer }),
      passwords: await createPasswords(),
      now,
    }),
    context: ({ identity, trace, claim }) => ({ identity, trace, claim, users: users.claimedBy(claim) }),
    routes: { '/.well-known/jwks.json': () => keys.keySet() },
    internalTokenSecret: config.internalTokenSecret,
    port: config.port,
    host: config.host,
    overload: config.overload,
    portSetting: 'USERS_PORT',
    logger,
    telemetry,
  });
  deps.process.add({ name: 'server', close: () => server.close() });
  return server;
}
