import { Detector } from '../../subgraphs/fraud/detect/detector.ts';
import { type Fact, isActivity } from '../../subgraphs/fraud/detect/fact.ts';
import type { Finding } from '../../subgraphs/fraud/detect/finding.ts';
import type { RulesDocument } from '../../subgraphs/fraud/rules/rules-document.ts';

/** How often the rules look, in event time: a worker looks with every batch, and once a second. */
const lookEveryMs = 1_000;
/** How often what is too old is forgotten, in event time. */
const forgetEveryMs = 60 * 60 * 1000;

/** Lets a detector watch facts in the order of time as a worker would. Calls `found` with each finding and when it was found. */
export function watchStory(
  days: Iterable<readonly Fact[]>,
  rules: RulesDocument,
  found: (finding: Finding, nowMs: number) => void,
): void {
  const detector = new Detector(rules);
  let lookedMs = Number.NEGATIVE_INFINITY;
  let forgotMs = Number.NEGATIVE_INFINITY;
  let nowMs = 0;
  const tell = (findings: readonly Finding[]): void => {
    for (const finding of findings) found(finding, nowMs);
  };
  for (const facts of days)
    for (const fact of facts) {
      nowMs = fact.atMs;
      if (nowMs - lookedMs >= lookEveryMs) {
        lookedMs = nowMs;
        tell(detector.settle(() => nowMs));
      }
      if (nowMs - forgotMs >= forgetEveryMs) {
        forgotMs = nowMs;
        detector.forget(new Map([[0, nowMs]]), nowMs);
      }
      detector.apply(fact);
      if (isActivity(fact)) detector.applyLike(fact);
      tell(detector.find());
    }
  tell(detector.settle(() => Number.POSITIVE_INFINITY));
}
