import {
  type FieldNode,
  type GraphQLNamedType,
  getNamedType,
  isCompositeType,
  isObjectType,
  Kind,
  print,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { collectFields, type SelectionContext } from '../execute/shape/collect-fields.ts';
import type { SubgraphTypes } from '../supergraph/subgraph-types.ts';

/** `__typename` as a selection. */
export const typeNameField: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

/** What a subgraph answers of itself of what clients ask. */
export interface OwnSelection {
  /** Of objects of an interface or union: a fragment for each of its types there; fields that `isTaken` are left out. */
  fragmentsOf(
    abstractType: string,
    sets: readonly SelectionSetNode[],
    isTaken: (objectType: string, name: string, field: string) => boolean,
  ): readonly SelectionNode[];
}

/** Makes the selections of one subgraph for one outcome of an operation's conditions. */
export function createOwnSelection(service: string, types: SubgraphTypes, context: SelectionContext): OwnSelection {
  const fieldsOf = (
    objectType: string,
    sets: readonly SelectionSetNode[],
    isTaken: (objectType: string, name: string, field: string) => boolean,
  ): readonly FieldNode[] => {
    const type = context.schema.getType(objectType);
    if (!isObjectType(type)) return [];
    const fields: FieldNode[] = [];
    for (const [name, nodes] of collectFields(context, type, sets)) {
      const [first] = nodes as [FieldNode];
      const field = first.name.value;
      if (field.startsWith('__') || !types.answers(service, objectType, field)) continue;
      if (isTaken(objectType, name, field)) continue;
      // Several types that hold this object may ask for other things under one name.
      if (nodes.some((node) => node.name.value !== field || argumentsOf(node) !== argumentsOf(first))) continue;
      const inner = getNamedType(type.getFields()[field]?.type);
      const innerSets = nodes.flatMap((node) => node.selectionSet ?? []);
      const selectionSet = isCompositeType(inner) ? selectionOf(inner, innerSets) : undefined;
      fields.push({ ...first, directives: undefined, selectionSet });
    }
    return fields;
  };

  const selectionOf = (type: GraphQLNamedType, sets: readonly SelectionSetNode[]): SelectionSetNode => {
    const selections = isObjectType(type) ? fieldsOf(type.name, sets, never) : fragmentsOf(type.name, sets, never);
    return { kind: Kind.SELECTION_SET, selections: [typeNameField, ...selections] };
  };

  const fragmentsOf: OwnSelection['fragmentsOf'] = (abstractType, sets, isTaken) =>
    [...types.objectTypes(service, abstractType)].flatMap((objectType) => {
      const selections = fieldsOf(objectType, sets, isTaken);
      if (selections.length === 0) return [];
      const typeCondition = { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: objectType } } as const;
      return [
        { kind: Kind.INLINE_FRAGMENT, typeCondition, selectionSet: { kind: Kind.SELECTION_SET, selections } } as const,
      ];
    });

  return { fragmentsOf };
}

const never = (): boolean => false;

function argumentsOf(node: FieldNode): string {
  return (node.arguments ?? []).map(print).sort().join();
}
