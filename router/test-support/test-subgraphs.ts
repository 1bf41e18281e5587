import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { composeServices } from '@apollo/composition';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { type GraphQLSchema, graphql, parse } from 'graphql';

/** A small subgraph of a test: real schema, real HTTP, resolvers as the test wants them. */
export interface TestSubgraph {
  readonly sdl: string;
  // biome-ignore lint/suspicious/noExplicitAny: resolvers of any schema.
  readonly resolvers: Record<string, any>;
}

/** What a subgraph was asked. */
export interface SubgraphCall {
  readonly subgraph: string;
  readonly headers: IncomingHttpHeaders;
  readonly query: string;
}

export interface TestSubgraphs {
  readonly supergraph: string;
  readonly calls: SubgraphCall[];
  close(): Promise<void>;
}

/** Serves subgraphs on free ports and composes their supergraph. */
export async function startTestSubgraphs(subgraphs: Readonly<Record<string, TestSubgraph>>): Promise<TestSubgraphs> {
  const calls: SubgraphCall[] = [];
  const servers: Server[] = [];
  const services = [];
  for (const [name, { sdl, resolvers }] of Object.entries(subgraphs)) {
    const typeDefs = parse(sdl);
    const server = await serve(name, buildSubgraphSchema({ typeDefs, resolvers }), calls);
    servers.push(server);
    services.push({ name, typeDefs, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql` });
  }
  const composed = composeServices(services);
  if (composed.errors) throw new Error(composed.errors.map((error) => error.message).join('\n'));
  return {
    supergraph: composed.supergraphSdl,
    calls,
    close: async () => {
      for (const server of servers) {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
    },
  };
}

async function serve(name: string, schema: GraphQLSchema, calls: SubgraphCall[]): Promise<Server> {
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    const { query, variables, operationName } = JSON.parse(text);
    calls.push({ subgraph: name, headers: request.headers, query });
    const contextValue = { signal: closed(response) };
    const result = await graphql({ schema, source: query, variableValues: variables, operationName, contextValue });
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(result));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

/** Aborted when the router gives up on the answer. */
function closed(response: import('node:http').ServerResponse): AbortSignal {
  const controller = new AbortController();
  response.once('close', () => {
    if (!response.writableEnded) controller.abort();
  });
  return controller.signal;
}
