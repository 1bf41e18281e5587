import {
  type FieldNode,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isAbstractType,
  isCompositeType,
  isInputObjectType,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  type SelectionSetNode,
  type ValueNode,
  valueFromASTUntyped,
} from 'graphql';
import { refuse } from '../admit/request-error.ts';
import type { ParsedOperation } from '../parse/document-store.ts';
import type { CostWeights, ListSize } from './cost-weights.ts';
import { rootType } from './filter-document.ts';

export interface EstimateOptions {
  /** The length of a list that no @listSize speaks of. */
  readonly listSize: number;
}

type Variables = Readonly<Record<string, unknown>>;
/** An estimate as a function of the variables that a request brings, made once per operation. */
type Cost = (variables: Variables) => number;
/** Sizes that a parent's @listSize gives to lists below it, by field name. */
type Sized = ReadonlyMap<string, (variables: Variables) => number>;

/** What a mutation costs before anything it selects, as Apollo's demand control has it. */
export const mutationCost = 10;
/** Past this many possible types the dearest of them isn't looked for; the fragments are added up instead. */
const possibleTypesMax = 50;

/**
 * Compiles an operation's cost estimate: Apollo's reading of the IBM cost specification
 * (https://ibm.github.io/graphql-specs/cost-spec.html). A field costs its own weight plus what is selected below it, times the expected length where
 * it is a list, plus its arguments. On an abstract type the dearest possible type counts.
 */
export function compileCost(
  operation: ParsedOperation,
  schema: GraphQLSchema,
  weights: CostWeights,
  options: EstimateOptions,
): Cost {
  const defaults = new Map<string, unknown>();
  for (const { variable, defaultValue } of operation.node.variableDefinitions ?? [])
    if (defaultValue) defaults.set(variable.name.value, valueFromASTUntyped(defaultValue));
  const fragments = new Map<string, Cost>();

  const read = (node: ValueNode, variables: Variables): unknown => {
    if (node.kind !== Kind.VARIABLE) return valueFromASTUntyped(node, variables as Record<string, unknown>);
    const name = node.name.value;
    return Object.hasOwn(variables, name) ? variables[name] : defaults.get(name);
  };

  const argumentCost = (definition: GraphQLArgument, node: ValueNode): Cost => {
    const own = weights.weigh(definition, getNamedType(definition.type));
    if (!isInputObjectType(getNamedType(definition.type))) return () => own;
    return (variables) => inputCost(read(node, variables), definition.type, own, weights);
  };

  const fieldCost = (node: FieldNode, type: GraphQLNamedType, sized: Sized): Cost => {
    const field = fieldOf(type, node.name.value);
    if (!field) return () => 0;
    const named = getNamedType(field.type);
    const own = weights.weigh(field, named);
    const hint = weights.listSize(field);
    const size = hint ? compileSize(hint, field, node, read) : null;
    const below: Sized = size && hint ? new Map(hint.sizedFields.map((name) => [name, size])) : new Map();
    const selected = node.selectionSet && isCompositeType(named) ? setCost(node.selectionSet, named, below) : () => 0;
    const args = (node.arguments ?? []).flatMap((given) => {
      const definition = field.args.find((candidate) => candidate.name === given.name.value);
      return definition ? [argumentCost(definition, given.value)] : [];
    });
    let length: Cost = () => 1;
    if (isListType(getNullableType(field.type)))
      length = sized.get(field.name) ?? (hint?.sizedFields.length === 0 ? size : null) ?? (() => options.listSize);
    return (variables) => {
      let cost = length(variables) * (own + selected(variables));
      for (const arg of args) cost += arg(variables);
      return Math.max(0, cost);
    };
  };

  const setCost = (set: SelectionSetNode, type: GraphQLNamedType, sized: Sized): Cost => {
    const possible = isAbstractType(type) ? schema.getPossibleTypes(type) : [];
    const everywhere: Cost[] = [];
    const conditional: { condition: GraphQLNamedType; cost: Cost }[] = [];
    for (const selection of set.selections) {
      if (selection.kind === Kind.FIELD) {
        everywhere.push(fieldCost(selection, type, sized));
        continue;
      }
      const fragment =
        selection.kind === Kind.INLINE_FRAGMENT ? selection : operation.document.fragments.get(selection.name.value)!;
      const condition = fragment.typeCondition ? schema.getType(fragment.typeCondition.name.value)! : type;
      const cost =
        selection.kind === Kind.FRAGMENT_SPREAD && sized.size === 0
          ? spreadCost(selection.name.value, fragment.selectionSet, condition)
          : setCost(fragment.selectionSet, condition, sized);
      if (condition === type) everywhere.push(cost);
      else conditional.push({ condition, cost });
    }
    const sum = (costs: readonly Cost[], variables: Variables): number => {
      let total = 0;
      for (const cost of costs) total += cost(variables);
      return total;
    };
    if (conditional.length === 0) return (variables) => sum(everywhere, variables);
    if (possible.length === 0 || possible.length > possibleTypesMax)
      return (variables) =>
        sum(everywhere, variables) +
        sum(
          conditional.map(({ cost }) => cost),
          variables,
        );
    // Which of the conditional costs each possible type pays, so that each is worked out once, not once a type.
    const alternatives = possible.map((runtime) =>
      conditional.flatMap(({ condition }, index) =>
        condition === runtime || (isAbstractType(condition) && schema.isSubType(condition, runtime)) ? [index] : [],
      ),
    );
    return (variables) => {
      const costs = conditional.map(({ cost }) => cost(variables));
      let dearest = 0;
      for (const indexes of alternatives) {
        let total = 0;
        for (const index of indexes) total += costs[index]!;
        dearest = Math.max(dearest, total);
      }
      return sum(everywhere, variables) + dearest;
    };
  };

  const spreadCost = (name: string, set: SelectionSetNode, type: GraphQLNamedType): Cost => {
    let cost = fragments.get(name);
    if (!cost) {
      cost = setCost(set, type, new Map());
      fragments.set(name, cost);
    }
    return cost;
  };

  const selected = setCost(operation.node.selectionSet, rootType(operation, schema), new Map());
  const base = operation.kind === 'mutation' ? mutationCost : 0;
  return (variables) => base + selected(variables);
}

/** The size a field's @listSize gives: the largest of its slicing arguments, or what it assumes. */
function compileSize(
  hint: ListSize,
  field: GraphQLField<unknown, unknown>,
  node: FieldNode,
  read: (node: ValueNode, variables: Variables) => unknown,
): Cost {
  return (variables) => {
    let largest: number | null = null;
    let given = 0;
    for (const name of hint.slicingArguments) {
      const argument = node.arguments?.find((candidate) => candidate.name.value === name);
      const value = argument ? read(argument.value, variables) : undefined;
      if (value !== undefined && value !== null) given++;
      const size = value ?? field.args.find((candidate) => candidate.name === name)?.defaultValue;
      if (typeof size === 'number') largest = Math.max(largest ?? 0, size);
    }
    if (hint.requireOneSlicingArgument && hint.slicingArguments.length > 0 && given !== 1)
      throw refuse(
        400,
        'COST_CANNOT_BE_ESTIMATED',
        `${field.name} takes exactly one of the arguments ${hint.slicingArguments.join(', ')}.`,
      );
    // JSON's 1e999 is Infinity, and Infinity times a weight of 0 no number at all.
    return Math.min(Math.max(0, largest ?? hint.assumedSize ?? 0), Number.MAX_SAFE_INTEGER);
  };
}

/** The weight of an input value: its own, plus that of each input field it brings, lists item by item. */
function inputCost(value: unknown, type: GraphQLInputType, own: number, weights: CostWeights): number {
  if (value === null || value === undefined) return own;
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + inputCost(item, type, own, weights), 0);
  const named = getNamedType(type);
  if (!isInputObjectType(named) || typeof value !== 'object') return own;
  let cost = own;
  const fields = named.getFields();
  for (const [name, item] of Object.entries(value)) {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (field) cost += inputCost(item, field.type, weights.weigh(field, getNamedType(field.type)), weights);
  }
  return cost;
}

function fieldOf(type: GraphQLNamedType, name: string): GraphQLField<unknown, unknown> | undefined {
  return isObjectType(type) || isInterfaceType(type) ? type.getFields()[name] : undefined;
}
