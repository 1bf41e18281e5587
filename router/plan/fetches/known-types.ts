import type { FetchNode, QueryPlanSelectionNode } from '@apollo/query-planner';
import {
  type GraphQLObjectType,
  type GraphQLSchema,
  isObjectType,
  Kind,
  parse,
  type SelectionNode,
  type SelectionSetNode,
  visit,
} from 'graphql';
import { responseName } from '../../execute/root-fields.ts';
import { fieldType } from './filled-places.ts';
import type { AskedOperation } from './keep-members.ts';
import { isTypeName } from './own-selection.ts';
import type { PlannedFetch } from './resolve-plan.ts';
import { writeOperation } from './write-operation.ts';

/** The type of the objects at one place of an answer, which its request doesn't ask for, and those at the places below. */
export interface KnownTypes {
  readonly typeName: string | undefined;
  /** By response name. */
  readonly fields: ReadonlyMap<string, KnownTypes>;
}

/**
 * Asks no subgraph for a `__typename` that the schema tells. The planner asks for it of every entity that it comes
 * through: of twenty visitors twenty times, though a field of an object type has no other. It is put in again when the
 * answer comes (execute/known-type-names.ts), so that nothing after that knows the difference.
 *
 * Only where one object type leads to the next, from the root or from entities of one type: not below an interface or
 * union, and not in named fragments, which may stand at several places.
 */
export function leaveOutKnownTypes(
  fetches: readonly PlannedFetch[],
  { supergraphSchema }: Pick<AskedOperation, 'supergraphSchema'>,
): readonly PlannedFetch[] {
  return fetches.map((planned) => {
    const { fetch } = planned;
    if (!fetch.operation.includes('__typename')) return planned;
    let known: KnownTypes | undefined;
    const written = visit(parse(fetch.operation, { noLocation: true }), {
      enter: (node) => {
        if (node.kind !== Kind.OPERATION_DEFINITION) return node.kind === Kind.DOCUMENT ? undefined : false;
        const left = fetch.requires
          ? ofEntities(node.selectionSet, fetch, supergraphSchema)
          : ofFields(node.selectionSet, supergraphSchema.getRootType(node.operation), supergraphSchema);
        known = left.known;
        return { ...node, selectionSet: left.set };
      },
    });
    return known ? { ...planned, fetch: { ...fetch, ...writeOperation(written) }, knownTypes: known } : planned;
  });
}

/** Of requests for one thing: each of them may have left out what another didn't need. */
export function joinKnownTypes(one: KnownTypes | undefined, other: KnownTypes | undefined): KnownTypes | undefined {
  if (!one || !other) return one ?? other;
  const fields = new Map(one.fields);
  for (const [name, known] of other.fields) fields.set(name, joinKnownTypes(fields.get(name), known)!);
  return { typeName: one.typeName ?? other.typeName, fields };
}

/** Selections of which type names are left out; `known` is undefined where none are. */
interface LeftOut {
  readonly set: SelectionSetNode;
  readonly known: KnownTypes | undefined;
}

/** `_entities { ... on Type { … } }` of one object type. Where others are asked for as well, an entity says what it is. */
function ofEntities(set: SelectionSetNode, fetch: FetchNode, schema: GraphQLSchema): LeftOut {
  const [entities] = set.selections;
  if (entities?.kind !== Kind.FIELD || !entities.selectionSet) return { set, known: undefined };
  const [fragment, ...others] = entities.selectionSet.selections;
  if (fragment?.kind !== Kind.INLINE_FRAGMENT || others.length > 0) return { set, known: undefined };
  const type = schema.getType(fragment.typeCondition?.name.value ?? '');
  if (!isObjectType(type)) return { set, known: undefined };
  const isSent = (node: QueryPlanSelectionNode) => node.kind === 'InlineFragment' && node.typeCondition === type.name;
  const isAlone = !fetch.inputRewrites?.length && fetch.requires?.every(isSent);
  const { set: selectionSet, known } = (isAlone ? ofObject : ofFields)(fragment.selectionSet, type, schema);
  const selections = [{ ...fragment, selectionSet }];
  return {
    set: { ...set, selections: [{ ...entities, selectionSet: { ...entities.selectionSet, selections } }] },
    known,
  };
}

/** Of objects of one type: their own type name, and those below. */
function ofObject(set: SelectionSetNode, type: GraphQLObjectType, schema: GraphQLSchema): LeftOut {
  const left = ofFields(set, type, schema);
  const selections = left.set.selections.filter((node) => !isPlainTypeName(node));
  // Something has to be asked for.
  if (selections.length === 0 || selections.length === left.set.selections.length) return left;
  const fields = left.known?.fields ?? new Map<string, KnownTypes>();
  return { set: { ...set, selections }, known: { typeName: type.name, fields } };
}

/** Of what the fields of one object type return. Root types have no name that is known: a subgraph may call them otherwise. */
function ofFields(set: SelectionSetNode, type: GraphQLObjectType | null | undefined, schema: GraphQLSchema): LeftOut {
  const fields = new Map<string, KnownTypes>();
  const rootTypes = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  const selections = set.selections.map((node): SelectionNode => {
    if (node.kind !== Kind.FIELD || !node.selectionSet) return node;
    const inner = fieldType(type ?? undefined, node.name.value);
    if (!isObjectType(inner)) return node;
    const isRoot = rootTypes.includes(inner);
    const left = (isRoot ? ofFields : ofObject)(node.selectionSet, inner, schema);
    const name = responseName(node);
    const known = joinKnownTypes(fields.get(name), left.known);
    if (known) fields.set(name, known);
    return left.known ? { ...node, selectionSet: left.set } : node;
  });
  return fields.size > 0
    ? { set: { ...set, selections }, known: { typeName: undefined, fields } }
    : { set, known: undefined };
}

/** A `__typename` under its own name that is always asked for. */
function isPlainTypeName(node: SelectionNode): boolean {
  return isTypeName(node) && node.kind === Kind.FIELD && !node.alias && !node.directives?.length;
}
