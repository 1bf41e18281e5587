import type { FetchNode, PlanNode } from '@apollo/query-planner';
import type { ResponsePath } from '../../execute/run.ts';
import type { KnownTypes } from './known-types.ts';
import { type PlanPath, readPlanPath } from './plan-path.ts';
import type { Spare } from './spare-root.ts';

/** A fetch of a plan whose conditions are decided: where it belongs and what must be there before. */
export interface PlannedFetch {
  readonly fetch: FetchNode;
  readonly path: PlanPath;
  /** The fetches that must be done before, by their places in the list. */
  readonly after: ReadonlySet<number>;
  /** Of a fetch of root fields that others ask for too: what is missing in the answer without it. */
  readonly lost?: readonly ResponsePath[];
  /** Of a fetch of root fields: what another subgraph answers of it. */
  readonly spare?: Spare;
  /** The type names that the subgraph isn't asked for. */
  readonly knownTypes?: KnownTypes;
}

/**
 * Turns a plan into a list of fetches with what each waits for, an earlier one always first. `isTrue` decides the plan's
 * conditions; branches not taken are left out.
 */
export function resolvePlan(plan: PlanNode, isTrue: (variable: string) => boolean): readonly PlannedFetch[] {
  const fetches: PlannedFetch[] = [];

  /** Adds a node's fetches and returns those that whoever comes after must wait for. */
  const add = (node: PlanNode, path: PlanPath, after: ReadonlySet<number>): ReadonlySet<number> => {
    switch (node.kind) {
      case 'Fetch':
        return new Set([fetches.push({ fetch: node, path, after }) - 1]);
      case 'Flatten':
        return add(node.node, [...path, ...readPlanPath(node.path)], after);
      case 'Condition': {
        const branch = isTrue(node.condition) ? node.ifClause : node.elseClause;
        return branch ? add(branch, path, after) : after;
      }
      case 'Sequence':
        return node.nodes.reduce((before, child) => add(child, path, before), after);
      case 'Parallel':
        return new Set(node.nodes.flatMap((child) => [...add(child, path, after)]));
      case 'Defer':
        throw new Error('@defer is not served.');
    }
  };
  add(plan, [], new Set());
  return fetches;
}
