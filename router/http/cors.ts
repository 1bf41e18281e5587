import type { IncomingMessage, ServerResponse } from 'node:http';
import type { HttpConfig } from './http-config.ts';

/** What a browser may send across origins: what the router reads, and what clients commonly add. */
const allowedHeaders =
  'content-type, authorization, apollographql-client-name, apollographql-client-version, x-device-id, x-request-cost, traceparent';
/** What a page may read of an answer besides its body. */
const exposedHeaders = 'retry-after, www-authenticate';
/** How long a browser remembers a preflight, in seconds; two hours is the most that Chromium keeps. */
const preflightMaxAgeSeconds = 7200;

export interface Cors {
  /** Adds the headers that let a page of an allowed origin read the answer. */
  allow(request: IncomingMessage, response: ServerResponse): void;
  /** Answers OPTIONS: a browser's preflight, or a question for the methods. */
  answerOptions(request: IncomingMessage, response: ServerResponse): void;
}

/** Cross-origin reads are refused by browsers unless an origin is named in the config. */
export function createCors(config: Pick<HttpConfig, 'corsOrigins' | 'corsCredentials' | 'forwardHeaders'>): Cors {
  const origins = new Set(config.corsOrigins.map((origin) => (origin === '*' ? origin : new URL(origin).origin)));
  const headers = [allowedHeaders, ...config.forwardHeaders].join(', ');

  const isAllowed = (origin: string | undefined): origin is string =>
    origin !== undefined && (origins.has('*') || origins.has(origin));

  const allow = (request: IncomingMessage, response: ServerResponse): boolean => {
    if (origins.size === 0) return false;
    response.setHeader('vary', 'origin');
    const { origin } = request.headers;
    if (!isAllowed(origin)) return false;
    // The origin itself and not `*`, which browsers don't take together with credentials.
    response.setHeader('access-control-allow-origin', origin);
    response.setHeader('access-control-expose-headers', exposedHeaders);
    if (config.corsCredentials) response.setHeader('access-control-allow-credentials', 'true');
    return true;
  };

  return {
    allow,
    answerOptions(request, response) {
      if (allow(request, response)) {
        response.setHeader('access-control-allow-methods', 'GET, POST');
        response.setHeader('access-control-allow-headers', headers);
        response.setHeader('access-control-max-age', preflightMaxAgeSeconds);
      }
      response.writeHead(204, { allow: 'GET, HEAD, POST, OPTIONS' }).end();
    },
  };
}
