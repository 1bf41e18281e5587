import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isInterfaceType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type OperationTypeNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import type { ParsedOperation } from '../parse/document-store.ts';

/** Whether the caller is refused a field of a type. */
export type IsRefused = (type: GraphQLNamedType, field: string) => boolean;

/**
 * The response name under which a filtered document asks for a type: where a set lost all its fields, and wherever the
 * type is abstract, because whether a field that was taken out belongs to an object depends on what the object is.
 */
export const typeMark = '_guardTypename';

const mark: FieldNode = {
  kind: Kind.FIELD,
  alias: { kind: Kind.NAME, value: typeMark },
  name: { kind: Kind.NAME, value: '__typename' },
};

/** Calls `see` for each field that an operation reaches, with the type that holds it as the document states it. */
export function walkFields(
  operation: ParsedOperation,
  schema: GraphQLSchema,
  see: (type: GraphQLNamedType, field: FieldNode) => void,
): void {
  const seen = new Set<string>();
  const walk = (set: SelectionSetNode, type: GraphQLNamedType): void => {
    for (const selection of set.selections) {
      if (selection.kind === Kind.FIELD) {
        see(type, selection);
        const below = selection.selectionSet && typeOfField(type, selection.name.value);
        if (below && selection.selectionSet) walk(selection.selectionSet, below);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        walk(selection.selectionSet, conditionOf(selection, schema) ?? type);
      } else if (!seen.has(selection.name.value)) {
        seen.add(selection.name.value);
        const fragment = operation.document.fragments.get(selection.name.value)!;
        walk(fragment.selectionSet, schema.getType(fragment.typeCondition.name.value)!);
      }
    }
  };
  walk(operation.node.selectionSet, rootType(operation, schema));
}

/** The document of one operation without the fields that are refused. Null when no field of its root is left. */
export function filterDocument(
  operation: ParsedOperation,
  schema: GraphQLSchema,
  isRefused: IsRefused,
): DocumentNode | null {
  const filterSelection = (selection: SelectionNode, type: GraphQLNamedType): SelectionNode | null => {
    if (selection.kind === Kind.FRAGMENT_SPREAD) return selection;
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      const condition = conditionOf(selection, schema) ?? type;
      return { ...selection, selectionSet: filterSet(selection.selectionSet, condition) };
    }
    if (isRefused(type, selection.name.value)) return null;
    const below = selection.selectionSet && typeOfField(type, selection.name.value);
    return below && selection.selectionSet
      ? { ...selection, selectionSet: filterSet(selection.selectionSet, below) }
      : selection;
  };

  const filterSet = (set: SelectionSetNode, type: GraphQLNamedType): SelectionSetNode => {
    const selections = set.selections.flatMap((selection) => filterSelection(selection, type) ?? []);
    const wantsMark = selections.length === 0 || isAbstractType(type);
    return { ...set, selections: wantsMark ? [...selections, mark] : selections };
  };

  const node: OperationDefinitionNode = {
    ...operation.node,
    selectionSet: filterSet(operation.node.selectionSet, rootType(operation, schema)),
  };
  if (node.selectionSet.selections.every((selection) => selection === mark)) return null;
  const fragments: FragmentDefinitionNode[] = [...operation.document.fragments.values()].map((fragment) => ({
    ...fragment,
    selectionSet: filterSet(fragment.selectionSet, schema.getType(fragment.typeCondition.name.value)!),
  }));
  return { kind: Kind.DOCUMENT, definitions: [node, ...fragments] };
}

/** The type an operation starts from. */
export function rootType(operation: ParsedOperation, schema: GraphQLSchema): GraphQLNamedType {
  return schema.getRootType(operation.kind as OperationTypeNode)!;
}

/** The composite type of a field's value; undefined for a leaf, an introspection field or one the type hasn't got. */
export function typeOfField(type: GraphQLNamedType, field: string): GraphQLCompositeType | undefined {
  if (!isObjectType(type) && !isInterfaceType(type)) return undefined;
  const definition = type.getFields()[field];
  return definition ? (getNamedType(definition.type) as GraphQLCompositeType) : undefined;
}

function conditionOf(
  fragment: { typeCondition?: { name: { value: string } } },
  schema: GraphQLSchema,
): GraphQLNamedType | undefined {
  return fragment.typeCondition && schema.getType(fragment.typeCondition.name.value);
}
