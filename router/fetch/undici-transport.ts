import { type Dispatcher, Pool } from 'undici';
import { SubgraphFailure, type SubgraphReply, type SubgraphRequest, type SubgraphTransport } from './transport.ts';

/** Limits of the way to one subgraph. */
export interface UndiciTransportOptions {
  /** How long one request may take in all, in milliseconds. */
  readonly timeoutMs: number;
  /** The most bytes one response may have. */
  readonly responseBytesMax: number;
  /** The most connections kept open at once; more requests wait their turn. */
  readonly connectionsMax: number;
}

/**
 * 10 s is what a person waits at most; 16 MiB is ten times the largest page a list of 100 gives; 128 connections keep
 * a subgraph on one machine busy long before a queue forms, and stay far below any limit on open files.
 */
export const undiciTransportDefaults: UndiciTransportOptions = {
  timeoutMs: 10_000,
  responseBytesMax: 16 * 1024 * 1024,
  connectionsMax: 128,
};

/** Posts over HTTP/1.1 keep-alive connections of a bounded pool. `dispatch` is undici's cheapest door: no streams. */
export function createUndiciTransport(
  subgraph: { readonly name: string; readonly url: string },
  options: UndiciTransportOptions = undiciTransportDefaults,
): SubgraphTransport {
  const url = new URL(subgraph.url);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    // A subgraph that no server stands behind (the log is one): composed like any, but never asked over HTTP.
    const failure = new SubgraphFailure('SUBGRAPH_UNAVAILABLE', `The subgraph "${subgraph.name}" has no server.`);
    return { send: () => Promise.reject(failure), close: () => Promise.resolve() };
  }
  const path = `${url.pathname}${url.search}`;
  const pool = new Pool(url.origin, {
    connections: options.connectionsMax,
    pipelining: 1,
    // Below the 5 s after which a stock Node server closes an idle connection, so that none is closed under a request.
    keepAliveTimeout: 4_000,
    // The request's own timer below is the time-out; undici's would be a second, coarser one.
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: { timeout: options.timeoutMs },
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
      pool.dispatch({ path, method: 'POST', headers: request.headers, body: request.body }, handler);
    });

  return { send, close: () => pool.close() };
}
