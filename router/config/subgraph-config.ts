import { z } from 'zod';
import type { Logger } from '../../platform/telemetry/logger.ts';
import { coalesce } from '../fetch/coalesce.ts';
import { createTransportFactory, transportDefaults } from '../fetch/create-transport.ts';
import { createResilientTransport, type ResilienceWatch, resilienceDefaults } from '../fetch/resilient-transport.ts';
import type { TransportFactory } from '../fetch/transport.ts';

/**
 * How many requests may wait for a connection, beside those that have one: with the 128 connections of
 * `transportDefaults` four rounds of answers, which is as long as waiting is better than an error.
 */
const waitingMaxDefault = 512;

/**
 * Limits of the way to a subgraph; what is left out is as `transportDefaults` (fetch/create-transport.ts) and
 * `resilienceDefaults` (fetch/resilient-transport.ts) have it.
 */
const limits = {
  /** How long one attempt of a request may take, in milliseconds. */
  timeoutMs: z.int().positive().optional(),
  /** The most bytes one response may have. */
  responseBytesMax: z.int().positive().optional(),
  /** The most connections kept open at once. */
  connectionsMax: z.int().positive().optional(),
  /** The most queries under way at once on one connection (HTTP/1.1 pipelining). 1 unless told: see docs/router-benchmark.md. */
  pipelining: z.int().min(1).max(100).optional(),
  /** Whether HTTP/2 is offered to a subgraph behind TLS. Off unless told. */
  http2: z.boolean().optional(),
  /** The most requests that wait for a connection; past it they fail at once as `SUBGRAPH_UNAVAILABLE`. */
  waitingMax: z.int().nonnegative().optional(),
  /** How often a query that didn't come through is sent again. 0 turns retries off. */
  retriesMax: z.int().nonnegative().max(10).optional(),
  /** Failures that are retried in a row before retries stop, doubled; every tenth answer earns one back. */
  retryBudget: z.int().positive().optional(),
  /** The share of failures above which the subgraph isn't asked for a moment, */
  circuitFailureShare: z.number().gt(0).lt(1).optional(),
  /** of the requests within so many milliseconds, */
  circuitWindowMs: z.int().min(100).optional(),
  /** if they are at least so many. */
  circuitRequestsMin: z.int().positive().optional(),
  /** After so many milliseconds one request tries whether the subgraph is back. */
  circuitOpenMs: z.int().positive().optional(),
  /** Whether identical queries under way at once go out once (fetch/coalesce.ts). Off: it costs where few are identical. */
  coalesce: z.boolean().optional(),
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
export function subgraphTransports(
  subgraphs: Subgraphs,
  traffic: z.infer<typeof trafficSchema>,
  logger: Logger,
  watchOf?: (subgraph: string) => ResilienceWatch,
): TransportFactory {
  return (subgraph) => {
    const { name } = subgraph;
    const own = Object.hasOwn(subgraphs, name) ? subgraphs[name] : undefined;
    const { url: _, ...limitsOfIt } = own ?? {};
    const defaults = { ...transportDefaults, ...resilienceDefaults, waitingMax: waitingMaxDefault, coalesce: false };
    const settings = { ...defaults, ...given(traffic), ...given(limitsOfIt) };
    const underWayMax = settings.connectionsMax + settings.waitingMax;
    const transport = createResilientTransport(
      createTransportFactory(settings)(subgraph),
      name,
      { ...settings, underWayMax },
      logged(name, logger, watchOf?.(name)),
    );
    return settings.coalesce ? coalesce(transport) : transport;
  };
}

/** The same watch, with a line in the log for the circuit. */
function logged(subgraph: string, logger: Logger, watch: ResilienceWatch | undefined): ResilienceWatch {
  return {
    circuit(state) {
      watch?.circuit(state);
      if (state === 'open') logger.warn({ subgraph }, 'the circuit to a subgraph opened: it is not asked for a moment');
      else logger.info({ subgraph }, 'the circuit to a subgraph closed: it answers again');
    },
    budget: (tokens) => watch?.budget(tokens),
    retry: (outcome) => watch?.retry(outcome),
    refused: (reason) => watch?.refused(reason),
  };
}

/** Without what is undefined, which would hide a default. */
function given<Options extends object>(options: Options): Partial<Options> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Partial<Options>;
}
