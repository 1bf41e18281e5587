import { createHash } from 'node:crypto';
import { type DocumentNode, GraphQLError, type GraphQLSchema, Kind, type OperationDefinitionNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { EntityCache } from '../cache/port.ts';
import type { FetchDeps } from '../execute/compile-fetch.ts';
import { createMerge } from '../execute/merge.ts';
import type { Graph, PreparedOperation } from '../execute/port.ts';
import { prepareOperation } from '../execute/prepare-operation.ts';
import { createTypeNames } from '../execute/type-names.ts';
import { operationSize } from '../plan/operation-size.ts';
import { createOverrideLabels } from '../plan/override-labels.ts';
import { createPlanOperation } from '../plan/plan-operation.ts';
import { createPlanningThread } from '../plan/planning-thread.ts';
import type { LoadedSupergraph } from './load-supergraph.ts';

/** How operations are planned and kept. */
export interface PreparationOptions {
  /** The memory that prepared operations may take, in bytes, by estimate. */
  readonly keptBytesMax: number;
  /** Operations that ask for more fields than this, fragments written out, are planned in a thread of their own. */
  readonly fieldsInlineMax: number;
  /** How long that thread may take for one. */
  readonly planningTimeMaxMs: number;
  /** Whether fetches of one subgraph go out as one request where they can (plan/fuse-plan.ts). */
  readonly fuse: boolean;
}

/**
 * 64 MiB is some thousand operations. A hundred fields take the planner about 10 ms, which is what others can be kept
 * waiting; an operation that takes it more than 5 s will do so for whoever sends it next.
 */
export const preparationDefaults: PreparationOptions = {
  keptBytesMax: 64 * 1024 * 1024,
  fieldsInlineMax: 100,
  planningTimeMaxMs: 5_000,
  fuse: true,
};

/** An operation as it was asked for. */
export interface UsedOperation {
  readonly document: DocumentNode;
  readonly documentId: string;
  readonly operationName: string | null;
}

/** A graph and what only its store needs of it. */
export interface KeptGraph {
  readonly graph: Graph;
  /** The operations in use, the last used first. */
  used(): readonly UsedOperation[];
  /** Ends its planning thread once nobody waits for it. Operations that are prepared go on. */
  close(): void;
}

/** Makes the graph of one loaded supergraph. */
export function createGraph(
  loaded: LoadedSupergraph,
  options: PreparationOptions,
  deps: Pick<FetchDeps, 'transport' | 'onFailure' | 'onInternalError'> & {
    /** Told of every operation that is asked for, and whether it was kept. */
    readonly onPrepare?: (kept: boolean) => void;
    /** Gives what entities of a graph are kept in; null where nothing of it is kept. */
    readonly entityCacheOf?: (supergraphSchema: GraphQLSchema) => EntityCache | null;
  },
): KeptGraph {
  const typeNames = createTypeNames(loaded.supergraphSchema);
  const prepareDeps = {
    ...deps,
    fuse: options.fuse,
    typeNames,
    hasType: (service: string, typeName: string) => loaded.typesBySubgraph.get(service)?.has(typeName) ?? false,
    merge: createMerge(typeNames.isAbstract),
    apiSchema: loaded.apiSchema as GraphQLSchema,
    supergraphSchema: loaded.supergraphSchema,
    subgraphTypes: loaded.subgraphTypes,
    entityCache: deps.entityCacheOf?.(loaded.supergraphSchema),
  };
  const planHere = createPlanOperation(loaded.planner, loaded.plannerSchema, loaded.mended);
  const thread = createPlanningThread(loaded.mended, options.planningTimeMaxMs);
  const kept = new LRUCache<string, { prepared: PreparedOperation; used: UsedOperation }>({
    maxSize: options.keptBytesMax,
  });
  /** Those being planned in the thread: whoever asks for one meanwhile waits with the first. */
  const underWay = new Map<string, Promise<PreparedOperation>>();

  const overrides = createOverrideLabels(loaded.supergraphSchema);

  const prepareLarge = async (
    used: UsedOperation,
    operation: OperationDefinitionNode,
    labels: readonly string[],
    size: number,
    key: string,
  ) => {
    const plan = await thread.plan(used.document, used.operationName, labels);
    const prepared = prepareOperation({ document: used.document, operation, plan }, prepareDeps);
    kept.set(key, { prepared, used }, { size: keptBytes(used.document, size) });
    return prepared;
  };

  const graph: Graph = {
    id: createHash('sha256').update(loaded.sdl).digest('hex'),
    apiSchema: loaded.apiSchema,
    supergraphSchema: loaded.supergraphSchema,
    prepare: (document, documentId, operationName) => {
      const labels = overrides.draw(document);
      const name = operationName === null ? documentId : `${documentId} ${operationName}`;
      const key = labels.length === 0 ? name : `${name} ${labels.join()}`;
      const found = kept.get(key)?.prepared ?? underWay.get(key);
      deps.onPrepare?.(found !== undefined);
      if (found) return found;
      const operation = findOperation(document, operationName);
      const used = { document, documentId, operationName };
      const size = operationSize(document);
      if (size > options.fieldsInlineMax) {
        const promise = prepareLarge(used, operation, labels, size, key).finally(() => underWay.delete(key));
        underWay.set(key, promise);
        return promise;
      }
      const plan = planHere(document, operationName, labels);
      const prepared = prepareOperation({ document, operation, plan }, prepareDeps);
      kept.set(key, { prepared, used }, { size: keptBytes(document, size) });
      return prepared;
    },
  };
  return { graph, used: () => [...kept.values()].map(({ used }) => used), close: () => thread.close() };
}

/**
 * Estimates what a prepared operation keeps alive: its document's nodes (each with its place in the text takes about
 * 600 bytes) and, per field, the closures that fetch and write it.
 */
function keptBytes(document: DocumentNode, fields: number): number {
  const textLength = document.loc?.source.body.length ?? 0;
  return 4_096 + 80 * textLength + 1_500 * Math.min(fields, textLength);
}

/** GetOperation of the spec. */
function findOperation(document: DocumentNode, operationName: string | null): OperationDefinitionNode {
  const operations = document.definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION);
  const found = operationName === null ? operations : operations.filter((node) => node.name?.value === operationName);
  if (found.length === 1) return found[0]!;
  const message =
    operationName !== null
      ? `Unknown operation named "${operationName}".`
      : operations.length > 1
        ? 'Must provide operation name if query contains multiple operations.'
        : 'Must provide an operation.';
  throw new GraphQLError(message, { extensions: { code: 'OPERATION_RESOLUTION_FAILURE' } });
}
