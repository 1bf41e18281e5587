import { type GraphQLNamedType, type GraphQLSchema, isCompositeType, isInputObjectType } from 'graphql';
import { type Annotated, applied, argument, linkedDirectives } from './linked-directives.ts';

/** How long a list is expected to be, as @listSize says it. */
export interface ListSize {
  readonly assumedSize: number | null;
  readonly slicingArguments: readonly string[];
  /** Fields below this one whose lists have the size; empty where the field itself is the list. */
  readonly sizedFields: readonly string[];
  readonly requireOneSlicingArgument: boolean;
}

/** The weights of one supergraph. */
export interface CostWeights {
  /** The weight of @cost on a field, an argument or an input field; else that of its type. */
  weigh(element: Annotated, type: GraphQLNamedType): number;
  listSize(field: Annotated): ListSize | null;
}

/** Reads @cost and @listSize off the supergraph schema. Composite types weigh 1 and leaves 0 unless @cost says otherwise. */
export function createCostWeights(schema: GraphQLSchema): CostWeights {
  const names = linkedDirectives(schema);
  const weightOf = (element: Annotated): number | null => {
    const directive = applied(element, names.cost)[0];
    // Composition gives the weight as an integer; the IBM spec, where it comes from, as a string.
    return directive ? Number(argument(directive, 'weight')) : null;
  };
  return {
    weigh: (element, type) => weightOf(element) ?? weightOf(type) ?? defaultWeight(type),
    listSize(field) {
      const directive = applied(field, names.listSize)[0];
      if (!directive) return null;
      return {
        assumedSize: (argument(directive, 'assumedSize') as number | undefined) ?? null,
        slicingArguments: (argument(directive, 'slicingArguments') as string[] | undefined) ?? [],
        sizedFields: (argument(directive, 'sizedFields') as string[] | undefined) ?? [],
        requireOneSlicingArgument: (argument(directive, 'requireOneSlicingArgument') as boolean | undefined) ?? true,
      };
    },
  };
}

function defaultWeight(type: GraphQLNamedType): number {
  return isCompositeType(type) || isInputObjectType(type) ? 1 : 0;
}
