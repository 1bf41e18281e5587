import {
  type DocumentNode,
  type FieldNode,
  type GraphQLObjectType,
  getNamedType,
  getNullableType,
  isNonNullType,
  isObjectType,
  Kind,
  parse,
  print,
  visit,
} from 'graphql';
import { fragmentsOf, responseName, rootFieldNodes } from '../../execute/root-fields.ts';
import type { AskedOperation } from './keep-members.ts';
import { isTypeName } from './own-selection.ts';
import type { PlannedFetch } from './resolve-plan.ts';
import { writeOperation } from './write-operation.ts';

/** A root field as one of the fetches asks for it. */
interface Part {
  readonly fetch: number;
  readonly node: FieldNode;
}

/**
 * Asks every subgraph that gives a part of an object for what the object can't do without.
 *
 * Where subgraphs share a root field (`me`, say) the planner asks each for what only it knows, at the same time, and one of
 * them, by chance, for what all know: its key, and what else is never null. Were that one down, the object would be null
 * with all that the others know of it. A few names more, in requests that are sent anyway, and it isn't.
 */
export function shareRootFields(fetches: readonly PlannedFetch[], asked: AskedOperation): readonly PlannedFetch[] {
  const queryType = asked.supergraphSchema.getQueryType();
  const roots = fetches.flatMap(({ fetch, path }, index) => (fetch.requires || path.length > 0 ? [] : [index]));
  if (roots.length < 2 || !queryType || asked.rootType.name !== queryType.name) return fetches;

  const documents = new Map(
    roots.map((index) => [index, parse(fetches[index]!.fetch.operation, { noLocation: true })]),
  );
  const more = new Map<FieldNode, readonly FieldNode[]>();
  const own = new Map<FieldNode, readonly FieldNode[]>();
  for (const parts of sharedFields(documents)) {
    const { type } = queryType.getFields()[parts[0]!.node.name.value] ?? {};
    const objectType = getNamedType(type);
    if (!isObjectType(objectType)) continue;
    const needed = neededFields(parts, objectType);
    for (const { fetch, node } of parts) {
      const { serviceName } = fetches[fetch]!.fetch;
      const there = new Set(fieldsOf(node).map(responseName));
      const missing = needed.filter(
        (field) =>
          !there.has(responseName(field)) &&
          (isTypeName(field) || asked.subgraphTypes.answers(serviceName, objectType.name, field.name.value)),
      );
      if (missing.length > 0) more.set(node, missing);
    }
    // Of the objects of a list nobody knows how many there would have been.
    if (isObjectType(getNullableType(type))) for (const { node } of parts) own.set(node, ownFields(node, parts, more));
  }
  return fetches.map((planned, index) => {
    const document = documents.get(index);
    const operation = document?.definitions.find((one) => one.kind === Kind.OPERATION_DEFINITION);
    if (!document || !operation) return planned;
    const nodes = rootFieldNodes(operation.selectionSet, fragmentsOf(document));
    const lost = nodes.flatMap((node) => {
      const place = [responseName(node)];
      return own.get(node)?.map((field) => [...place, responseName(field)]) ?? [place];
    });
    const shared = nodes.some((node) => own.has(node)) ? { ...planned, lost } : planned;
    const written = withFields(document, more);
    if (written === document) return shared;
    return { ...shared, fetch: { ...planned.fetch, ...writeOperation(written, asked.variableDefinitions) } };
  });
}

/** The root fields with selections that several documents ask for under one name, in one way. */
function sharedFields(documents: ReadonlyMap<number, DocumentNode>): readonly (readonly Part[])[] {
  const byField = new Map<string, Part[]>();
  for (const [fetch, document] of documents)
    for (const definition of document.definitions) {
      if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
      for (const node of definition.selectionSet.selections) {
        if (node.kind !== Kind.FIELD || !node.selectionSet) continue;
        const key = print({ ...node, selectionSet: undefined });
        byField.set(key, [...(byField.get(key) ?? []), { fetch, node }]);
      }
    }
  return [...byField.values()].filter((parts) => parts.length > 1);
}

/** What any of the parts asks for that the object is nothing without: what is never null, and its type, which entities need. */
function neededFields(parts: readonly Part[], type: GraphQLObjectType): readonly FieldNode[] {
  const needed = new Map<string, FieldNode>();
  for (const { node } of parts)
    for (const field of fieldsOf(node)) {
      if (field.selectionSet || field.arguments?.length || field.directives?.length) continue;
      if (isTypeName(field) || isNonNullType(type.getFields()[field.name.value]?.type))
        needed.set(responseName(field), field);
    }
  return [...needed.values()];
}

/** What none of the other parts brings as well. */
function ownFields(
  node: FieldNode,
  parts: readonly Part[],
  more: ReadonlyMap<FieldNode, readonly FieldNode[]>,
): readonly FieldNode[] {
  const others = parts.filter((part) => part.node !== node);
  const brought = new Set(
    others.flatMap((part) => [...fieldsOf(part.node), ...(more.get(part.node) ?? [])].map(responseName)),
  );
  return fieldsOf(node).filter((field) => field.selectionSet || !brought.has(responseName(field)));
}

function withFields(document: DocumentNode, more: ReadonlyMap<FieldNode, readonly FieldNode[]>): DocumentNode {
  return visit(document, {
    [Kind.FIELD]: (node) => {
      const added = more.get(node);
      // Only root fields are in it, so nothing below needs a look.
      if (!added) return false;
      const selectionSet = { ...node.selectionSet!, selections: [...node.selectionSet!.selections, ...added] };
      return { ...node, selectionSet };
    },
  });
}

function fieldsOf(node: FieldNode): readonly FieldNode[] {
  return node.selectionSet?.selections.filter((inner) => inner.kind === Kind.FIELD) ?? [];
}
