import type { FetchNode } from '@apollo/query-planner';
import {
  type DocumentNode,
  type FieldNode,
  type GraphQLObjectType,
  getNullableType,
  isObjectType,
  Kind,
  parse,
  type SelectionSetNode,
} from 'graphql';
import { responseName } from '../../execute/root-fields.ts';
import type { ResponsePath } from '../../execute/run.ts';
import type { AskedOperation } from './keep-members.ts';
import { isTypeName, typeNameField } from './own-selection.ts';
import type { PlannedFetch } from './resolve-plan.ts';
import { writeOperation } from './write-operation.ts';

/** What another subgraph answers of a fetch of root fields, where its own can't. */
export interface Spare {
  readonly service: string;
  readonly operation: Pick<FetchNode, 'operation' | 'operationName' | 'variableUsages'>;
  /** Its root fields. */
  readonly brings: readonly ResponsePath[];
  /** What is missing all the same. */
  readonly lost: readonly ResponsePath[];
}

/**
 * Finds for fetches of root fields who else answers a part of them.
 *
 * A root field that several subgraphs share is asked of one of them where one can answer all of it, and were that one down, the
 * object would be null with what others know of it as well. Where a fetch fails they are asked for that.
 */
export function spareRoots(fetches: readonly PlannedFetch[], asked: AskedOperation): readonly PlannedFetch[] {
  const queryType = asked.supergraphSchema.getQueryType();
  if (!queryType || asked.rootType.name !== queryType.name) return fetches;
  return fetches.map((planned) => {
    const { fetch, path } = planned;
    // What shares a root field with another fetch has that one already (share-root-fields.ts).
    if (fetch.requires || path.length > 0 || planned.lost || fetch.outputRewrites?.length) return planned;
    const spare = spareOf(fetch, queryType, asked);
    return spare ? { ...planned, spare } : planned;
  });
}

function spareOf(fetch: FetchNode, queryType: GraphQLObjectType, asked: AskedOperation): Spare | undefined {
  const document = parse(fetch.operation, { noLocation: true });
  const operation = document.definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION);
  if (!operation) return undefined;
  const others = asked.subgraphTypes.services.filter((service) => service !== fetch.serviceName);
  const parts = others.flatMap((service): Spare[] => {
    const part = partOf(operation.selectionSet, queryType, service, asked);
    if (!part.selectionSet.selections.some((node) => !isTypeName(node))) return [];
    const definitions = [{ ...operation, selectionSet: part.selectionSet }];
    const written: DocumentNode = { kind: Kind.DOCUMENT, definitions };
    const brings = part.selectionSet.selections.map((node) => [responseName(node as FieldNode)]);
    const { operationName } = fetch;
    return [{ service, operation: { ...writeOperation(written), operationName }, brings, lost: part.lost }];
  });
  return parts.sort((one, other) => one.lost.length - other.lost.length)[0];
}

interface PartOfSelection {
  readonly selectionSet: SelectionSetNode;
  readonly lost: readonly ResponsePath[];
}

/** What a subgraph answers by itself of a selection on a type. Fragments are left to the one that was planned for. */
function partOf(
  set: SelectionSetNode,
  type: GraphQLObjectType,
  service: string,
  asked: AskedOperation,
): PartOfSelection {
  const selections: FieldNode[] = [];
  const lost: ResponsePath[] = [];
  for (const node of set.selections) {
    if (node.kind !== Kind.FIELD) {
      lost.push([]);
      continue;
    }
    const place = [responseName(node)];
    const part = partOfField(node, type, service, asked);
    if (part) selections.push(part.node);
    for (const missing of part?.lost ?? [[]]) lost.push([...place, ...missing]);
  }
  return { selectionSet: { ...set, selections }, lost };
}

function partOfField(
  node: FieldNode,
  type: GraphQLObjectType,
  service: string,
  asked: AskedOperation,
): { readonly node: FieldNode; readonly lost: readonly ResponsePath[] } | undefined {
  if (isTypeName(node)) return { node, lost: [] };
  if (!asked.subgraphTypes.answers(service, type.name, node.name.value)) return undefined;
  if (!node.selectionSet) return { node, lost: [] };
  const inner = getNullableType(type.getFields()[node.name.value]?.type);
  // Of a list nobody could say where something is missing.
  if (!isObjectType(inner)) return undefined;
  const { selectionSet, lost } = partOf(node.selectionSet, inner, service, asked);
  // Whether the object is there at all is worth knowing: the fields of it that are missing are null, and not the object.
  const selections = selectionSet.selections.length > 0 ? selectionSet.selections : [typeNameField];
  return { node: { ...node, selectionSet: { ...selectionSet, selections } }, lost };
}
