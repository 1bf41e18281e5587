import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Overload, retryAfterSeconds } from '../../platform/http/overload.ts';
import type { Logger } from '../../platform/telemetry/logger.ts';
import { refuseHttp } from '../admit/request-error.ts';
import { writeRefusal } from './answer-text.ts';
import type { Cors } from './cors.ts';
import type { GraphiqlPage } from './graphiql/graphiql-page.ts';
import { type AnswerKind, createNegotiate } from './negotiate.ts';
import { toRefusal } from './run-operation.ts';

/** Whether the router takes requests: false while it starts and once it drains. */
export interface Readiness {
  readonly ready: boolean;
}

export interface ListenerDeps {
  /** The GraphQL path, such as `/graphql`. */
  readonly path: string;
  readonly answerGraphql: (
    request: IncomingMessage,
    response: ServerResponse,
    search: string,
    kind: AnswerKind | null,
  ) => Promise<void>;
  /** Answers what accepts `text/event-stream`; null where there is nothing live. */
  readonly handleSse: ((request: IncomingMessage, response: ServerResponse) => Promise<void>) | null;
  /** Null where it is switched off or wasn't built. */
  readonly graphiql: GraphiqlPage | null;
  readonly cors: Cors;
  readonly readiness: Readiness;
  readonly overload: Overload;
  readonly logger: Logger;
}

/**
 * Routes requests: the GraphQL path, GraphiQL on the same path for browsers, `/health` (200 once ready, 503 otherwise)
 * and `/health/live` (200 as long as the process turns).
 */
export function createRequestListener(
  deps: ListenerDeps,
): (request: IncomingMessage, response: ServerResponse) => void {
  const { path, graphiql, handleSse, cors, readiness, overload, logger } = deps;
  const negotiate = createNegotiate();
  const answers: AnswerKind[] = ['graphql-response', 'json', ...(handleSse ? (['event-stream'] as const) : [])];
  const forPost = new Set(answers);
  const forGet = new Set<AnswerKind>(graphiql ? [...answers, 'html'] : answers);

  const fail = (error: unknown, response: ServerResponse): void => {
    const refusal = toRefusal(error, (internal) => logger.error({ err: internal }, 'a request failed'));
    if (response.headersSent) response.destroy();
    else sendJson(response, refusal.status, writeRefusal(refusal, { strictStatus: true }).text);
  };

  const answerPath = (request: IncomingMessage, response: ServerResponse, search: string): Promise<void> | void => {
    const { method } = request;
    if (method === 'OPTIONS') return cors.answerOptions(request, response);
    if (method !== 'GET' && method !== 'POST' && method !== 'HEAD') {
      sendJson(
        response,
        405,
        '{"errors":[{"message":"Use GET or POST.","extensions":{"code":"METHOD_NOT_ALLOWED"}}]}',
        {
          allow: 'GET, HEAD, POST, OPTIONS',
        },
      );
      return;
    }
    cors.allow(request, response);
    const kind = negotiate(request.headers.accept, method === 'POST' ? forPost : forGet);
    // A browser that opens a query's link sees the query in GraphiQL, not its JSON.
    if (kind === 'html') return graphiql!.sendPage(request, response);
    if (overload.enter() !== null) return refuseOverload(response);
    if (kind === 'event-stream') {
      // It stays for hours and is no work by itself: its place is for who asks next.
      overload.leave();
      return handleSse!(request, response);
    }
    deps.answerGraphql(request, response, search, kind).then(overload.leave, (error: unknown) => {
      overload.leave();
      fail(error, response);
    });
  };

  const route = (request: IncomingMessage, response: ServerResponse): Promise<void> | void => {
    const url = request.url ?? '/';
    const question = url.indexOf('?');
    const pathname = question === -1 ? url : url.slice(0, question);
    // Connections that go on living would keep a draining router from ending.
    if (!readiness.ready) response.setHeader('connection', 'close');
    if (pathname === path) return answerPath(request, response, question === -1 ? '' : url.slice(question + 1));
    if (pathname === '/health')
      return readiness.ready
        ? sendJson(response, 200, '{"status":"ready"}')
        : sendJson(response, 503, '{"status":"not ready"}');
    if (pathname === '/health/live') return sendJson(response, 200, '{"status":"live"}');
    if (graphiql?.sendAsset(request, response, pathname)) return;
    sendJson(response, 404, '{"errors":[{"message":"Nothing is here.","extensions":{"code":"NOT_FOUND"}}]}');
  };

  return (request, response) => {
    try {
      route(request, response)?.catch((error: unknown) => fail(error, response));
    } catch (error) {
      fail(error, response);
    }
  };
}

/** Clients that were refused come back one after another, and find another router or this one when it has caught up. */
function refuseOverload(response: ServerResponse): void {
  const refusal = refuseHttp(503, 'OVERLOADED', 'Too much to do: try again.', {
    'retry-after': String(retryAfterSeconds()),
  });
  sendJson(response, refusal.status, writeRefusal(refusal, { strictStatus: true }).text, refusal.headers);
}

function sendJson(
  response: ServerResponse,
  status: number,
  text: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
    ...headers,
  });
  response.end(text);
}
