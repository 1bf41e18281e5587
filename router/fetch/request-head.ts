import type { SubgraphRequest } from './transport.ts';

/** These say how the request itself is sent, or are always the same; a client's are not passed on. */
const ownHeaders = new Set([
  'host',
  'connection',
  'keep-alive',
  'transfer-encoding',
  'content-length',
  'content-type',
  'accept',
  'upgrade',
  'expect',
  'te',
  'trailer',
]);

const nameSyntax = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
/** What a header's value may have (RFC 9110): no line ends, so that no value can become another header. */
const valueSyntax = /^[\t\x20-\x7e\x80-\xff]*$/;

/** Writes a whole request: all that doesn't change once, a run's headers once for all of its requests. */
export function createRequestHead(host: string, path: string): (request: SubgraphRequest) => string {
  const start = `POST ${path} HTTP/1.1\r\nhost: ${host}\r\ncontent-type: application/json\r\naccept: application/json\r\n`;
  const written = new WeakMap<object, string>();
  return ({ headers, body }) => {
    let own = written.get(headers);
    if (own === undefined) {
      own = writeHeaders(headers);
      written.set(headers, own);
    }
    return `${start}${own}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
  };
}

function writeHeaders(headers: Readonly<Record<string, string>>): string {
  let text = '';
  for (const name of Object.keys(headers)) {
    const value = headers[name]!;
    if (ownHeaders.has(name.toLowerCase())) continue;
    if (!nameSyntax.test(name) || !valueSyntax.test(value)) throw new TypeError(`The header ${name} can't be sent.`);
    text += `${name}: ${value}\r\n`;
  }
  return text;
}
