import type { PlanNode } from '@apollo/query-planner';
import { type GraphQLObjectType, parse, type SelectionSetNode } from 'graphql';
import { responseNames } from './root-fields.ts';
import { collectFields, type SelectionContext } from './shape/collect-fields.ts';

/**
 * The response names of root fields that are asked for but that nothing in the plan fetches. The planner leaves them out
 * without a word where no subgraph can answer what is asked of them; null without an error would be a lie.
 */
export function unplannedFields(
  context: SelectionContext,
  rootType: GraphQLObjectType,
  selectionSet: SelectionSetNode,
  plan: PlanNode | undefined,
): readonly string[] {
  const planned = plannedFields(plan);
  const unplanned: string[] = [];
  for (const [name, nodes] of collectFields(context, rootType, [selectionSet])) {
    if (!planned.has(name) && !nodes[0]!.name.value.startsWith('__')) unplanned.push(name);
  }
  return unplanned;
}

/** The response names that the plan's fetches of root fields bring. */
function plannedFields(plan: PlanNode | undefined): ReadonlySet<string> {
  const names = new Set<string>();
  const collect = (node: PlanNode | undefined): void => {
    if (node?.kind === 'Fetch' && !node.requires)
      for (const name of responseNames(parse(node.operation, { noLocation: true }))) names.add(name);
    else if (node?.kind === 'Condition') for (const child of [node.ifClause, node.elseClause]) collect(child);
    else if (node?.kind === 'Sequence' || node?.kind === 'Parallel') for (const child of node.nodes) collect(child);
  };
  collect(plan);
  return names;
}
