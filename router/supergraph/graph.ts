import { createHash } from 'node:crypto';
import { type DocumentNode, GraphQLError, Kind, type OperationDefinitionNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { FetchDeps } from '../execute/compile-fetch.ts';
import { createMerge } from '../execute/merge.ts';
import type { Graph, PreparedOperation } from '../execute/port.ts';
import { prepareOperation } from '../execute/prepare-operation.ts';
import { createTypeNames } from '../execute/type-names.ts';
import { createPlanOperation } from '../plan/plan-operation.ts';
import type { LoadedSupergraph } from './load-supergraph.ts';

/** Prepared operations kept per graph: what the clients of one product send is some hundreds. */
const preparedMax = 2_000;

/** Makes the graph of one loaded supergraph. */
export function createGraph(
  loaded: LoadedSupergraph,
  deps: Pick<FetchDeps, 'transport' | 'onFailure' | 'onInternalError'>,
): Graph {
  const typeNames = createTypeNames(loaded.supergraphSchema);
  const prepareDeps = {
    ...deps,
    typeNames,
    hasType: (service: string, typeName: string) => loaded.typesBySubgraph.get(service)?.has(typeName) ?? false,
    merge: createMerge(typeNames.isAbstract),
    apiSchema: loaded.apiSchema,
    supergraphSchema: loaded.supergraphSchema,
  };
  const planOperation = createPlanOperation(loaded.planner, loaded.plannerSchema, loaded.requiredArguments);
  const prepared = new LRUCache<string, PreparedOperation>({ max: preparedMax });

  return {
    id: createHash('sha256').update(loaded.sdl).digest('hex'),
    apiSchema: loaded.apiSchema,
    supergraphSchema: loaded.supergraphSchema,
    prepare: (document, documentId, operationName) => {
      const key = operationName === null ? documentId : `${documentId} ${operationName}`;
      const kept = prepared.get(key);
      if (kept) return kept;
      const operation = findOperation(document, operationName);
      const plan = planOperation(document, operationName);
      const made = prepareOperation({ document, operation, plan }, prepareDeps);
      prepared.set(key, made);
      return made;
    },
  };
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
