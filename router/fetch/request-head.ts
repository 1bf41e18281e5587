import { timeoutHeader } from '../../platform/http/claim.ts';
import { remainingMs } from './deadline-of.ts';
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
  timeoutHeader,
]);

const nameSyntax = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
/** What a header's value may have (RFC 9110): no line ends, so that no value can become another header. */
const valueSyntax = /^[\t\x20-\x7e\x80-\xff]*$/;

/**
 * Writes a whole request, of which all that doesn't change is written once. The subgraph is told how
 * long it is waited for, `timeoutMs` at most: a time and not an hour, because clocks differ.
 */
export function createRequestHead(
  host: string,
  path: string,
  timeoutMs: number,
): (request: SubgraphRequest, bodyBytes: number) => string {
  const known = new Map<string, string | undefined>();
  const start = `POST ${path} HTTP/1.1\r\nhost: ${host}\r\ncontent-type: application/json\r\naccept: application/json\r\n`;
  return ({ headers, body, signal }, bodyBytes) => {
    const time = remainingMs(signal, timeoutMs);
    return `${start}${writeHeaders(headers, known)}${timeoutHeader}: ${time}\r\ncontent-length: ${bodyBytes}\r\n\r\n${body}`;
  };
}

/** Names are the config's and the router's own; these are far more than one has. */
const knownMax = 100;

/** `known` keeps what each name is written as; undefined for one that isn't. */
function writeHeaders(headers: Readonly<Record<string, string>>, known: Map<string, string | undefined>): string {
  let text = '';
  for (const name in headers) {
    if (!known.has(name)) {
      if (known.size >= knownMax) known.clear();
      known.set(name, labelOf(name));
    }
    const label = known.get(name);
    if (label === undefined) continue;
    const value = headers[name]!;
    if (!valueSyntax.test(value)) throw new TypeError(`The header ${name} can't be sent.`);
    text += `${label}${value}\r\n`;
  }
  return text;
}

function labelOf(name: string): string | undefined {
  if (ownHeaders.has(name.toLowerCase())) return undefined;
  if (!nameSyntax.test(name)) throw new TypeError(`The header ${name} can't be sent.`);
  return `${name}: `;
}
