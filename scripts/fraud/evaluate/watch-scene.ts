import type { Finding } from '../../../subgraphs/fraud/detect/finding.ts';
import type { RulesDocument } from '../../../subgraphs/fraud/rules/rules-document.ts';
import { assess } from '../../../subgraphs/fraud/score/assess.ts';
import { watchStory } from '../watch-story.ts';
import type { Scene } from './scene.ts';

/** What became of an account. */
export interface Outcome {
  readonly findings: readonly Finding[];
  /** Event time at which somebody was to look at it, or it was restricted; Infinity where that never was. */
  caughtMs: number;
  restrictedMs: number;
}

/** Lets the detector watch a scene as a worker would, and returns what became of whom. */
export function watchScene(scene: Scene, rules: RulesDocument): ReadonlyMap<string, Outcome> {
  const outcomes = new Map<string, Outcome & { findings: Finding[] }>();
  watchStory(scene.days(), rules, (finding, nowMs) => {
    const outcome = outcomes.get(finding.user) ?? {
      findings: [],
      caughtMs: Number.POSITIVE_INFINITY,
      restrictedMs: Number.POSITIVE_INFINITY,
    };
    outcomes.set(finding.user, outcome);
    outcome.findings.push(finding);
    const { action } = assess(outcome.findings, rules);
    if (action === 'RESTRICT') outcome.restrictedMs = Math.min(outcome.restrictedMs, nowMs);
    if (action === 'RESTRICT' || action === 'CASE') outcome.caughtMs = Math.min(outcome.caughtMs, nowMs);
  });
  return outcomes;
}
