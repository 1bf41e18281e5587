import { Pool } from 'undici';
import { readAnswer } from '../scenarios/read-answer.ts';
import { requestHeaders } from '../scenarios/request-headers.ts';

/** An answer, as far as a load test looks at it. */
export interface Answer {
  readonly data: unknown;
  /** Undefined where all went well: a GraphQL error's code, a user error's code, HTTP_503, TIMEOUT, ECONNREFUSED … */
  readonly error?: string;
  readonly retryAfterSeconds: number | null;
  /** When the request left, on the clock given. */
  readonly sentMs: number;
}

/** Sends operations of the product's client over a bounded number of connections. Never rejects: what fails is an answer. */
export interface GraphClient {
  send(request: {
    operation: string;
    variables: Readonly<Record<string, unknown>>;
    token: string | null;
    /** From which address it is to seem to come; the router believes it only behind a trusted proxy. */
    address: string;
    /** Asks for it to be traced, by this id of 32 hexadecimal digits. */
    traceId?: string;
  }): Promise<Answer>;
  close(): Promise<void>;
}

/** Longer than the router's own deadline: what takes longer will not be answered. */
const timeoutMs = 30_000;

export function createGraphClient(deps: {
  url: string;
  connections: number;
  /** Texts by operation name. */
  texts: ReadonlyMap<string, string>;
  now: () => number;
}): GraphClient {
  const { texts, now } = deps;
  const { origin, pathname } = new URL(deps.url);
  const pool = new Pool(origin, {
    connections: deps.connections,
    pipelining: 1,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
  });
  return {
    async send({ operation, variables, token, address, traceId }) {
      const query = texts.get(operation);
      if (query === undefined) throw new Error(`The client has no operation ${operation}`);
      const bytes = Buffer.from(JSON.stringify({ query, operationName: operation, variables }));
      let sentMs = now();
      const ended = await new Promise<{ status: number; headers: Headers; text: string } | { code: string }>(
        (resolve) => {
          const chunks: Buffer[] = [];
          let status = 0;
          let headers: Headers = {};
          pool.dispatch(
            {
              path: pathname,
              method: 'POST',
              headers: {
                ...requestHeaders({ token, address }),
                ...(traceId === undefined ? {} : { traceparent: `00-${traceId}-${traceId.slice(16)}-01` }),
              },
              body: bytes,
            },
            {
              // A connection was free for it.
              onRequestStart: () => {
                sentMs = now();
              },
              onResponseStart: (_controller, statusCode, received) => {
                status = statusCode;
                headers = received;
              },
              onResponseData: (_controller, chunk) => void chunks.push(chunk),
              onResponseEnd: () => resolve({ status, headers, text: Buffer.concat(chunks).toString('utf8') }),
              onResponseError: (_controller, { code = 'NETWORK' }: Error & { code?: string }) => resolve({ code }),
            },
          );
        },
      );
      if ('code' in ended) {
        const error = /TIMEOUT/.test(ended.code) ? 'TIMEOUT' : ended.code;
        return { data: null, error, retryAfterSeconds: null, sentMs };
      }
      return {
        ...readAnswer(ended.text, ended.status),
        retryAfterSeconds: numberOf(ended.headers['retry-after']),
        sentMs,
      };
    },
    close: () => pool.destroy(),
  };
}

type Headers = Readonly<Record<string, string | string[] | undefined>>;

function numberOf(header: string | string[] | undefined): number | null {
  const value = Number(header ?? Number.NaN);
  return Number.isFinite(value) ? value : null;
}
