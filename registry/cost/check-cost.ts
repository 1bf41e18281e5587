import {
  buildSchema,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  getNamedType,
  Kind,
  type OperationDefinitionNode,
  parse,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { createCostWeights } from '../../router/guard/cost-weights.ts';
import { compileCost } from '../../router/guard/estimate-cost.ts';
import { describeUse } from '../report/describe-use.ts';
import type { Finding } from '../report/finding.ts';
import type { UsedOperation } from '../usage/records.ts';

/** What an operation may grow by before it is told: a fifth is felt in a client's allowance. */
const growthMax = 1.2;
/** How many items a page is taken to have, since nobody's values are recorded; the router's own guess for a list. */
const pageSize = 10;

/** Recorded operations that cost over 20% more points by @cost and @listSize, as the router estimates them. */
export function checkCost(beforeSdl: string, afterSdl: string, operations: readonly UsedOperation[]): Finding[] {
  const [costBefore, costAfter] = [createEstimate(beforeSdl), createEstimate(afterSdl)];
  return operations.flatMap((operation): Finding[] => {
    const [before, after] = [costBefore(operation.text), costAfter(operation.text)];
    if (before === null || after === null || after <= before * growthMax) return [];
    return [
      {
        stage: 'plans',
        level: 'warning',
        place: `operation ${operation.name ?? operation.id}`,
        reason: `Its cost grows from ${before} to ${after} points, with pages of ${pageSize}.`,
        affected: describeUse(operation),
        advice: 'Give what it selects a smaller @cost or @listSize, or raise what its clients may spend.',
      },
    ];
  });
}

/** The cost of an operation in a graph; null where it isn't one of that graph, or can't be told. */
function createEstimate(supergraphSdl: string): (text: string) => number | null {
  const schema = buildSchema(supergraphSdl, { assumeValidSDL: true });
  const weights = createCostWeights(schema);
  return (text) => {
    const node = parse(text);
    const fragments = new Map<string, FragmentDefinitionNode>();
    let operation: OperationDefinitionNode | undefined;
    for (const definition of withPages(node, schema).definitions) {
      if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
      if (definition.kind === Kind.OPERATION_DEFINITION) operation ??= definition;
    }
    if (!operation) return null;
    const document = { id: '', node, fragments, operations: [] };
    const parsed = { document, node: operation, name: null, kind: operation.operation, rootFields: [] };
    try {
      return compileCost(parsed, schema, weights, { listSize: pageSize })({});
    } catch {
      return null;
    }
  };
}

/** Puts a page's size where a whole number is given: recorded texts have 0 there, and variables no value at all. */
function withPages(document: ReturnType<typeof parse>, schema: GraphQLSchema): ReturnType<typeof parse> {
  const typeInfo = new TypeInfo(schema);
  return visit(
    document,
    visitWithTypeInfo(typeInfo, {
      Argument(node) {
        const type = typeInfo.getInputType();
        if (!type || getNamedType(type).name !== 'Int') return undefined;
        return { ...node, value: { kind: Kind.INT, value: String(pageSize) } };
      },
    }),
  );
}
