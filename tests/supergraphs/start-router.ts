import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parse, validate } from 'graphql';
import { pino } from 'pino';
import { readBody } from '../../platform/http/read-body.ts';
import type { Answer, ExecutionRequest, GraphStore, PreparedOperation } from '../../router/execute/port.ts';
import { createGraphStore, type GraphStoreOptions } from '../../router/supergraph/graph-store.ts';
import { answerBody, buildFixtureSchema, composeFixture, type SubgraphFixture } from './subgraph.ts';

/** How a subgraph answers instead of by its schema: the whole body with its status, or never. */
export type Misbehaviour = { readonly status: number; readonly body: string } | 'never' | 'hang up';

/** Subgraphs on real HTTP servers and the engine over them. */
export interface RunningRouter {
  readonly store: GraphStore;
  /** Every request that subgraphs got, in order. */
  readonly requests: { subgraph: string; body: Record<string, unknown>; headers: IncomingMessage['headers'] }[];
  /** Answers an operation; `data` is parsed. Throws where the document isn't valid. */
  ask(
    text: string,
    variables?: Record<string, unknown>,
    request?: Partial<ExecutionRequest>,
  ): Promise<{ data: unknown; text: string | undefined; errors: Answer['errors'] }>;
  prepare(text: string): Promise<PreparedOperation>;
  misbehave(subgraph: string, how: Misbehaviour | undefined): void;
  close(): Promise<void>;
}

/** A request as those who take it would make it. */
export function executionRequest(variables: Record<string, unknown> = {}): ExecutionRequest {
  return { variables, headers: {}, signal: new AbortController().signal, identityKey: 'public' };
}

/** Starts a server for each subgraph and composes them. */
export async function startRouter(
  subgraphs: readonly SubgraphFixture[],
  options: Partial<GraphStoreOptions> = {},
): Promise<RunningRouter> {
  const requests: RunningRouter['requests'] = [];
  const misbehaving = new Map<string, Misbehaviour>();
  const servers = new Map<string, Server>();
  for (const subgraph of subgraphs) {
    const schema = buildFixtureSchema(subgraph);
    const server = createServer((request, response) => {
      void (async () => {
        const body = await readBody(request, 10_000_000);
        requests.push({ subgraph: subgraph.name, body: JSON.parse(body), headers: request.headers });
        const how = misbehaving.get(subgraph.name);
        if (how === 'never') return;
        if (how === 'hang up') {
          request.socket.destroy();
          return;
        }
        response.writeHead(how?.status ?? 200, { 'content-type': 'application/json' });
        response.end(how ? how.body : await answerBody(schema, body));
      })();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    servers.set(subgraph.name, server);
  }
  const urlOf = (name: string) => `http://127.0.0.1:${(servers.get(name)!.address() as AddressInfo).port}/graphql`;
  const closeServers = async (): Promise<void> => {
    for (const server of servers.values()) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  };
  const openStore = async (): Promise<GraphStore> =>
    createGraphStore({
      ...(options.supergraphFile ? {} : { supergraphSdl: composeFixture(subgraphs, urlOf) }),
      logger: pino({ level: 'silent' }),
      ...options,
    });
  const store = await openStore().catch(async (error: unknown) => {
    // Servers left open would keep the test run from ending.
    await closeServers();
    throw error;
  });

  const prepare = async (text: string): Promise<PreparedOperation> => {
    const graph = store.current();
    const document = parse(text);
    const mistakes = validate(graph.apiSchema, document);
    if (mistakes.length > 0) throw mistakes[0];
    return graph.prepare(document, text, null);
  };
  return {
    store,
    requests,
    prepare,
    ask: async (text, variables = {}, request = {}) => {
      const operation = await prepare(text);
      const answer = await operation.run({ ...executionRequest(variables), ...request });
      return {
        data: answer.data === undefined ? undefined : JSON.parse(answer.data),
        text: answer.data,
        errors: answer.errors,
      };
    },
    misbehave: (subgraph, how) => {
      if (how) misbehaving.set(subgraph, how);
      else misbehaving.delete(subgraph);
    },
    close: async () => {
      await store.close();
      await closeServers();
    },
  };
}
