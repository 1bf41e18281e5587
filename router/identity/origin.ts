import { createHmac } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { isIPv4, isIPv6 } from 'node:net';
import { LRUCache } from 'lru-cache';
import type { Origin } from './caller.ts';

/** Longer names are cut: they only name a client in logs and events. */
const clientNameMax = 100;
/** A device id is an opaque id that a client made; longer ones are cut before they are hashed. */
const deviceIdMax = 200;
/** Hashes that are kept: an address has many devices behind it. */
const hashesMax = 50_000;
/** Origins that are kept, so that those in use cost a lookup; each takes some hundred bytes. */
const originsMax = 50_000;

/**
 * Reads where requests come from. Addresses and device ids leave as keyed hashes only, so that nothing behind the router
 * can tell a person's address and everything can tell that two are the same.
 *
 * `trustedProxyHops` is how many proxies of ours stand in front: the address is then the entry of X-Forwarded-For that
 * the outermost of them wrote. With 0 the header is a claim of the client and is ignored.
 */
export function createOriginReader(options: {
  hashSecret: string;
  trustedProxyHops: number;
}): (request: IncomingMessage) => Origin {
  const hash = createHasher(options.hashSecret);
  const known = new LRUCache<string, KnownOrigin>({ max: originsMax });
  return (request) => {
    const address = clientAddress(request, options.trustedProxyHops);
    const device = header(request, 'x-device-id', deviceIdMax);
    const client = header(request, clientNameKey, clientNameMax);
    const clientVersion = header(request, clientVersionKey, clientNameMax);
    // No header's value has a line end.
    const key = `${address}\n${device ?? ''}\n${client ?? ''}\n${clientVersion ?? ''}`;
    let origin = known.get(key);
    if (origin === undefined) {
      origin = new KnownOrigin(
        hash('address', address, normaliseAddress),
        device === null ? null : hash('device', device, asIs),
        client,
        clientVersion,
      );
      known.set(key, origin);
    }
    return origin;
  };
}

/** An origin that is the same object on each of its requests, as long as it is kept. */
export class KnownOrigin implements Origin {
  readonly address: string;
  readonly device: string | null;
  readonly client: string | null;
  readonly clientVersion: string | null;

  constructor(address: string, device: string | null, client: string | null, clientVersion: string | null) {
    this.address = address;
    this.device = device;
    this.client = client;
    this.clientVersion = clientVersion;
  }
}

const clientNameKey = 'apollographql-client-name';
const clientVersionKey = 'apollographql-client-version';

/**
 * The origin with the client's name and version out of a WebSocket's first message, under the headers' names: a browser
 * can't set headers on a WebSocket. What the message doesn't say stays as the request said it.
 */
export function withClientOf(payload: Readonly<Record<string, unknown>>, origin: Origin): Origin {
  const said = (key: string): string | null => {
    const value = payload[key];
    return typeof value === 'string' && value !== '' ? value.slice(0, clientNameMax) : null;
  };
  const client = said(clientNameKey);
  // A version belongs to the name that it came with.
  return client === null ? origin : { ...origin, client, clientVersion: said(clientVersionKey) };
}

const asIs = (value: string): string => value;

function createHasher(secret: string): (kind: string, value: string, normalise: (value: string) => string) => string {
  const known = new LRUCache<string, string>({ max: hashesMax });
  return (kind, value, normalise) => {
    const key = `${kind}:${value}`;
    let hash = known.get(key);
    if (hash === undefined) {
      hash = createHmac('sha256', secret)
        .update(`${kind}:${normalise(value)}`)
        .digest('base64url');
      known.set(key, hash);
    }
    return hash;
  };
}

/** The client's address as the socket or the trusted proxy writes it. */
function clientAddress(request: IncomingMessage, trustedProxyHops: number): string {
  const socket = request.socket.remoteAddress ?? 'unknown';
  if (trustedProxyHops === 0) return socket;
  const forwarded = (request.headers['x-forwarded-for'] as string | undefined)?.split(',').map((entry) => entry.trim());
  // The last entry was written by the proxy next to us, about whom it talked to; each hop further out is one before.
  const claimed = forwarded?.at(-trustedProxyHops) ?? '';
  return isIPv4(claimed) || isIPv6(claimed) ? claimed : socket;
}

/** An IPv4 address, or the /64 of an IPv6 one, because a household or a host owns all of that. */
function normaliseAddress(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  if (mapped) return mapped[1]!;
  if (!isIPv6(address)) return address;
  const [before = '', after] = address.split('%')[0]!.split('::');
  const head = before === '' ? [] : before.split(':');
  const tail = after ? after.split(':') : [];
  const groups = after === undefined ? head : [...head, ...Array(8 - head.length - tail.length).fill('0'), ...tail];
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}

function header(request: IncomingMessage, name: string, max: number): string | null {
  const value = request.headers[name];
  return typeof value === 'string' && value !== '' ? value.slice(0, max) : null;
}
