import { type Head, HeadReader, HttpSyntaxError } from './response-head.ts';

/** The body is larger than allowed. */
export class HttpBodyTooLargeError extends Error {
  override readonly name = 'HttpBodyTooLargeError';
}

/** A whole response. */
export interface HttpResponse {
  readonly status: number;
  readonly text: string;
  /** Whether the connection can take another request, and for how long it may idle before, in milliseconds. */
  readonly keepAliveMs: number | undefined;
}

/** The headers of a GraphQL server fit in a tenth of this; Node's own limit is the same. */
const headBytesMax = 16 * 1024;

/** Heads of GraphQL servers end well before this: so much is looked at to find a whole response in one chunk. */
const usualHeadBytesMax = 1024;

const headEnd = Buffer.from('\r\n\r\n');
const none = Buffer.alloc(0);

/**
 * Reads one response after the other out of chunks as they come. It knows what RFC 9112 lets a server send to a POST:
 * interim responses, a body with a length, in chunks, or up to the end of the connection. Most responses come whole in
 * one chunk, with the head of the one before but for its length, and that is the fast way through.
 */
export class HttpResponseReader {
  /** Whether anything of the response came yet. */
  started = false;
  readonly #bodyBytesMax: number;
  #pending: Buffer = none;
  #head: Head | undefined;
  #parts: Buffer[] = [];
  #partBytes = 0;
  /** In a chunked body: the bytes that the current chunk still lacks, or -1 between chunks. */
  #chunkLeft = -1;
  readonly #heads = new HeadReader();

  constructor(bodyBytesMax: number) {
    this.#bodyBytesMax = bodyBytesMax;
  }

  /**
   * Takes a chunk, the first `bytes` of `memory` (copied where it must be kept); returns the response once it is whole.
   * Throws what is wrong with it.
   */
  read(memory: Buffer, bytes: number): HttpResponse | undefined {
    const isFirst = !this.started;
    this.started = true;
    if (isFirst) {
      const whole = this.#readWhole(memory, bytes);
      if (whole) return whole;
    }
    const chunk = memory.subarray(0, bytes);
    if (this.#head) return this.#readBody(chunk);
    this.#pending = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk]);
    const response = this.#readHead();
    // The chunk's memory is used again for the next one.
    if (!response && !this.#head) this.#pending = Buffer.from(this.#pending);
    return response;
  }

  /** The other side closed: ends a body that has no length. Returns the response if that makes it whole. */
  end(): HttpResponse | undefined {
    const head = this.#head;
    return head && head.bodyBytes === undefined && !head.chunked ? this.#finish(head, none) : undefined;
  }

  /** Makes it ready for the next response. */
  reset(): void {
    this.started = false;
    this.#head = undefined;
    this.#pending = none;
    this.#chunkLeft = -1;
    if (this.#partBytes > 0) {
      this.#parts = [];
      this.#partBytes = 0;
    }
  }

  /** The usual response; undefined for any other. */
  #readWhole(memory: Buffer, bytes: number): HttpResponse | undefined {
    const start = memory.toString('latin1', 0, Math.min(bytes, usualHeadBytesMax));
    const end = start.indexOf('\r\n\r\n');
    if (end === -1) return undefined;
    const { status, bodyBytes, keepAliveMs } = this.#heads.read(start.slice(0, end + 2));
    if (status < 200 || bodyBytes !== bytes - end - 4 || bodyBytes > this.#bodyBytesMax) return undefined;
    return { status, text: memory.toString('utf8', end + 4, bytes), keepAliveMs };
  }

  #readHead(): HttpResponse | undefined {
    for (;;) {
      const end = this.#pending.indexOf(headEnd);
      if (end === -1) {
        if (this.#pending.length > headBytesMax) throw new HttpSyntaxError('The head of a response is too large.');
        return undefined;
      }
      const head = this.#heads.read(this.#pending.toString('latin1', 0, end + 2));
      const rest = this.#pending.subarray(end + 4);
      if (head.status < 200) {
        this.#pending = rest;
        continue;
      }
      this.#head = head;
      this.#pending = none;
      if (head.bodyBytes !== undefined && head.bodyBytes > this.#bodyBytesMax) throw new HttpBodyTooLargeError();
      return this.#readBody(rest);
    }
  }

  #readBody(chunk: Buffer): HttpResponse | undefined {
    const head = this.#head!;
    if (head.bodyBytes !== undefined) {
      const missing = head.bodyBytes - this.#partBytes;
      this.#keep(chunk.subarray(0, missing));
      return this.#partBytes === head.bodyBytes ? this.#finish(head, chunk.subarray(missing)) : undefined;
    }
    if (head.chunked) return this.#readChunks(head, chunk);
    this.#keep(chunk);
    return undefined;
  }

  #readChunks(head: Head, chunk: Buffer): HttpResponse | undefined {
    let rest = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk]);
    this.#pending = none;
    for (;;) {
      if (this.#chunkLeft === -1) {
        const lineEnd = rest.indexOf('\r\n');
        if (lineEnd === -1) break;
        const size = /^[0-9a-f]{1,8}(?=[ \t;]|$)/i.exec(rest.toString('latin1', 0, lineEnd));
        if (!size) throw new HttpSyntaxError('A chunk has no size.');
        const bytes = Number.parseInt(size[0], 16);
        if (bytes === 0) {
          // The last chunk: trailers and an empty line follow, from the end of the size's line on.
          const end = rest.indexOf(headEnd, lineEnd);
          if (end === -1) break;
          return this.#finish(head, rest.subarray(end + 4));
        }
        this.#chunkLeft = bytes;
        rest = rest.subarray(lineEnd + 2);
      }
      const part = rest.subarray(0, this.#chunkLeft);
      this.#keep(part);
      this.#chunkLeft -= part.length;
      rest = rest.subarray(part.length);
      if (this.#chunkLeft > 0) return undefined;
      // The line end after the chunk's data may come later.
      if (rest.length < 2) break;
      if (rest[0] !== 13 || rest[1] !== 10) throw new HttpSyntaxError("A chunk doesn't end where it says.");
      rest = rest.subarray(2);
      this.#chunkLeft = -1;
    }
    if (rest.length > headBytesMax) throw new HttpSyntaxError('A chunk has no end.');
    this.#pending = Buffer.from(rest);
    return undefined;
  }

  #keep(part: Buffer): void {
    if (part.length === 0) return;
    this.#partBytes += part.length;
    if (this.#partBytes > this.#bodyBytesMax) throw new HttpBodyTooLargeError();
    this.#parts.push(Buffer.from(part));
  }

  #finish(head: Head, leftover: Buffer): HttpResponse {
    // Bytes that belong to no request: whatever they are, this connection is not to be trusted with another.
    const keepAliveMs = leftover.length > 0 ? undefined : head.keepAliveMs;
    return { status: head.status, text: Buffer.concat(this.#parts, this.#partBytes).toString('utf8'), keepAliveMs };
  }
}
