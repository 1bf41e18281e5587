import { operationFromDocument, type Schema } from '@apollo/federation-internals';
import type { QueryPlan, QueryPlanner } from '@apollo/query-planner';
import { type DocumentNode, GraphQLError } from 'graphql';
import type { RequiredArguments } from '../supergraph/mend/required-arguments.ts';
import { restorePlan } from './restore-plan.ts';
import { withDirectiveDefaults } from './with-directive-defaults.ts';
import { withTypeNames } from './with-type-names.ts';
import { withoutIntrospection } from './without-introspection.ts';

/** Makes the plan of one operation of a valid document. Throws a GraphQLError with a code where there is none. */
export type PlanOperation = (
  document: DocumentNode,
  operationName: string | null,
  /** The progressive overrides that hold (override-labels.ts). */
  labels: readonly string[],
) => QueryPlan;

/** Plans with Apollo's planner and undoes in the plans what was mended in its supergraph. */
export function createPlanOperation(
  planner: QueryPlanner,
  apiSchema: Schema,
  requiredArguments: RequiredArguments,
): PlanOperation {
  const schema = apiSchema.toGraphQLJSSchema();
  return (document, operationName, labels) => {
    try {
      const asked = withTypeNames(withDirectiveDefaults(withoutIntrospection(document), schema), schema);
      const operation = operationFromDocument(apiSchema, asked, { operationName: operationName ?? undefined });
      const overrideConditions = new Map(labels.map((label) => [label, true]));
      return restorePlan(planner.buildQueryPlan(operation, { overrideConditions }), requiredArguments);
    } catch (error) {
      throw planningError(error);
    }
  };
}

function planningError(error: unknown): GraphQLError {
  const message = error instanceof Error ? error.message : 'The operation could not be planned.';
  return new GraphQLError(message, {
    originalError: error instanceof Error ? error : undefined,
    extensions: { code: 'QUERY_PLANNING_FAILED' },
  });
}
