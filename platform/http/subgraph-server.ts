import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
} from '@apollo/server/plugin/disabled';
import { buildSubgraphSchema } from '@apollo/subgraph';
import type { DocumentNode } from 'graphql';
import type { Identity } from '../identity/identity.ts';
import { createInternalTokenVerifier, identityHeader } from '../identity/internal-token.ts';
import type { Logger } from '../telemetry/logger.ts';
import { createRequestObserver, type RequestFacts } from '../telemetry/observe-requests.ts';
import type { Telemetry } from '../telemetry/start-telemetry.ts';
import { answerCompiled, readParams } from './answer-compiled.ts';
import { createFormatError } from './answer-errors.ts';
import { answerOrdinary } from './answer-ordinary.ts';
import { type Claim, RequestClaim, timeoutHeader } from './claim.ts';
import { createOperationCache } from './compiled/operation-cache.ts';
import { type HttpAnswer, jsonHeaders, sendAnswer, sendJson } from './http-answer.ts';
import { closeServer, listen } from './listen.ts';
import { createOverload, type OverloadLimits, overloadDefaults, retryAfterSeconds } from './overload.ts';
import { BodyTooLargeError, readBody } from './read-body.ts';

/** What every resolver gets besides the subgraph's own parts: who asks, and the request's trace context. */
export interface RequestContext {
  readonly identity: Identity;
  /** W3C `traceparent`, or null. */
  readonly trace: string | null;
  /** Whether the answer is still waited for; without it, it is for as long as it takes. */
  readonly claim?: Claim;
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
 *
 *     request ─► token ─► body ─► answered before? ─ yes ─► compiled operation ─► answer
 *                                        └─ no, or anything out of the ordinary ─► Apollo Server ─► answer
 *
 * Both ways give the same answer (docs/path.md); `compiled: false` leaves the first one out.
 *
 * On the way of a request nothing makes functions that have names: the loader that runs TypeScript here gives each its name by
 * a `defineProperty` at the moment it is made. Classes and arguments without a name took 8% off the smallest request.
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
  /** Whether operations that were answered before run compiled; true unless told. */
  compiled?: boolean;
  telemetry?: Telemetry;
  /** When requests are refused because there are too many; `overloadDefaults` unless told. */
  overload?: OverloadLimits;
}): Promise<SubgraphServer> {
  const { logger } = options;
  // biome-ignore lint/suspicious/noExplicitAny: codegen types the resolvers; the library's own type is looser.
  const schema = buildSubgraphSchema({ typeDefs: options.typeDefs, resolvers: options.resolvers as any });
  const formatError = createFormatError(logger);
  const apollo = new ApolloServer<Context>({
    schema,
    introspection: true,
    // Federated tracing for Apollo's own platform, and caching hints over HTTP: nobody reads them here.
    plugins: [ApolloServerPluginInlineTraceDisabled(), ApolloServerPluginCacheControlDisabled()],
    csrfPrevention: false,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    formatError,
  });
  await apollo.start();
  const verify = createInternalTokenVerifier(options.internalTokenSecret);
  const operations = options.compiled === false ? null : createOperationCache(schema);

  const observe = createRequestObserver({ logger, telemetry: options.telemetry });
  const overload = createOverload(options.overload ?? overloadDefaults, {
    logger,
    metrics: options.telemetry?.metrics,
  });
  let draining = false;

  const answerGraphql = async (
    incoming: IncomingMessage,
    response: ServerResponse,
    trace: string | null,
  ): Promise<RequestFacts> => {
    const { headers } = incoming;
    const known = verify(headers[identityHeader] as string | undefined);
    const identity = known instanceof Promise ? await known : known;
    if (!identity) {
      sendJson(response, 401, {
        errors: [{ message: 'Only a router may ask.', extensions: { code: 'UNAUTHENTICATED' } }],
      });
      return { status: 401, operation: null, failed: true };
    }
    const claim = new RequestClaim(incoming.socket, headers[timeoutHeader]);
    const body: unknown = JSON.parse(await readBody(incoming, bodyBytesMax));
    const request: RequestContext = { identity, trace, claim };
    const params = operations && readParams(headers, body);
    const compiled = params && answerCompiled(operations, params, () => options.context(request), formatError);
    if (compiled) {
      const answer = await compiled;
      sendAnswer(response, answer);
      return factsOf(answer, body);
    }
    const answer = await answerOrdinary(apollo, headers, body, () => options.context(request));
    sendAnswer(response, answer);
    if (params && answer.status === 200) operations.answered(params.query, params.operationName);
    return factsOf(answer, body);
  };

  const refuse = (response: ServerResponse, error: unknown): RequestFacts => {
    const tooLarge = error instanceof BodyTooLargeError;
    const status = tooLarge ? 413 : error instanceof SyntaxError ? 400 : 500;
    if (status === 500) logger.error({ err: error }, 'a request failed');
    const message = tooLarge ? error.message : status === 400 ? 'The body is not JSON.' : 'Internal error.';
    sendJson(response, status, { errors: [{ message }] });
    return { status, operation: null, failed: true };
  };

  /** Answers in any case and leaves. All in one function: each further promise would be paid for by every request. */
  const handleGraphql = async (
    request: IncomingMessage,
    response: ServerResponse,
    trace: string | null,
  ): Promise<RequestFacts> => {
    try {
      return await answerGraphql(request, response, trace);
    } catch (error) {
      return refuse(response, error);
    } finally {
      overload.leave();
    }
  };

  const server = createServer((request, response) => {
    const path = request.url?.split('?')[0] ?? '';
    // The router keeps its connections and would send the next request on one that is about to be closed.
    if (draining) response.setHeader('connection', 'close');
    if (path === '/graphql' && request.method === 'POST') {
      if (overload.enter() !== null) return sendAnswer(response, overloaded());
      observe(request.headers.traceparent, (trace) => handleGraphql(request, response, trace));
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
      draining = true;
      await closeServer(server);
      overload.close();
      await apollo.stop();
    },
  };
}

/** Whoever is refused finds another copy, or this one when it has caught up. */
function overloaded(): HttpAnswer {
  const body = { errors: [{ message: 'Too much to do: try again.', extensions: { code: 'OVERLOADED' } }] };
  const headers = { ...jsonHeaders, 'retry-after': String(retryAfterSeconds()) };
  return { status: 503, headers, text: JSON.stringify(body) };
}

/** Errors stand first in an answer that has some. */
function factsOf({ status, text }: HttpAnswer, body: unknown): RequestFacts {
  const { operationName } = (body ?? {}) as { operationName?: unknown };
  const operation = typeof operationName === 'string' ? operationName : null;
  return { status, operation, failed: text.startsWith('{"errors"') };
}
