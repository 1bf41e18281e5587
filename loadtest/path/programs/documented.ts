import type { IncomingMessage } from 'node:http';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse } from 'graphql';
import { createInternalTokenVerifier, identityHeader } from '../../../platform/identity/internal-token.ts';

export interface DocumentedContext {
  readonly viewer: string | null;
  readonly scopes: readonly string[];
}

/**
 * A subgraph as Apollo's documentation starts one. Who asks comes in a plain header from the documented gateway, and in
 * the internal token from Kith's router.
 */
export async function startDocumented<Context extends DocumentedContext>(options: {
  typeDefs: string;
  resolvers: object;
  secret: string;
  context: (request: DocumentedContext) => Context;
}): Promise<number> {
  const server = new ApolloServer<Context>({
    // biome-ignore lint/suspicious/noExplicitAny: the library's own type is looser.
    schema: buildSubgraphSchema({ typeDefs: parse(options.typeDefs), resolvers: options.resolvers as any }),
  });
  const verify = createInternalTokenVerifier(options.secret);
  const { url } = await startStandaloneServer(server, {
    listen: { port: 0, host: '127.0.0.1' },
    context: async ({ req }: { req: IncomingMessage }) => {
      const identity = await verify(req.headers[identityHeader] as string | undefined);
      const viewer = identity ? identity.subject : ((req.headers['x-viewer'] as string | undefined) ?? null);
      const scopes = identity ? identity.scopes : String(req.headers['x-scopes'] ?? '').split(' ');
      return options.context({ viewer, scopes });
    },
  });
  return Number(new URL(url).port);
}
