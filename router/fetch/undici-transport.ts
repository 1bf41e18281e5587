import { type Dispatcher, Pool } from 'undici';
import { timeoutHeader } from '../../platform/http/claim.ts';
import { remainingMs } from './deadline-of.ts';
import type { HttpTransportOptions } from './http-transport.ts';
import { SubgraphFailure, type SubgraphReply, type SubgraphRequest, type SubgraphTransport } from './transport.ts';

/**
 * Posts with undici's bounded pool: over TLS, and wherever queries are pipelined. `dispatch` is its cheapest door: no
 * streams. `authority` is a certificate (PEM) to trust in place of the system's.
 */
export function createUndiciTransport(
  subgraph: { readonly name: string; readonly url: string },
  options: HttpTransportOptions,
  authority?: string,
): SubgraphTransport {
  const url = new URL(subgraph.url);
  const isLocal = url.protocol === 'unix:';
  const path = isLocal ? (url.searchParams.get('path') ?? '/graphql') : `${url.pathname}${url.search}`;
  const pool = new Pool(isLocal ? 'http://localhost' : url.origin, {
    connections: options.connectionsMax,
    pipelining: options.pipelining,
    allowH2: options.http2,
    ...(isLocal && { socketPath: url.pathname }),
    // Below the 5 s after which a stock Node server closes an idle connection, so that none is closed under a request.
    keepAliveTimeout: 4_000,
    // The request's own timer below is the time-out; undici's would be a second, coarser one.
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: { timeout: options.timeoutMs, ...(authority !== undefined && { ca: authority }) },
  });

  const send = (request: SubgraphRequest): Promise<SubgraphReply> =>
    new Promise((resolve, reject) => {
      if (request.signal.aborted) {
        reject(new SubgraphFailure('REQUEST_ABORTED', 'The request was given up.'));
        return;
      }
      let abortDispatch: (() => void) | undefined;
      let settled = false;
      const settle = (failure: SubgraphFailure | undefined, reply?: SubgraphReply): void => {
        if (settled) return;
        settled = true;
        clearTimeout(timer);
        request.signal.removeEventListener('abort', onAbort);
        if (failure) {
          reject(failure);
          abortDispatch?.();
        } else resolve(reply!);
      };
      const onAbort = (): void => settle(new SubgraphFailure('REQUEST_ABORTED', 'The request was given up.'));
      const timer = setTimeout(
        () =>
          settle(
            new SubgraphFailure(
              'SUBGRAPH_TIMEOUT',
              `The subgraph "${subgraph.name}" didn't answer within ${options.timeoutMs} ms.`,
            ),
          ),
        options.timeoutMs,
      );
      request.signal.addEventListener('abort', onAbort);

      let status = 0;
      let bytes = 0;
      let first: Buffer | undefined;
      let more: Buffer[] | undefined;
      const handler: Dispatcher.DispatchHandler = {
        onConnect(abort: (error?: Error) => void) {
          if (settled) abort();
          else abortDispatch = abort;
        },
        onHeaders(statusCode: number) {
          status = statusCode;
          return true;
        },
        onData(chunk: Buffer) {
          bytes += chunk.length;
          if (bytes > options.responseBytesMax) {
            settle(
              new SubgraphFailure(
                'SUBGRAPH_RESPONSE_TOO_LARGE',
                `The answer of the subgraph "${subgraph.name}" is larger than ${options.responseBytesMax} bytes.`,
              ),
            );
            return false;
          }
          if (first === undefined) first = chunk;
          else {
            more ??= [first];
            more.push(chunk);
          }
          return true;
        },
        onComplete() {
          const text = first === undefined ? '' : (more ? Buffer.concat(more, bytes) : first).toString('utf8');
          settle(undefined, { status, text });
        },
        onError(cause: Error) {
          settle(
            new SubgraphFailure('SUBGRAPH_UNAVAILABLE', `The subgraph "${subgraph.name}" can't be reached.`, { cause }),
          );
        },
      };
      pool.dispatch(
        {
          path,
          method: 'POST',
          headers: headersOf(request, options.timeoutMs),
          body: request.body,
          // What may be sent twice may stand behind others on a connection.
          idempotent: request.idempotent,
          blocking: false,
        },
        handler,
      );
    });

  return { send, close: () => pool.close() };
}

function headersOf({ headers, signal }: SubgraphRequest, timeoutMs: number): Record<string, string> {
  return { ...jsonHeaders, ...headers, [timeoutHeader]: String(remainingMs(signal, timeoutMs)) };
}

const jsonHeaders = { accept: 'application/json', 'content-type': 'application/json' };
