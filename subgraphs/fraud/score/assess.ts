/**
 * Score and action: the one place where what the rules (and the model) found is combined.
 *
 * - Each finding has a weight from 0 to 1: how sure it alone would make a reviewer. They are combined as independent
 *   doubts: score = 1 - product of (1 - weight). Two hints of 0.4 make 0.64; nothing sums above 1. A rule counts once,
 *   with its heaviest finding, so that the same behaviour seen twice makes nobody twice as suspicious.
 * - Each finding also has the most it may lead to by itself (WATCH, CASE or RESTRICT, from rules.yaml). The action is
 *   the strongest of these; besides, hints that only watch add up to a case at a score of `caseScore`. Nothing adds up to a
 *   restriction: only a rule that restricts by itself restricts. That keeps speed alone from ever restricting.
 */
export type Action = 'WATCH' | 'CASE' | 'RESTRICT';
export type Level = 'NONE' | 'LOW' | 'MEDIUM' | 'HIGH';

export interface WeighedFinding {
  readonly rule: string;
  readonly weight: number;
  readonly action: Action;
}

export interface Verdict {
  /** 0 to 1. */
  readonly score: number;
  readonly level: Level;
  /** What to do; ALLOW where nothing was found. */
  readonly action: Action | 'ALLOW';
}

const strength: Readonly<Record<Action, number>> = { WATCH: 1, CASE: 2, RESTRICT: 3 };
const byStrength = ['ALLOW', 'WATCH', 'CASE', 'RESTRICT'] as const;
/** In words, for people: an account without findings is NONE, a restricted one HIGH, one that waits for a person MEDIUM. */
const levels = { ALLOW: 'NONE', WATCH: 'LOW', CASE: 'MEDIUM', RESTRICT: 'HIGH' } as const;

/** Combines everything that stands against one account. Pure, and independent of the findings' order. */
export function assess(findings: readonly WeighedFinding[], settings: { caseScore: number }): Verdict {
  const heaviest = new Map<string, number>();
  let strongest = 0;
  for (const { rule, weight, action } of findings) {
    heaviest.set(rule, Math.max(weight, heaviest.get(rule) ?? 0));
    strongest = Math.max(strongest, strength[action]);
  }
  // Sorted, because floating-point products depend on the order of their factors.
  const doubt = [...heaviest.values()].sort((a, b) => a - b).reduce((left, weight) => left * (1 - weight), 1);
  // Rounded to what a person reads; 1 - 0.36 is 0.64 and not 0.6400000000000001.
  const score = Math.round((1 - doubt) * 10_000) / 10_000;
  if (strongest === strength.WATCH && score >= settings.caseScore) strongest = strength.CASE;
  const action = byStrength[strongest]!;
  return { score, level: levels[action], action };
}
