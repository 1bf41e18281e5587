import type { PlanNode } from '@apollo/query-planner';
import { fusePlan } from '../plan/fetches/fuse-plan.ts';
import { type AskedOperation, keepMembers } from '../plan/fetches/keep-members.ts';
import { leaveOutKnownTypes } from '../plan/fetches/known-types.ts';
import { type PlannedFetch, resolvePlan } from '../plan/fetches/resolve-plan.ts';
import { shareRootFields } from '../plan/fetches/share-root-fields.ts';
import { spareRoots } from '../plan/fetches/spare-root.ts';
import { compileFetch, type FetchDeps } from './compile-fetch.ts';
import type { Run, Step } from './run.ts';

/**
 * Compiles a plan for one outcome of its conditions (`asked.context.isTrue` tells a variable's value), so that nothing
 * is left to be decided while it runs. Returns undefined where nothing is left to fetch.
 */
export function compilePlan(plan: PlanNode, asked: AskedOperation, deps: FetchDeps): Step | undefined {
  const fetches = mendFetches(resolvePlan(plan, asked.context.isTrue), asked);
  const requests = fusePlan(fetches, deps.fuse);
  if (requests.length === 0) return undefined;
  const steps = requests.map((request) => compileFetch(request, deps));
  if (steps.length === 1) return steps[0];
  // Each waits for the one before: the usual plan. A loop is all it takes.
  if (requests.every(({ after }, index) => index === 0 || after.has(index - 1))) return inSequence(steps);
  return asTheyBecomeReady(
    steps,
    requests.map(({ after }) => [...after]),
  );
}

/** What the planner left out is put in, one thing after the other, and what nobody has to be asked for is left out. */
function mendFetches(planned: readonly PlannedFetch[], asked: AskedOperation): readonly PlannedFetch[] {
  const whole = spareRoots(shareRootFields(keepMembers(planned, asked), asked), asked);
  return leaveOutKnownTypes(whole, asked);
}

function inSequence(steps: readonly Step[]): Step {
  return async (run) => {
    for (const step of steps) await step(run);
  };
}

/** Starts each step when all that it waits for are done. Steps never reject; should one, it is passed on. */
function asTheyBecomeReady(steps: readonly Step[], after: readonly (readonly number[])[]): Step {
  const followers = steps.map((_step, index) =>
    after.flatMap((awaited, follower) => (awaited.includes(index) ? [follower] : [])),
  );
  return (run: Run) =>
    new Promise((resolve, reject) => {
      const missing = after.map((awaited) => awaited.length);
      let unfinished = steps.length;
      const start = (index: number): void => {
        Promise.resolve(steps[index]!(run)).then(() => finish(index), reject);
      };
      const finish = (index: number): void => {
        unfinished--;
        if (unfinished === 0) resolve();
        for (const follower of followers[index]!) {
          missing[follower]!--;
          if (missing[follower] === 0) start(follower);
        }
      };
      for (let index = 0; index < steps.length; index++) if (after[index]!.length === 0) start(index);
    });
}
