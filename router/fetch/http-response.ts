/** What came is not HTTP/1.1 as this client understands it. */
export class HttpSyntaxError extends Error {
  override readonly name = 'HttpSyntaxError';
}

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

/** Node's servers close idle connections after 5 s and say so; one that says nothing is taken to do the same. */
const keepAliveMsDefault = 5_000;

/** Subtracted from what a server promises, for the time a request is on its way. */
const keepAliveMarginMs = 1_000;

const headEnd = Buffer.from('\r\n\r\n');
const none = Buffer.alloc(0);

/**
 * Reads one response after the other out of chunks as they come. It knows what RFC 9112 lets a server send to a POST:
 * interim responses, a body with a length, in chunks, or up to the end of the connection. Most responses come whole in
 * one chunk, and that is the fast way through.
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

  constructor(bodyBytesMax: number) {
    this.#bodyBytesMax = bodyBytesMax;
  }

  /** Takes a chunk (copied where it must be kept); returns the response once it is whole. Throws what is wrong with it. */
  read(chunk: Buffer): HttpResponse | undefined {
    this.started = true;
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

  #readHead(): HttpResponse | undefined {
    for (;;) {
      const end = this.#pending.indexOf(headEnd);
      if (end === -1) {
        if (this.#pending.length > headBytesMax) throw new HttpSyntaxError('The head of a response is too large.');
        return undefined;
      }
      const head = parseHead(this.#pending.toString('latin1', 0, end + 2));
      const rest = this.#pending.subarray(end + 4);
      if (head.status < 200) {
        this.#pending = rest;
        continue;
      }
      this.#head = head;
      this.#pending = none;
      if (head.bodyBytes !== undefined && head.bodyBytes > this.#bodyBytesMax) throw new HttpBodyTooLargeError();
      if (rest.length === head.bodyBytes)
        return { status: head.status, text: rest.toString('utf8'), keepAliveMs: head.keepAliveMs };
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

interface Head {
  readonly status: number;
  /** The body's length; undefined where it is chunked or ends with the connection. */
  readonly bodyBytes: number | undefined;
  readonly chunked: boolean;
  readonly keepAliveMs: number | undefined;
}

/** `text` is the status line and all header lines, each with its line end. */
function parseHead(text: string): Head {
  const line = /^HTTP\/1\.([01]) (\d{3})(?: |\r)/.exec(text);
  if (!line) throw new HttpSyntaxError('What came is no HTTP/1.1 response.');
  const status = Number(line[2]);
  const chunked = /\r\ntransfer-encoding:[^\r]*chunked/i.test(text);
  const length = /\r\ncontent-length:[ \t]*(\d{1,15})[ \t]*\r\n/i.exec(text);
  const bodyBytes = status === 204 || status === 304 ? 0 : length && !chunked ? Number(length[1]) : undefined;
  const closes = line[1] === '0' || /\r\nconnection:[^\r]*close/i.test(text) || (bodyBytes === undefined && !chunked);
  if (closes) return { status, bodyBytes, chunked, keepAliveMs: undefined };
  const promised = /\r\nkeep-alive:[^\r]*timeout=(\d{1,6})/i.exec(text);
  const keepAliveMs = (promised ? Number(promised[1]) * 1_000 : keepAliveMsDefault) - keepAliveMarginMs;
  return { status, bodyBytes, chunked, keepAliveMs: keepAliveMs > 0 ? keepAliveMs : undefined };
}
