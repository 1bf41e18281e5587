import { operationFromDocument, type Schema } from '@apollo/federation-internals';
import type { QueryPlan, QueryPlanner } from '@apollo/query-planner';
import { type DocumentNode, GraphQLError } from 'graphql';
import type { MendedSupergraph } from '../supergraph/mend/mend-supergraph.ts';
import { withDirectiveDefaults } from './document/with-directive-defaults.ts';
import { withTypeNames } from './document/with-type-names.ts';
import { withoutIntrospection } from './document/without-introspection.ts';
import { asksByType } from './planners/asks-by-type.ts';
import { createCarefulPlanner } from './planners/careful-planner.ts';
import { withTypeConditions } from './planners/type-conditioned-planner.ts';
import { restorePlan } from './restore-plan.ts';

/** Makes the plan of one operation of a valid document. Throws a GraphQLError with a code where there is none. */
export type PlanOperation = (
  document: DocumentNode,
  operationName: string | null,
  /** The progressive overrides that hold (override-labels.ts). */
  labels: readonly string[],
) => QueryPlan;

/** Plans with Apollo's planner and undoes in the plans what was mended in its supergraph. */
export function createPlanOperation(planner: QueryPlanner, apiSchema: Schema, mended: MendedSupergraph): PlanOperation {
  const schema = apiSchema.toGraphQLJSSchema();
  const careful = createCarefulPlanner(mended.sdl);
  return (document, operationName, labels) => {
    try {
      const asked = withTypeNames(withDirectiveDefaults(withoutIntrospection(document), schema), schema);
      const isByType = asksByType(asked, operationName, schema);
      const overrideConditions = new Map(labels.map((label) => [label, true]));
      const planWith = (one: QueryPlanner, ofSchema: Schema): QueryPlan => {
        const operation = operationFromDocument(ofSchema, asked, { operationName: operationName ?? undefined });
        // Plans that need no types on their paths are made without: fewer fetches, in less time.
        return (isByType ? withTypeConditions(one) : one).buildQueryPlan(operation, { overrideConditions });
      };
      const plan = planWith(planner, apiSchema);
      return restorePlan(careful ? careful.improve(plan, planWith) : plan, mended.requiredArguments);
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
