import {
  type FieldNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isInterfaceType,
  isObjectType,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import type { ParsedOperation } from '../parse/document-store.ts';
import type { CostWeights } from './cost-weights.ts';
import { mutationCost } from './estimate-cost.ts';
import { rootType } from './filter-document.ts';

/**
 * What an answer cost by the same weights as the estimate, but counting the objects that are there: lists by their real
 * length, and nothing for what is null or absent. Arguments are left out: they were paid with the estimate.
 */
export function actualCost(
  operation: ParsedOperation,
  schema: GraphQLSchema,
  weights: CostWeights,
  data: string | undefined,
): number {
  if (data === undefined) return 0;

  const costOf = (
    value: unknown,
    weight: number,
    sets: readonly (readonly [SelectionSetNode, GraphQLNamedType])[],
  ): number => {
    if (value === null || value === undefined) return 0;
    if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + costOf(item, weight, sets), 0);
    return weight + costOfObject(value, sets);
  };

  const costOfObject = (value: unknown, sets: readonly (readonly [SelectionSetNode, GraphQLNamedType])[]): number => {
    if (typeof value !== 'object' || value === null) return 0;
    const object = value as Record<string, unknown>;
    const asked = new Map<string, { type: GraphQLNamedType; node: FieldNode }[]>();
    for (const [set, type] of sets) collect(set, type, object, asked);
    let cost = 0;
    for (const [name, fields] of asked) {
      const { type, node } = fields[0]!;
      const field = isObjectType(type) || isInterfaceType(type) ? type.getFields()[node.name.value] : undefined;
      if (!field) continue;
      const named = getNamedType(field.type);
      const below = fields.flatMap((one) => (one.node.selectionSet ? [[one.node.selectionSet, named] as const] : []));
      cost += costOf(object[name], weights.weigh(field, named), below);
    }
    return cost;
  };

  /** A field belongs to a fragment of the object's own type if it is there: what isn't of the type isn't answered. */
  const collect = (
    set: SelectionSetNode,
    type: GraphQLNamedType,
    object: Readonly<Record<string, unknown>>,
    asked: Map<string, { type: GraphQLNamedType; node: FieldNode }[]>,
  ): void => {
    for (const selection of set.selections) {
      if (selection.kind === Kind.FIELD) {
        const name = selection.alias?.value ?? selection.name.value;
        if (!Object.hasOwn(object, name)) continue;
        const fields = asked.get(name);
        if (fields) fields.push({ type, node: selection });
        else asked.set(name, [{ type, node: selection }]);
        continue;
      }
      const fragment =
        selection.kind === Kind.INLINE_FRAGMENT ? selection : operation.document.fragments.get(selection.name.value)!;
      const condition = fragment.typeCondition ? schema.getType(fragment.typeCondition.name.value)! : type;
      collect(fragment.selectionSet, condition, object, asked);
    }
  };

  const base = operation.kind === 'mutation' ? mutationCost : 0;
  return base + costOfObject(JSON.parse(data), [[operation.node.selectionSet, rootType(operation, schema)]]);
}
