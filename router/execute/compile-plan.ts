import type { PlanNode } from '@apollo/query-planner';
import { compileFetch, type FetchDeps } from './compile-fetch.ts';
import type { Step } from './run.ts';

/**
 * Compiles a plan for one outcome of its conditions (`isTrue` tells a variable's value), so that nothing is left to be
 * decided while it runs. Returns undefined where nothing is left to fetch.
 */
export function compilePlan(
  node: PlanNode,
  path: readonly string[],
  isTrue: (variable: string) => boolean,
  deps: FetchDeps,
): Step | undefined {
  switch (node.kind) {
    case 'Fetch':
      return compileFetch(node, path, deps);
    case 'Flatten':
      return compilePlan(node.node, [...path, ...node.path.map(String)], isTrue, deps);
    case 'Condition': {
      const branch = isTrue(node.condition) ? node.ifClause : node.elseClause;
      return branch && compilePlan(branch, path, isTrue, deps);
    }
    case 'Sequence':
      return inSequence(compileAll(node.nodes, path, isTrue, deps));
    case 'Parallel':
      return inParallel(compileAll(node.nodes, path, isTrue, deps));
    case 'Defer':
      throw new Error('@defer is not served.');
  }
}

function compileAll(
  nodes: readonly PlanNode[],
  path: readonly string[],
  isTrue: (variable: string) => boolean,
  deps: FetchDeps,
): Step[] {
  return nodes.map((node) => compilePlan(node, path, isTrue, deps)).filter((step) => step !== undefined);
}

function inSequence(steps: readonly Step[]): Step | undefined {
  if (steps.length <= 1) return steps[0];
  return async (run) => {
    for (const step of steps) await step(run);
  };
}

function inParallel(steps: readonly Step[]): Step | undefined {
  if (steps.length <= 1) return steps[0];
  return async (run) => {
    await Promise.all(steps.map((step) => step(run)));
  };
}
