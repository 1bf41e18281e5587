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
import { collectFields, type SelectionContext } from '../../execute/shape/collect-fields.ts';
import type { SubgraphTypes } from '../../supergraph/subgraph-types.ts';

/** `__typename` as a selection. */
export const typeNameField: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

/** Whether a selection is that. */
export function isTypeName(node: SelectionNode): boolean {
  return node.kind === Kind.FIELD && node.name.value === '__typename';
}

/** What a subgraph answers of itself of what clients ask. */
export interface OwnSelection {
  /**
   * Of objects of an interface or union at a place: a fragment for each of its types there. Fields that `isFilled` are
   * left out, as are those that would have another shape than what `shapes` has under their name; theirs are added.
   */
  fragmentsOf(abstractType: string, sets: readonly SelectionSetNode[], place: string): readonly SelectionNode[];
}

/** Makes the selections of one fetch for one outcome of an operation's conditions. */
export function createOwnSelection(deps: {
  readonly service: string;
  readonly types: SubgraphTypes;
  readonly context: SelectionContext;
  readonly isFilled: (place: string, objectType: string, name: string) => boolean;
  /** The shape of what the fetch asks for, by place and response name. */
  readonly shapes: Map<string, string>;
}): OwnSelection {
  const { service, types, context, isFilled, shapes } = deps;

  /** Undefined where the subgraph doesn't answer it or it can't be beside what is asked for already. */
  const fieldOf = (objectType: string, name: string, nodes: readonly FieldNode[], place: string) => {
    const type = context.schema.getType(objectType);
    const [first] = nodes as [FieldNode];
    const field = first.name.value;
    if (!isObjectType(type) || field.startsWith('__') || !types.answers(service, objectType, field)) return undefined;
    // Several types that hold this object may ask for other things under one name.
    if (nodes.some((node) => node.name.value !== field || argumentsOf(node) !== argumentsOf(first))) return undefined;
    const here = `${place}.${name}`;
    const shape = types.shapeOf(service, objectType, field);
    if ((shapes.get(here) ?? shape) !== shape) return undefined;
    shapes.set(here, shape);
    const inner = getNamedType(type.getFields()[field]?.type);
    const sets = nodes.flatMap((node) => node.selectionSet ?? []);
    const selectionSet = isCompositeType(inner) ? selectionOf(inner, sets, here) : undefined;
    return { ...first, directives: undefined, selectionSet };
  };

  const fieldsOf = (objectType: string, sets: readonly SelectionSetNode[], place: string): readonly FieldNode[] => {
    const type = context.schema.getType(objectType);
    if (!isObjectType(type)) return [];
    return [...collectFields(context, type, sets)].flatMap(([name, nodes]) => {
      const field = isFilled(place, objectType, name) ? undefined : fieldOf(objectType, name, nodes, place);
      return field ? [field] : [];
    });
  };

  const selectionOf = (type: GraphQLNamedType, sets: readonly SelectionSetNode[], place: string): SelectionSetNode => {
    const selections = isObjectType(type) ? fieldsOf(type.name, sets, place) : fragmentsOf(type.name, sets, place);
    return { kind: Kind.SELECTION_SET, selections: [typeNameField, ...selections] };
  };

  const fragmentsOf: OwnSelection['fragmentsOf'] = (abstractType, sets, place) =>
    [...types.objectTypes(service, abstractType)].flatMap((objectType) => {
      const selections = fieldsOf(objectType, sets, place);
      if (selections.length === 0) return [];
      const typeCondition = { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: objectType } } as const;
      return [
        { kind: Kind.INLINE_FRAGMENT, typeCondition, selectionSet: { kind: Kind.SELECTION_SET, selections } } as const,
      ];
    });

  return { fragmentsOf };
}

function argumentsOf(node: FieldNode): string {
  return (node.arguments ?? []).map(print).sort().join();
}
