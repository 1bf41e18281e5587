import { readFile } from 'node:fs/promises';
import type { GraphQLSchema } from 'graphql';
import type { Logger } from '../../platform/telemetry/logger.ts';
import type { EntityCache } from '../cache/port.ts';
import type { Graph, GraphStore } from '../execute/port.ts';
import { createTransportFactory } from '../fetch/create-transport.ts';
import type { TransportFactory } from '../fetch/transport.ts';
import { createGraph, type KeptGraph, type PreparationOptions, preparationDefaults } from './graph.ts';
import { createSupergraphLoader } from './load-supergraph.ts';
import { supergraphError } from './supergraph-error.ts';
import { createTransports } from './transports.ts';
import { warmUp } from './warm-up.ts';
import { watchFile } from './watch-file.ts';

/** Where a supergraph comes from and how its subgraphs are reached. Give a file or a text. */
export interface GraphStoreOptions {
  readonly supergraphFile?: string;
  readonly supergraphSdl?: string;
  /** Whether a changed file takes over while requests go on; it does unless told. */
  readonly watch?: boolean;
  /** URLs by subgraph name, in place of those in the supergraph. */
  readonly subgraphUrls?: Readonly<Record<string, string>>;
  /** How subgraphs are reached; with the limits of `transportDefaults` unless told. */
  readonly transport?: TransportFactory;
  /** How operations are planned and kept, where that differs from `preparationDefaults`. */
  readonly preparation?: Partial<PreparationOptions>;
  /** Told of every operation that is asked for, and whether it was kept. */
  readonly onPrepare?: (kept: boolean) => void;
  /** Gives what entities of a graph are kept in; nothing is kept unless told. */
  readonly entityCacheOf?: (supergraphSchema: GraphQLSchema) => EntityCache | null;
  readonly logger: Logger;
}

/**
 * Loads a supergraph and keeps it current. Rejects when the first one can't be loaded; a later one that can't is logged
 * and the graph stays as it was. Whoever holds a graph keeps it whole: a change is a new one beside it.
 */
export async function createGraphStore(options: GraphStoreOptions): Promise<GraphStore> {
  const { logger, supergraphFile } = options;
  const loader = createSupergraphLoader({
    debug: (message) => logger.debug(message),
    info: (message) => logger.debug(message),
    warn: (message) => logger.warn(message),
    error: (message) => logger.debug(message),
  });
  const transports = createTransports(options.transport ?? createTransportFactory(), options.subgraphUrls ?? {});
  const listeners = new Set<(graph: Graph) => void>();

  const load = async (sdl: string): Promise<KeptGraph> => {
    const loaded = await loader.load(sdl);
    return createGraph(
      loaded,
      { ...preparationDefaults, ...options.preparation },
      {
        transport: transports.use(loaded.subgraphs),
        onFailure: (service, failure) => {
          const { code, reason } = failure;
          // The refused ones are told of as a whole, when the circuit opens: one line each would drown what it opened for.
          if (reason) logger.debug({ service, code, reason }, 'a subgraph was not asked');
          else logger.warn({ service, code, err: failure.cause ?? failure }, 'a subgraph request failed');
        },
        onInternalError: (error) => logger.error({ err: error }, 'an operation failed inside the router'),
        onPrepare: options.onPrepare,
        entityCacheOf: options.entityCacheOf,
      },
    );
  };

  const loadFirst = async (): Promise<{ text: string; graph: KeptGraph }> => {
    try {
      const text = supergraphFile === undefined ? options.supergraphSdl : await readFile(supergraphFile, 'utf8');
      if (text === undefined) throw new Error('A file or a text is needed.');
      return { text, graph: await load(text) };
    } catch (error) {
      throw supergraphError(error, supergraphFile ?? null);
    }
  };
  const first = await loadFirst();
  let { text, graph: current } = first;
  /** What was said last of a change, which is said once however often the file is looked at. */
  let told: string | undefined;

  const reload = async (file: string): Promise<void> => {
    try {
      const changed = await readFile(file, 'utf8');
      if (changed === text) {
        told = undefined;
        return;
      }
      // Remembered even if it is broken, so that it is reported once.
      text = changed;
      const next = await load(changed);
      await warmUp(next.graph, current.used());
      const before = current;
      current = next;
      before.close();
      told = undefined;
    } catch (error) {
      const { message } = supergraphError(error, file);
      const say = `the changed supergraph was not loaded; the one before stays. ${message}`;
      if (message === told) logger.debug({ file }, say);
      else logger.error({ file }, say);
      told = message;
      return;
    }
    logger.info({ file, graph: current.graph.id }, 'a changed supergraph took over');
    for (const listener of listeners) listener(current.graph);
  };
  const stopWatching =
    supergraphFile !== undefined && options.watch !== false
      ? watchFile(supergraphFile, () => reload(supergraphFile))
      : () => {};

  return {
    current: () => current.graph,
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: async () => {
      stopWatching();
      current.close();
      await loader.stop();
      await transports.close();
    },
  };
}
