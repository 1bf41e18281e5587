import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { ApolloServer, HeaderMap } from '@apollo/server';
import { ApolloServerPluginInlineTraceDisabled } from '@apollo/server/plugin/disabled';
import { buildSubgraphSchema } from '@apollo/subgraph';
import type { DocumentNode } from 'graphql';
import type { Identity } from '../identity/identity.ts';
import { createInternalTokenVerifier, identityHeader } from '../identity/internal-token.ts';
import type { Logger } from '../telemetry/logger.ts';
import { createRequestObserver, type RequestFacts } from '../telemetry/observe-requests.ts';
import type { Telemetry } from '../telemetry/start-telemetry.ts';
import { closeServer, listen } from './listen.ts';
import { BodyTooLargeError, readBody } from './read-body.ts';

/** What every resolver gets besides the subgraph's own parts: who asks, and the request's trace context. */
export interface RequestContext {
  readonly identity: Identity;
  /** W3C `traceparent`, or null. */
  readonly trace: string | null;
}

export interface SubgraphServer {
  readonly port: number;
  close(): Promise<void>;
}

/** A router's requests are never larger than its own limit on what it takes from a client, plus the plan's share. */
const bodyBytesMax = 4 * 1024 * 1024;

/**
 * Serves one subgraph over HTTP: POST /graphql for whoever has an internal token (401 without), GET /health, and the
 * subgraph's own plain `routes` (by path, answered as JSON).
 */
export async function startSubgraphServer<Context extends RequestContext>(options: {
  typeDefs: DocumentNode;
  resolvers: object;
  /** Builds a request's context: loaders live here, one set a request. */
  context: (request: RequestContext) => Context;
  internalTokenSecret: string;
  port: number;
  host: string;
  /** Names the port's setting in an error. */
  portSetting: string;
  routes?: Readonly<Record<string, () => unknown>>;
  logger: Logger;
  telemetry?: Telemetry;
}): Promise<SubgraphServer> {
  const { logger } = options;
  const apollo = new ApolloServer<Context>({
    // biome-ignore lint/suspicious/noExplicitAny: codegen types the resolvers; the library's own type is looser.
    schema: buildSubgraphSchema({ typeDefs: options.typeDefs, resolvers: options.resolvers as any }),
    introspection: true,
    // Federated tracing for Apollo's own platform: nobody reads it here.
    plugins: [ApolloServerPluginInlineTraceDisabled()],
    csrfPrevention: false,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    formatError: (formatted, error) => {
      const code = formatted.extensions?.code;
      if (code !== 'INTERNAL_SERVER_ERROR') return formatted;
      logger.error({ err: error }, 'a resolver failed');
      return { message: 'Internal error.', path: formatted.path, extensions: { code } };
    },
  });
  await apollo.start();
  const verify = createInternalTokenVerifier(options.internalTokenSecret);
  const observe = createRequestObserver({ logger, telemetry: options.telemetry });

  const handleGraphql = async (
    request: IncomingMessage,
    response: ServerResponse,
    trace: string | null,
  ): Promise<RequestFacts> => {
    const identity = await verify(request.headers[identityHeader] as string | undefined);
    if (!identity) {
      sendJson(response, 401, {
        errors: [{ message: 'Only a router may ask.', extensions: { code: 'UNAUTHENTICATED' } }],
      });
      return { status: 401, operation: null, failed: true };
    }
    const headers = new HeaderMap();
    for (const [name, value] of Object.entries(request.headers))
      if (typeof value === 'string') headers.set(name, value);
    const body: unknown = JSON.parse(await readBody(request, bodyBytesMax));
    const answer = await apollo.executeHTTPGraphQLRequest({
      httpGraphQLRequest: {
        method: request.method ?? 'POST',
        headers,
        search: '',
        body,
      },
      context: async () => options.context({ identity, trace }),
    });
    if (answer.body.kind !== 'complete') throw new Error('Incremental delivery is not served.');
    const status = answer.status ?? 200;
    response.writeHead(status, Object.fromEntries(answer.headers));
    response.end(answer.body.string);
    const { operationName } = (body ?? {}) as { operationName?: unknown };
    return {
      status,
      operation: typeof operationName === 'string' ? operationName : null,
      // Apollo writes the errors first, if there are any.
      failed: answer.body.string.startsWith('{"errors"'),
    };
  };

  const refuse = (response: ServerResponse, error: unknown): RequestFacts => {
    const tooLarge = error instanceof BodyTooLargeError;
    const status = tooLarge ? 413 : error instanceof SyntaxError ? 400 : 500;
    if (status === 500) logger.error({ err: error }, 'a request failed');
    const message = tooLarge ? error.message : status === 400 ? 'The body is not JSON.' : 'Internal error.';
    sendJson(response, status, { errors: [{ message }] });
    return { status, operation: null, failed: true };
  };

  const server = createServer((request, response) => {
    const path = request.url?.split('?')[0] ?? '';
    if (path === '/graphql' && request.method === 'POST') {
      const answer = (trace: string | null) =>
        handleGraphql(request, response, trace).catch((error: unknown) => refuse(response, error));
      observe(request.headers.traceparent, answer).catch((error: unknown) => {
        logger.error({ err: error }, 'a request failed');
      });
      return;
    }
    if (path === '/health') return sendJson(response, 200, { status: 'ready' });
    const route = options.routes?.[path];
    if (route && request.method === 'GET') return sendJson(response, 200, route());
    sendJson(response, 404, { errors: [{ message: `Nothing is at ${request.method} ${path}.` }] });
  });
  // The router keeps connections open and reuses them; closing them under it would fail requests for nothing.
  server.keepAliveTimeout = 65_000;
  const port = await listen(server, { port: options.port, host: options.host, setting: options.portSetting });
  return {
    port,
    close: async () => {
      await closeServer(server);
      await apollo.stop();
    },
  };
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(body));
}
