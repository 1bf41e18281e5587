import { operationFromDocument, ROUTER_SUPPORTED_SUPERGRAPH_FEATURES, Supergraph } from '@apollo/federation-internals';
import { QueryPlanner } from '@apollo/query-planner';
import { parse } from 'graphql';

/** How much work a plan is. */
export interface PlanSize {
  /** Requests to subgraphs. */
  readonly fetches: number;
  /** Requests that wait for one another: the plan's length in round trips. */
  readonly depth: number;
}

/** A planner of one supergraph that tells how big an operation's plan is; null where it can't be planned. */
export function createPlanSizer(supergraphSdl: string): (operation: string) => PlanSize | null {
  const supergraph = Supergraph.build(supergraphSdl, { supportedFeatures: ROUTER_SUPPORTED_SUPERGRAPH_FEATURES });
  const planner = new QueryPlanner(supergraph);
  const schema = supergraph.apiSchema();
  return (text) => {
    try {
      const plan = planner.buildQueryPlan(operationFromDocument(schema, parse(text)));
      return sizeOf(plan.node as PlanNode | undefined);
    } catch {
      return null;
    }
  };
}

interface PlanNode {
  kind: string;
  node?: PlanNode;
  nodes?: PlanNode[];
  primary?: PlanNode;
  rest?: PlanNode;
  ifClause?: PlanNode;
  elseClause?: PlanNode;
}

function sizeOf(node: PlanNode | undefined): PlanSize {
  if (!node) return { fetches: 0, depth: 0 };
  if (node.kind === 'Fetch') return { fetches: 1, depth: 1 };
  const parts = [node.node, ...(node.nodes ?? []), node.primary, node.rest, node.ifClause, node.elseClause].filter(
    (part): part is PlanNode => part !== undefined,
  );
  const sizes = parts.map(sizeOf);
  const depths = sizes.map(({ depth }) => depth);
  return {
    fetches: sizes.reduce((sum, { fetches }) => sum + fetches, 0),
    depth:
      node.kind === 'Parallel' || node.kind === 'Condition'
        ? Math.max(0, ...depths)
        : depths.reduce((sum, depth) => sum + depth, 0),
  };
}
