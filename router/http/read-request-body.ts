import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { takeWholeBody } from '../../platform/http/whole-body.ts';
import { type RequestError, refuseHttp } from '../admit/request-error.ts';

/** The rest of a body that nobody reads any more closes the connection: there is no telling where the next request begins. */
const closing = { connection: 'close' };

interface BodyLimits {
  readonly bodyBytesMax: number;
  readonly bodyTimeoutMs: number;
}

/**
 * Reads a request's body as text. Throws a RequestError for one that is too large (413), too slow (408), cut off (400)
 * or not UTF-8 (400).
 */
export async function readRequestBody(request: IncomingMessage, limits: BodyLimits): Promise<string> {
  if (Number(request.headers['content-length'] ?? 0) > limits.bodyBytesMax) throw tooLarge(limits);
  await undefined;
  const whole = takeWholeBody(request);
  if (whole) return textOf(whole);
  if (request.destroyed) throw cutOff();
  return new Promise((resolve, reject) => {
    new BodyReader(request, limits, resolve, reject).listen();
  });
}

function textOf(body: Buffer): string {
  if (!isUtf8(body)) throw refuseHttp(400, 'MALFORMED_UTF8', 'The body is not UTF-8.');
  return body.toString('utf8');
}

function cutOff(): RequestError {
  return refuseHttp(400, 'BODY_CUT_OFF', 'The body ended early.', closing);
}

function tooLarge({ bodyBytesMax }: BodyLimits): RequestError {
  return refuseHttp(413, 'BODY_LIMIT_EXCEEDED', `The body is larger than ${bodyBytesMax} bytes.`, closing);
}

/** One body that comes in pieces. Its listeners stay with the request, which ends with it: taking them off costs as much as all else here. */
class BodyReader {
  readonly #request: IncomingMessage;
  readonly #limits: BodyLimits;
  readonly #resolve: (text: string) => void;
  readonly #reject: (error: RequestError) => void;
  readonly #timer: NodeJS.Timeout;
  #isOver = false;
  #first: Buffer | undefined;
  #more: Buffer[] | undefined;
  #bytes = 0;

  constructor(
    request: IncomingMessage,
    limits: BodyLimits,
    resolve: (text: string) => void,
    reject: (error: RequestError) => void,
  ) {
    this.#request = request;
    this.#limits = limits;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#timer = setTimeout(onTimeout, limits.bodyTimeoutMs, this);
  }

  listen(): void {
    this.#request.on('data', (chunk: Buffer) => this.#take(chunk));
    this.#request.on('end', () => this.#end());
    this.#request.on('error', () => this.#cut());
    this.#request.on('close', () => this.#cut());
  }

  timedOut(): void {
    const { bodyTimeoutMs } = this.#limits;
    this.#giveUp(refuseHttp(408, 'BODY_TIMEOUT', `The body wasn't there after ${bodyTimeoutMs} ms.`, closing));
  }

  /** Whatever still comes after the end is read and dropped, so that the answer reaches a client that is still sending. */
  #take(chunk: Buffer): void {
    if (this.#isOver) return;
    this.#bytes += chunk.length;
    if (this.#bytes > this.#limits.bodyBytesMax) this.#giveUp(tooLarge(this.#limits));
    else if (this.#first === undefined) this.#first = chunk;
    else {
      this.#more ??= [this.#first];
      this.#more.push(chunk);
    }
  }

  #end(): void {
    if (this.#isOver) return;
    this.#stop();
    const body = this.#more ? Buffer.concat(this.#more, this.#bytes) : this.#first;
    try {
      this.#resolve(body === undefined ? '' : textOf(body));
    } catch (error) {
      this.#reject(error as RequestError);
    }
  }

  #cut(): void {
    if (!this.#isOver) this.#giveUp(cutOff());
  }

  #giveUp(error: RequestError): void {
    this.#stop();
    this.#first = undefined;
    this.#more = undefined;
    this.#reject(error);
  }

  #stop(): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
  }
}

function onTimeout(reader: BodyReader): void {
  reader.timedOut();
}
