import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'graphql';
import { dateTimeScalar } from '../../platform/http/scalars.ts';
import { type SubgraphServer, startSubgraphServer } from '../../platform/http/subgraph-server.ts';
import type { Logger } from '../../platform/telemetry/logger.ts';
import { createLikeProfile } from './actions/like-profile.ts';
import { createUnlikeProfile } from './actions/unlike-profile.ts';
import { createVisitProfile } from './actions/visit-profile.ts';
import { createArrivals } from './arrivals.ts';
import type { Context } from './context.ts';
import type { Resolvers } from './generated/resolver-types.ts';
import { createLoaders } from './loaders.ts';
import { likeResolvers, matchResolvers, visitorResolvers, visitResolvers } from './resolvers/entity-resolvers.ts';
import { createMutationResolvers } from './resolvers/mutation-resolvers.ts';
import { createUserResolvers } from './resolvers/user-resolvers.ts';
import type { ActivityStore } from './store/activity-store.ts';

export interface ActivityGraphOptions {
  readonly store: ActivityStore;
  readonly internalTokenSecret: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly host: string;
  readonly logger: Logger;
  /** How long an action waits for a target that was registered just now, in milliseconds; 3 s unless told. */
  readonly arrivalWaitMs?: number;
}

/** Serves the activity subgraph. It writes rows and outbox rows; what moves those to the log is the worker. */
export async function startActivityGraph(options: ActivityGraphOptions): Promise<SubgraphServer> {
  const { store, logger } = options;
  const arrivals = createArrivals({ accounts: store.accounts, logger, waitMs: options.arrivalWaitMs });
  const resolvers: Resolvers = {
    DateTime: dateTimeScalar,
    Mutation: createMutationResolvers({
      visitProfile: createVisitProfile({ visits: store.visits, arrivals }),
      likeProfile: createLikeProfile({ likes: store.likes, arrivals }),
      unlikeProfile: createUnlikeProfile({ likes: store.likes, arrivals }),
    }),
    User: createUserResolvers(store),
    Visit: visitResolvers,
    Like: likeResolvers,
    Match: matchResolvers,
    Visitor: visitorResolvers,
  };
  const server = await startSubgraphServer<Context>({
    typeDefs: parse(readFileSync(join(import.meta.dirname, 'schema.graphql'), 'utf8')),
    resolvers,
    context: (request) => ({ ...request, loaders: createLoaders(store, request.identity) }),
    internalTokenSecret: options.internalTokenSecret,
    port: options.port,
    host: options.host,
    portSetting: 'ACTIVITY_PORT',
    logger,
  });
  return {
    port: server.port,
    close: async () => {
      // Whoever waits for a new account is answered now, so that the drain doesn't wait for them.
      await arrivals.close();
      await server.close();
    },
  };
}
