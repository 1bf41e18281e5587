import { readFileSync } from 'node:fs';
import { ApolloGateway, RemoteGraphQLDataSource } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { LRUCache } from 'lru-cache';
import { runProgram } from './program.ts';

interface Context {
  readonly viewer: string | undefined;
  readonly scopes: string | undefined;
}

/** The gateway as its README starts it, with an access token verified once for each caller. */
runProgram(async () => {
  const { SUPERGRAPH_FILE = '', JWKS_URL = '' } = process.env;
  const keys = createRemoteJWKSet(new URL(JWKS_URL));
  const verified = new LRUCache<string, Context>({ max: 10_000 });
  const gateway = new ApolloGateway({
    supergraphSdl: readFileSync(SUPERGRAPH_FILE, 'utf8'),
    buildService: ({ url }) =>
      new RemoteGraphQLDataSource<Context>({
        url,
        willSendRequest({ request, context }) {
          if (context?.viewer) request.http?.headers.set('x-viewer', context.viewer);
          if (context?.scopes) request.http?.headers.set('x-scopes', context.scopes);
        },
      }),
  });
  const server = new ApolloServer<Context>({ gateway });
  const { url } = await startStandaloneServer(server, {
    listen: { port: 0, host: '127.0.0.1' },
    context: async ({ req }) => {
      const token = req.headers.authorization?.slice('Bearer '.length) ?? '';
      const kept = verified.get(token);
      if (kept) return kept;
      const { payload } = await jwtVerify(token, keys);
      const context = { viewer: payload.sub, scopes: payload.scope as string | undefined };
      verified.set(token, context);
      return context;
    },
  });
  return Number(new URL(url).port);
});
