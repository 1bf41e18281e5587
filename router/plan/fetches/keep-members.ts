import {
  type GraphQLNamedType,
  type GraphQLSchema,
  isAbstractType,
  Kind,
  parse,
  type SelectionNode,
  type SelectionSetNode,
  type VariableDefinitionNode,
  visit,
} from 'graphql';
import { fragmentsOf, responseName } from '../../execute/root-fields.ts';
import type { SelectionContext } from '../../execute/shape/collect-fields.ts';
import type { TypeNames } from '../../execute/type-names.ts';
import type { SubgraphTypes } from '../../supergraph/subgraph-types.ts';
import { type FilledField, fieldType, filledPlaces, placeOf } from './filled-places.ts';
import { createOwnSelection, typeNameField } from './own-selection.ts';
import { namesOf } from './plan-path.ts';
import type { PlannedFetch } from './resolve-plan.ts';
import { writeOperation } from './write-operation.ts';

/** What an operation asks for, and what the graph knows of its subgraphs. */
export interface AskedOperation {
  readonly context: SelectionContext;
  readonly rootType: GraphQLNamedType;
  readonly selectionSet: SelectionSetNode;
  readonly variableDefinitions: readonly VariableDefinitionNode[];
  readonly supergraphSchema: GraphQLSchema;
  readonly subgraphTypes: SubgraphTypes;
  readonly typeNames: TypeNames;
}

/**
 * Asks subgraphs for members of unions (and implementers of interfaces) that the planner left out.
 *
 * Where a field that several subgraphs share returns a union with other members in each, the planner reckons that only
 * the members they have in common can come, since each would have to give the same answer. Subgraphs don't keep to
 * that. It still asks one of them; an object of one of that one's other members would then lack its fields, null without
 * a word. Here they are asked for in the same request, as far as that subgraph answers them of itself.
 */
export function keepMembers(fetches: readonly PlannedFetch[], asked: AskedOperation): readonly PlannedFetch[] {
  if (asked.subgraphTypes.uneven.size === 0) return fetches;
  const filled = filledPlaces(fetches, asked.supergraphSchema, asked.rootType);
  return fetches.map((planned, index) => keepInFetch(planned, index, asked, filled));
}

function keepInFetch(
  planned: PlannedFetch,
  index: number,
  asked: AskedOperation,
  filled: ReadonlyMap<string, readonly FilledField[]>,
): PlannedFetch {
  const { supergraphSchema, subgraphTypes, context, typeNames } = asked;
  const service = planned.fetch.serviceName;
  const document = parse(planned.fetch.operation, { noLocation: true });
  const fragments = fragmentsOf(document);
  let changed = false;

  const isFilled = (place: string, objectType: string, name: string): boolean =>
    (filled.get(place) ?? []).some(
      (one) => one.name === name && (one.type === undefined || typeNames.matches(one.type, objectType)),
    );
  const shapes = new Map<string, string>();
  for (const [place, fields] of filled)
    for (const { fetch, type, name, field } of fields)
      if (fetch === index && type !== undefined)
        shapes.set(`${place}.${name}`, subgraphTypes.shapeOf(service, type, field));
  const own = createOwnSelection({ service, types: subgraphTypes, context, isFilled, shapes });

  /** `sets` is what the client asks for here. */
  const keep = (
    set: SelectionSetNode,
    type: GraphQLNamedType | undefined,
    sets: readonly SelectionSetNode[],
    place: string,
  ): SelectionSetNode => {
    const selections = set.selections.map((node): SelectionNode => {
      if (node.kind === Kind.FIELD) {
        if (!node.selectionSet) return node;
        const name = responseName(node);
        const inner = fieldType(type, node.name.value);
        const innerSets = setsAt(sets, name, context);
        const innerPlace = `${place}.${name}`;
        const selectionSet = keep(node.selectionSet, inner, innerSets, innerPlace);
        if (!inner || !isAbstractType(inner) || !subgraphTypes.uneven.has(inner.name)) return { ...node, selectionSet };
        const added = own.fragmentsOf(inner.name, innerSets, innerPlace);
        if (added.length === 0) return { ...node, selectionSet };
        changed = true;
        const more = [typeNameField, ...selectionSet.selections, ...added];
        return { ...node, selectionSet: { ...selectionSet, selections: more } };
      }
      // What is added belongs to this place alone: fragments are written out.
      const fragment = node.kind === Kind.INLINE_FRAGMENT ? node : fragments.get(node.name.value);
      if (!fragment) return node;
      const { typeCondition } = fragment;
      const inner = typeCondition ? supergraphSchema.getType(typeCondition.name.value) : type;
      const selectionSet = keep(fragment.selectionSet, inner, sets, place);
      return { kind: Kind.INLINE_FRAGMENT, typeCondition, directives: node.directives, selectionSet };
    });
    return { ...set, selections };
  };

  const names = namesOf(planned.path);
  let sets: readonly SelectionSetNode[] = [asked.selectionSet];
  for (const name of names) sets = setsAt(sets, name, context);
  const place = placeOf(names);
  const rootName = names.length === 0 ? asked.rootType.name : supergraphSchema.getQueryType()?.name;
  const rootType = rootName === undefined ? undefined : supergraphSchema.getType(rootName);
  const kept = visit(document, {
    enter: (node) => {
      if (node.kind === Kind.DOCUMENT) return undefined;
      // Spreads are written out.
      if (node.kind === Kind.FRAGMENT_DEFINITION) return null;
      if (node.kind !== Kind.OPERATION_DEFINITION) return false;
      if (!planned.fetch.requires) return { ...node, selectionSet: keep(node.selectionSet, rootType, sets, place) };
      const selections = node.selectionSet.selections.map((entities) =>
        entities.kind === Kind.FIELD && entities.selectionSet
          ? { ...entities, selectionSet: keep(entities.selectionSet, undefined, sets, place) }
          : entities,
      );
      return { ...node, selectionSet: { ...node.selectionSet, selections } };
    },
  });
  if (!changed) return planned;
  return { ...planned, fetch: { ...planned.fetch, ...writeOperation(kept, asked.variableDefinitions) } };
}

/** What is asked of the objects under a response name, whatever the types of those that hold it. */
function setsAt(sets: readonly SelectionSetNode[], name: string, context: SelectionContext): SelectionSetNode[] {
  const found: SelectionSetNode[] = [];
  const visited = new Set<string>();
  const collect = (set: SelectionSetNode): void => {
    for (const node of set.selections) {
      if (node.kind === Kind.FIELD) {
        if (responseName(node) === name && node.selectionSet) found.push(node.selectionSet);
      } else if (node.kind === Kind.INLINE_FRAGMENT) collect(node.selectionSet);
      else if (!visited.has(node.name.value)) {
        visited.add(node.name.value);
        const fragment = context.fragments.get(node.name.value);
        if (fragment) collect(fragment.selectionSet);
      }
    }
  };
  for (const set of sets) collect(set);
  return found;
}
