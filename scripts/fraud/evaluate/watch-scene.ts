import { Detector } from '../../../subgraphs/fraud/detect/detector.ts';
import { isActivity } from '../../../subgraphs/fraud/detect/fact.ts';
import type { Finding } from '../../../subgraphs/fraud/detect/finding.ts';
import type { RulesDocument } from '../../../subgraphs/fraud/rules/rules-document.ts';
import { assess } from '../../../subgraphs/fraud/score/assess.ts';
import type { Scene } from './scene.ts';

/** What became of an account. */
export interface Outcome {
  readonly findings: readonly Finding[];
  /** Event time at which somebody was to look at it, or it was restricted; Infinity where that never was. */
  caughtMs: number;
  restrictedMs: number;
}

/** How often the rules look, in event time: a worker looks with every batch, and once a second. */
const lookEveryMs = 1_000;

/** Lets the detector watch a scene as a worker would, and returns what became of whom. */
export function watchScene(scene: Scene, rules: RulesDocument): ReadonlyMap<string, Outcome> {
  const detector = new Detector(rules);
  const outcomes = new Map<string, Outcome & { findings: Finding[] }>();
  const note = (findings: readonly Finding[], nowMs: number): void => {
    for (const finding of findings) {
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
    }
  };
  let lookedMs = Number.NEGATIVE_INFINITY;
  for (const facts of scene.days()) {
    for (const fact of facts) {
      if (fact.atMs - lookedMs >= lookEveryMs) {
        lookedMs = fact.atMs;
        note(
          detector.settle(() => lookedMs),
          lookedMs,
        );
      }
      detector.apply(fact);
      if (isActivity(fact)) detector.applyLike(fact);
      note(detector.find(), fact.atMs);
    }
    const nowMs = facts.at(-1)?.atMs ?? lookedMs;
    note(
      detector.settle(() => nowMs + rules.settleMs),
      nowMs,
    );
    detector.forget(new Map([[0, nowMs]]), nowMs);
  }
  return outcomes;
}
