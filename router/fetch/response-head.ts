/** What came is not HTTP/1.1 as this client understands it. */
export class HttpSyntaxError extends Error {
  override readonly name = 'HttpSyntaxError';
}

/** What a response's head says of what follows it. */
export interface Head {
  readonly status: number;
  /** The body's length; undefined where it is chunked or ends with the connection. */
  readonly bodyBytes: number | undefined;
  readonly chunked: boolean;
  readonly keepAliveMs: number | undefined;
}

/** Node's servers close idle connections after 5 s and say so; one that says nothing is taken to do the same. */
const keepAliveMsDefault = 5_000;

/** Subtracted from what a server promises, for the time a request is on its way. */
const keepAliveMarginMs = 1_000;

/** A head with what comes before its length's digits and after them. */
interface KnownHead {
  readonly head: Head;
  readonly before: string;
  readonly after: string;
}

/**
 * Reads the heads of one connection's responses. They are alike until the server's clock has another second for their
 * Date, but for the body's length: of one that is, nothing but the length is read.
 */
export class HeadReader {
  #known: KnownHead | undefined;

  /** Reads the status line and all header lines, each with its line end. Throws an HttpSyntaxError. */
  read(text: string): Head {
    const known = this.#known;
    if (known) {
      const bodyBytes = lengthIn(text, known);
      const { status, keepAliveMs } = known.head;
      if (bodyBytes !== undefined) return { status, bodyBytes, chunked: false, keepAliveMs };
    }
    return this.#parse(text);
  }

  #parse(text: string): Head {
    const line = /^HTTP\/1\.([01]) (\d{3})(?: |\r)/.exec(text);
    if (!line) throw new HttpSyntaxError('What came is no HTTP/1.1 response.');
    const status = Number(line[2]);
    const chunked = /\r\ntransfer-encoding:[^\r]*chunked/i.test(text);
    const length = /\r\ncontent-length:[ \t]*(\d{1,15})(?=[ \t]*\r\n)/i.exec(text);
    const hasBody = status !== 204 && status !== 304;
    const bodyBytes = !hasBody ? 0 : length && !chunked ? Number(length[1]) : undefined;
    const closes = line[1] === '0' || /\r\nconnection:[^\r]*close/i.test(text) || (bodyBytes === undefined && !chunked);
    const head = { status, bodyBytes, chunked, keepAliveMs: closes ? undefined : keepAliveMsOf(text) };
    if (length && !chunked && hasBody) {
      const end = length.index + length[0].length;
      this.#known = { head, before: text.slice(0, end - length[1]!.length), after: text.slice(end) };
    }
    return head;
  }
}

function keepAliveMsOf(text: string): number | undefined {
  const promised = /\r\nkeep-alive:[^\r]*timeout=(\d{1,6})/i.exec(text);
  const ms = (promised ? Number(promised[1]) * 1_000 : keepAliveMsDefault) - keepAliveMarginMs;
  return ms > 0 ? ms : undefined;
}

/** The length in a head that is like a known one; undefined where it differs in anything else. */
function lengthIn(text: string, { before, after }: KnownHead): number | undefined {
  const end = text.length - after.length;
  if (end <= before.length || end > before.length + 15 || !text.startsWith(before) || !text.endsWith(after))
    return undefined;
  let length = 0;
  for (let index = before.length; index < end; index++) {
    const digit = text.charCodeAt(index) - 48;
    if (digit < 0 || digit > 9) return undefined;
    length = length * 10 + digit;
  }
  return length;
}
