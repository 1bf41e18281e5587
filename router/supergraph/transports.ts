import type { SubgraphTransport, TransportFactory } from '../fetch/transport.ts';

/**
 * How long connections to a URL that no graph names any more stay open: requests that began with an older graph go on
 * with it, and none takes longer than this.
 */
const graceMs = 60_000;

/** The ways to the subgraphs, kept across reloads as long as a subgraph's URL stays the same. */
export interface Transports {
  /** The transports of one graph, by subgraph name. Those that no graph needs any more are closed after a while. */
  use(
    subgraphs: ReadonlyMap<string, { readonly name: string; readonly url: string }>,
  ): (name: string) => SubgraphTransport;
  close(): Promise<void>;
}

/** Makes transports as they are needed. */
export function createTransports(factory: TransportFactory, urls: Readonly<Record<string, string>>): Transports {
  let open = new Map<string, SubgraphTransport>();
  const retired = new Map<SubgraphTransport, NodeJS.Timeout>();
  return {
    use: (subgraphs) => {
      const next = new Map<string, SubgraphTransport>();
      const byName = new Map<string, SubgraphTransport>();
      for (const { name, url: composedUrl } of subgraphs.values()) {
        const url = Object.hasOwn(urls, name) ? urls[name]! : composedUrl;
        const key = `${name} ${url}`;
        const transport = open.get(key) ?? factory({ name, url });
        next.set(key, transport);
        byName.set(name, transport);
      }
      for (const [key, transport] of open) {
        if (next.has(key)) continue;
        const timer = setTimeout(() => {
          retired.delete(transport);
          void transport.close();
        }, graceMs);
        timer.unref();
        retired.set(transport, timer);
      }
      open = next;
      return (name) => {
        const transport = byName.get(name);
        if (!transport) throw new Error(`The supergraph has no subgraph "${name}".`);
        return transport;
      };
    },
    close: async () => {
      for (const timer of retired.values()) clearTimeout(timer);
      await Promise.all([...open.values(), ...retired.keys()].map((transport) => transport.close()));
    },
  };
}
