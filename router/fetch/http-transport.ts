import { type HttpAddress, HttpConnection, type HttpWaiter } from './http-connection.ts';
import { HttpBodyTooLargeError, type HttpResponse } from './http-response.ts';
import { createRequestHead } from './request-head.ts';
import { HttpSyntaxError } from './response-head.ts';
import { SubgraphFailure, type SubgraphReply, type SubgraphRequest, type SubgraphTransport } from './transport.ts';

/** Limits of the way to one subgraph. */
export interface HttpTransportOptions {
  /** How long one request may take in all, waiting for a connection included, in milliseconds. */
  readonly timeoutMs: number;
  /** The most bytes one response may have. */
  readonly responseBytesMax: number;
  /** The most connections kept open at once; more requests wait their turn. */
  readonly connectionsMax: number;
  /** The most queries under way at once on one connection (HTTP/1.1 pipelining); mutations always have one to themselves. */
  readonly pipelining: number;
  /** Whether HTTP/2 is offered to a subgraph behind TLS. */
  readonly http2: boolean;
}

/** A subgraph that is reached by plain HTTP. */
export interface HttpSubgraph {
  readonly name: string;
  readonly address: HttpAddress;
  /** What the Host header says. */
  readonly host: string;
  readonly path: string;
}

/**
 * Posts over plain HTTP/1.1: over TCP, or over a Unix socket to a subgraph on the same machine. A bounded pool of
 * keep-alive connections, the last one used first, one request at a time on each.
 */
export class HttpTransport implements SubgraphTransport {
  readonly #subgraph: HttpSubgraph;
  readonly #options: HttpTransportOptions;
  readonly #writeRequest: (request: SubgraphRequest, bodyBytes: number) => string;
  readonly #connections = new Set<HttpConnection>();
  readonly #idle: HttpConnection[] = [];
  readonly #waiting: Job[] = [];
  #underWay = 0;
  #onQuiet: (() => void) | undefined;

  constructor(subgraph: HttpSubgraph, options: HttpTransportOptions) {
    this.#subgraph = subgraph;
    this.#options = options;
    this.#writeRequest = createRequestHead(subgraph.host, subgraph.path, options.timeoutMs);
  }

  send(request: SubgraphRequest): Promise<SubgraphReply> {
    return new Promise((resolve, reject) => {
      if (request.signal.aborted) {
        reject(givenUp());
        return;
      }
      const bodyBytes = Buffer.byteLength(request.body);
      const text = this.#writeRequest(request, bodyBytes);
      this.#underWay++;
      const job = new Job(
        this,
        text,
        bodyBytes === request.body.length,
        request,
        resolve,
        reject,
        this.#options.timeoutMs,
      );
      const connection = this.#waiting.length === 0 ? this.#takeIdle() : undefined;
      if (connection) job.start(connection);
      else {
        this.#waiting.push(job);
        this.#next();
      }
    });
  }

  async close(): Promise<void> {
    if (this.#underWay > 0)
      await new Promise<void>((resolve) => {
        this.#onQuiet = resolve;
      });
    for (const connection of this.#connections) connection.destroy(new Error('The router closes.'));
  }

  /** A job has its outcome. */
  settled(): void {
    this.#underWay--;
    if (this.#underWay === 0) this.#onQuiet?.();
  }

  /** A connection carries no request any more and can take another. */
  release(connection: HttpConnection): void {
    this.#idle.push(connection);
    if (this.#waiting.length > 0) this.#next();
  }

  /** A job's connection was gone before it could be used: it goes first on the next one. */
  again(job: Job): void {
    this.#waiting.unshift(job);
    this.#next();
  }

  timedOut(): SubgraphFailure {
    const { timeoutMs } = this.#options;
    return new SubgraphFailure(
      'SUBGRAPH_TIMEOUT',
      `The subgraph "${this.#subgraph.name}" didn't answer within ${timeoutMs} ms.`,
    );
  }

  /** What a connection's error means to whoever asked. */
  failureOf(error: Error): SubgraphFailure {
    const { name } = this.#subgraph;
    if (error instanceof SubgraphFailure) return error;
    if (error instanceof HttpBodyTooLargeError)
      return new SubgraphFailure(
        'SUBGRAPH_RESPONSE_TOO_LARGE',
        `The answer of the subgraph "${name}" is larger than ${this.#options.responseBytesMax} bytes.`,
      );
    if (error instanceof HttpSyntaxError)
      return new SubgraphFailure(
        'SUBGRAPH_MALFORMED_RESPONSE',
        `The answer of the subgraph "${name}" isn't a GraphQL response.`,
        { cause: error },
      );
    return new SubgraphFailure('SUBGRAPH_UNAVAILABLE', `The subgraph "${name}" can't be reached.`, { cause: error });
  }

  /** Takes an idle connection that is still good; closes those past their time. */
  #takeIdle(): HttpConnection | undefined {
    const now = performance.now();
    for (let connection = this.#idle.pop(); connection; connection = this.#idle.pop()) {
      if (connection.idleUntil > now) return connection;
      connection.destroy(new Error('The connection was idle for too long.'));
    }
    return undefined;
  }

  #next(): void {
    while (this.#waiting.length > 0) {
      if (this.#waiting[0]!.isSettled) {
        this.#waiting.shift();
        continue;
      }
      const connection =
        this.#takeIdle() ?? (this.#connections.size < this.#options.connectionsMax ? this.#open() : undefined);
      if (!connection) return;
      this.#waiting.shift()!.start(connection);
    }
  }

  #open(): HttpConnection {
    const connection = new HttpConnection(this.#subgraph.address, this.#options.responseBytesMax, (closed) => {
      this.#connections.delete(closed);
      const place = this.#idle.indexOf(closed);
      if (place !== -1) this.#idle.splice(place, 1);
      this.#next();
    });
    this.#connections.add(connection);
    return connection;
  }
}

/** A request that waits for a connection or for its answer. */
class Job implements HttpWaiter {
  isSettled = false;
  readonly #transport: HttpTransport;
  readonly #text: string;
  /** Headers are Latin-1 always. */
  readonly #isLatin1: boolean;
  readonly #request: SubgraphRequest;
  readonly #resolve: (reply: SubgraphReply) => void;
  readonly #reject: (failure: SubgraphFailure) => void;
  readonly #timer: NodeJS.Timeout;
  #connection: HttpConnection | undefined;

  constructor(
    transport: HttpTransport,
    text: string,
    isLatin1: boolean,
    request: SubgraphRequest,
    resolve: (reply: SubgraphReply) => void,
    reject: (failure: SubgraphFailure) => void,
    timeoutMs: number,
  ) {
    this.#transport = transport;
    this.#text = text;
    this.#isLatin1 = isLatin1;
    this.#request = request;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#timer = setTimeout(onTimeout, timeoutMs, this);
    request.signal.addEventListener('abort', this);
  }

  start(connection: HttpConnection): void {
    this.#connection = connection;
    connection.send(this.#text, this.#isLatin1, this);
  }

  answered(connection: HttpConnection, response: HttpResponse): void {
    this.#connection = undefined;
    if (this.#settle()) this.#resolve(response);
    if (response.keepAliveMs !== undefined) this.#transport.release(connection);
  }

  failed(connection: HttpConnection, error: Error, unanswered: boolean): void {
    this.#connection = undefined;
    // The server closed a kept connection just as the request came: nothing was lost but the way there.
    const neverRead = connection.requestCount > 1 && unanswered;
    if (neverRead && this.#request.idempotent && !this.isSettled) this.#transport.again(this);
    else if (this.#settle()) this.#reject(this.#transport.failureOf(error));
  }

  /** The request's signal was aborted. */
  handleEvent(): void {
    this.abandon(givenUp());
  }

  /** Ends without an answer. One on its way couldn't be told from the next request's: the connection goes as well. */
  abandon(failure: SubgraphFailure): void {
    const connection = this.#connection;
    if (this.#settle()) this.#reject(failure);
    connection?.destroy(failure);
  }

  timedOut(): void {
    this.abandon(this.#transport.timedOut());
  }

  #settle(): boolean {
    if (this.isSettled) return false;
    this.isSettled = true;
    clearTimeout(this.#timer);
    this.#request.signal.removeEventListener('abort', this);
    this.#transport.settled();
    return true;
  }
}

function onTimeout(job: Job): void {
  job.timedOut();
}

function givenUp(): SubgraphFailure {
  return new SubgraphFailure('REQUEST_ABORTED', 'The request was given up.');
}
