import type { QueryPlanner, QueryPlannerConfig } from '@apollo/query-planner';

/**
 * Apollo's planner with its `typeConditionedFetching`: the paths of its plans say of which types the objects on the way
 * must be, so that entities are asked only for what is asked under the type of what holds them.
 *
 * The gateway refuses the option, since its executor doesn't know such paths. So the same planner is taken, its graph
 * included (which is what takes time and memory), with only its configuration changed. It keeps that to itself: the
 * version is pinned, and this says so if an upgrade moved it.
 */
export function withTypeConditions(planner: QueryPlanner): QueryPlanner {
  const { config } = planner as unknown as { config?: QueryPlannerConfig };
  if (config?.typeConditionedFetching === undefined)
    throw new Error('This version of @apollo/query-planner keeps its configuration elsewhere.');
  return Object.create(planner, { config: { value: { ...config, typeConditionedFetching: true } } }) as QueryPlanner;
}
