import { z } from 'zod';
import { createTransportFactory } from '../fetch/create-transport.ts';
import type { TransportFactory } from '../fetch/transport.ts';

/** Limits of the way to a subgraph; what is left out is as `transportDefaults` (fetch/create-transport.ts) has it. */
const limits = {
  /** How long one request may take in all, in milliseconds. */
  timeoutMs: z.int().positive().optional(),
  /** The most bytes one response may have. */
  responseBytesMax: z.int().positive().optional(),
  /** The most connections kept open at once. */
  connectionsMax: z.int().positive().optional(),
};

/** One subgraph, by its name in the supergraph. */
export const subgraphSchema = z.strictObject({
  /** Where it is, in place of the URL composed into the supergraph: `http:`, `https:` or `unix:/path?path=/graphql`. */
  url: z.url().optional(),
  ...limits,
});

/** What holds for every subgraph that doesn't say otherwise. */
export const trafficSchema = z.strictObject(limits);

type Subgraphs = Readonly<Record<string, z.infer<typeof subgraphSchema>>>;

/** The URLs that the config gives, by subgraph name. */
export function subgraphUrls(subgraphs: Subgraphs): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(subgraphs).flatMap(([name, { url }]) => (url ? [[name, url]] : [])));
}

/** Reaches each subgraph within its own limits. */
export function subgraphTransports(subgraphs: Subgraphs, traffic: z.infer<typeof trafficSchema>): TransportFactory {
  return (subgraph) => {
    const own = Object.hasOwn(subgraphs, subgraph.name) ? subgraphs[subgraph.name] : undefined;
    const { url: _, ...limitsOfIt } = own ?? {};
    return createTransportFactory(given({ ...given(traffic), ...given(limitsOfIt) }))(subgraph);
  };
}

/** Without what is undefined, which would hide a default. */
function given<Options extends object>(options: Options): Partial<Options> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Partial<Options>;
}
