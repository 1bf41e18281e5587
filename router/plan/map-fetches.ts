import type { FetchNode, PlanNode, QueryPlan } from '@apollo/query-planner';

/** A plan with each of its fetches replaced by one, or by several that run side by side. */
export function mapFetches(plan: QueryPlan, change: (fetch: FetchNode) => readonly FetchNode[]): QueryPlan {
  const map = (node: PlanNode): PlanNode => {
    switch (node.kind) {
      case 'Fetch': {
        const fetches = [...change(node)];
        return fetches.length === 1 ? fetches[0]! : { kind: 'Parallel', nodes: fetches };
      }
      case 'Flatten':
        return { ...node, node: map(node.node) };
      case 'Sequence':
      case 'Parallel':
        return { ...node, nodes: node.nodes.map(map) };
      case 'Condition':
        return {
          ...node,
          ifClause: node.ifClause && map(node.ifClause),
          elseClause: node.elseClause && map(node.elseClause),
        };
      case 'Defer':
        return node;
    }
  };
  const { node } = plan;
  if (!node) return plan;
  if (node.kind !== 'Subscription') return { ...plan, node: map(node) };
  // Of root fields, as the primary of a subscription is, there is nothing to split.
  const [primary] = change(node.primary);
  return { ...plan, node: { ...node, primary: primary!, rest: node.rest && map(node.rest) } };
}
