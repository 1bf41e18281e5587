import { HttpTransport, type HttpTransportOptions } from './http-transport.ts';
import { SubgraphFailure, type TransportFactory } from './transport.ts';
import { createUndiciTransport } from './undici-transport.ts';

/**
 * 10 s is what a person waits at most; 16 MiB is ten times the largest page a list of 100 gives; 128 connections keep
 * a subgraph on one machine busy long before a queue forms, and stay far below any limit on open files.
 */
export const transportDefaults: HttpTransportOptions = {
  timeoutMs: 10_000,
  responseBytesMax: 16 * 1024 * 1024,
  connectionsMax: 128,
  // An answer that is slow would hold up those behind it, and it costs more than it saves (docs/router-benchmark.md).
  pipelining: 1,
  http2: false,
};

/**
 * Chooses the way to a subgraph by its URL: `http:` over TCP, `unix:///run/users.sock?path=/graphql` over a Unix socket,
 * `https:` and whatever is pipelined over undici. A URL of any other kind has no server behind it.
 */
export function createTransportFactory(options: Partial<HttpTransportOptions> = {}): TransportFactory {
  const limits = { ...transportDefaults, ...options };
  return ({ name, url }) => {
    const { protocol, hostname, port, pathname, search, searchParams, host } = new URL(url);
    const isPipelined = limits.pipelining > 1 && (protocol === 'http:' || protocol === 'unix:');
    if (isPipelined || protocol === 'https:') return createUndiciTransport({ name, url }, limits);
    if (protocol === 'http:')
      return new HttpTransport(
        {
          name,
          address: { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || 80) },
          host,
          path: `${pathname}${search}`,
        },
        limits,
      );
    if (protocol === 'unix:')
      return new HttpTransport(
        { name, address: { socketPath: pathname }, host: 'localhost', path: searchParams.get('path') ?? '/graphql' },
        limits,
      );
    // A subgraph that no server stands behind (the log is one): composed like any, but never asked over HTTP.
    const failure = new SubgraphFailure('SUBGRAPH_UNAVAILABLE', `The subgraph "${name}" has no server.`);
    return { send: () => Promise.reject(failure), close: () => Promise.resolve() };
  };
}
