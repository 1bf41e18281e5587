import { type HttpAddress, type HttpConnection, openHttpConnection } from './http-connection.ts';
import { HttpBodyTooLargeError, type HttpResponse, HttpSyntaxError } from './http-response.ts';
import { createRequestHead } from './request-head.ts';
import { SubgraphFailure, type SubgraphReply, type SubgraphRequest, type SubgraphTransport } from './transport.ts';

/** Limits of the way to one subgraph. */
export interface HttpTransportOptions {
  /** How long one request may take in all, waiting for a connection included, in milliseconds. */
  readonly timeoutMs: number;
  /** The most bytes one response may have. */
  readonly responseBytesMax: number;
  /** The most connections kept open at once; more requests wait their turn. */
  readonly connectionsMax: number;
}

/** A request that waits for a connection or for its answer. */
interface Job {
  readonly request: SubgraphRequest;
  readonly resolve: (reply: SubgraphReply) => void;
  readonly reject: (failure: SubgraphFailure) => void;
  connection: HttpConnection | undefined;
  settled: boolean;
}

/**
 * Posts over plain HTTP/1.1: over TCP, or over a Unix socket to a subgraph on the same machine. A bounded pool of
 * keep-alive connections, the last one used first, one request at a time on each.
 */
export function createHttpTransport(
  subgraph: { readonly name: string; readonly address: HttpAddress; readonly host: string; readonly path: string },
  options: HttpTransportOptions,
): SubgraphTransport {
  const { name } = subgraph;
  const requestHead = createRequestHead(subgraph.host, subgraph.path);
  const connections = new Set<HttpConnection>();
  const idle: HttpConnection[] = [];
  const waiting: Job[] = [];
  let underWay = 0;
  let closing: (() => void) | undefined;

  const fail = (error: Error): SubgraphFailure => {
    if (error instanceof SubgraphFailure) return error;
    if (error instanceof HttpBodyTooLargeError)
      return new SubgraphFailure(
        'SUBGRAPH_RESPONSE_TOO_LARGE',
        `The answer of the subgraph "${name}" is larger than ${options.responseBytesMax} bytes.`,
      );
    if (error instanceof HttpSyntaxError)
      return new SubgraphFailure(
        'SUBGRAPH_MALFORMED_RESPONSE',
        `The answer of the subgraph "${name}" isn't a GraphQL response.`,
        { cause: error },
      );
    return new SubgraphFailure('SUBGRAPH_UNAVAILABLE', `The subgraph "${name}" can't be reached.`, { cause: error });
  };

  const open = (): HttpConnection => {
    const connection = openHttpConnection(subgraph.address, options.responseBytesMax, (closed) => {
      connections.delete(closed);
      const place = idle.indexOf(closed);
      if (place !== -1) idle.splice(place, 1);
      next();
    });
    connections.add(connection);
    return connection;
  };

  /** Takes an idle connection that is still good, the last one used first; closes those past their time. */
  const takeIdle = (): HttpConnection | undefined => {
    const now = performance.now();
    for (let connection = idle.pop(); connection; connection = idle.pop()) {
      if (connection.idleUntil > now) return connection;
      connection.destroy(new Error('The connection was idle for too long.'));
    }
    return undefined;
  };

  const next = (): void => {
    while (waiting.length > 0) {
      const connection = takeIdle() ?? (connections.size < options.connectionsMax ? open() : undefined);
      if (!connection) return;
      start(waiting.shift()!, connection);
    }
  };

  const start = (job: Job, connection: HttpConnection): void => {
    if (job.settled) {
      idle.push(connection);
      return;
    }
    job.connection = connection;
    const wasUsed = connection.used;
    connection.send(requestHead(job.request), {
      resolve: (response: HttpResponse) => {
        job.connection = undefined;
        if (response.keepAliveMs !== undefined) {
          idle.push(connection);
          if (waiting.length > 0) next();
        }
        job.resolve(response);
      },
      reject: (error, unanswered) => {
        job.connection = undefined;
        // The server closed a kept connection just as the request came: nothing was lost but the way there.
        if (wasUsed && unanswered && job.request.idempotent && !job.settled) {
          waiting.unshift(job);
          next();
        } else job.reject(fail(error));
      },
    });
  };

  return {
    send: (request) =>
      new Promise((resolve, reject) => {
        if (request.signal.aborted) {
          reject(givenUp());
          return;
        }
        underWay++;
        const settle = (): boolean => {
          if (job.settled) return false;
          job.settled = true;
          clearTimeout(timer);
          request.signal.removeEventListener('abort', onAbort);
          underWay--;
          if (underWay === 0) closing?.();
          return true;
        };
        const job: Job = {
          request,
          connection: undefined,
          settled: false,
          resolve: (reply) => settle() && resolve(reply),
          reject: (failure) => settle() && reject(failure),
        };
        const abandon = (failure: SubgraphFailure): void => {
          const { connection } = job;
          job.reject(failure);
          // An answer on its way can't be told from the next one's: the connection goes with the request.
          connection?.destroy(failure);
        };
        const onAbort = (): void => abandon(givenUp());
        const timer = setTimeout(
          () =>
            abandon(
              new SubgraphFailure(
                'SUBGRAPH_TIMEOUT',
                `The subgraph "${name}" didn't answer within ${options.timeoutMs} ms.`,
              ),
            ),
          options.timeoutMs,
        );
        request.signal.addEventListener('abort', onAbort);
        const connection = waiting.length === 0 ? takeIdle() : undefined;
        if (connection) start(job, connection);
        else {
          waiting.push(job);
          next();
        }
      }),
    close: async () => {
      if (underWay > 0)
        await new Promise<void>((resolve) => {
          closing = resolve;
        });
      for (const connection of connections) connection.destroy(new Error('The router closes.'));
    },
  };
}

function givenUp(): SubgraphFailure {
  return new SubgraphFailure('REQUEST_ABORTED', 'The request was given up.');
}
