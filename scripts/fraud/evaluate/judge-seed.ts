import type { RulesDocument } from '../../../subgraphs/fraud/rules/rules-document.ts';
import type { BadKind } from '../../seed/population/facts.ts';
import { forestSuspects } from './forest-baseline.ts';
import { createScene, isBadRole, type Mode, type Scene } from './scene.ts';
import { type Outcome, watchScene } from './watch-scene.ts';

/** The rules made for a kind. Others may find it first: what is counted of a rule is what it says of whomever. */
const rulesFor: Readonly<Record<BadKind | 'the model', readonly string[]>> = {
  'founding-burst': ['founding'],
  scraper: ['scraping'],
  'like-farmer': ['farming', 'farmingProven'],
  lockstep: ['lockstep'],
  takeover: ['takeover', 'stuffing', 'profileAfterSignIn'],
  'device-farm': ['deviceFarm'],
  'velocity-bot': ['velocity'],
  'regular-bot': ['regularity'],
  'the model': ['anomaly'],
};

/** What became of the accounts of one kind, and what its rules said of everybody. */
export interface KindResult {
  /** Accounts of the kind, and those among them that got a case or a restriction, by whatever rule. */
  readonly accounts: number;
  readonly caught: number;
  /** From the first bad act to the case or restriction, of those caught. */
  readonly delaysS: readonly number[];
  /** Accounts, bad ones of any kind, that the rules made for this kind found. */
  readonly found: Counts;
}

/** What one seed gave. */
export interface SeedResult {
  readonly kinds: ReadonlyMap<string, KindResult>;
  readonly bad: number;
  readonly honest: number;
  readonly badCaught: number;
  readonly honestCaught: number;
  readonly honestRestricted: number;
  /** Honest accounts that a reviewer was shown, by their role. */
  readonly honestCaughtByRole: ReadonlyMap<string, number>;
  /** The founding rule alone, and a batch isolation forest over the model's features. */
  readonly founding: Counts;
  readonly forest: Counts;
}

/** Numbers of accounts by what they are labelled as. */
export interface Counts {
  readonly bad: number;
  readonly honest: number;
}

/** Makes a scene, lets the detector watch it, and counts. */
export function judgeSeed(options: { users: number; seed: number; mode: Mode }, rules: RulesDocument): SeedResult {
  const scene = createScene(options);
  const outcomes = watchScene(scene, rules);
  const isBad = (id: string): boolean => isBadRole(scene.roles.get(id)!);
  const count = (ids: Iterable<string>): Counts => {
    const all = [...ids];
    const bad = all.filter(isBad).length;
    return { bad, honest: all.length - bad };
  };
  const by = (test: (outcome: Outcome) => boolean): string[] =>
    [...outcomes].filter(([, outcome]) => test(outcome)).map(([id]) => id);
  const caughtIds = by(({ caughtMs }) => caughtMs < Number.POSITIVE_INFINITY);
  const caught = count(caughtIds);
  const honestCaughtByRole = new Map<string, number>();
  for (const id of caughtIds.filter((one) => !isBad(one))) {
    const role = scene.roles.get(id)!;
    honestCaughtByRole.set(role, (honestCaughtByRole.get(role) ?? 0) + 1);
  }
  const { bad, honest } = count(scene.roles.keys());
  const kinds = new Map<string, KindResult>();
  for (const [kind, names] of Object.entries(rulesFor)) {
    const found = count(by(({ findings }) => findings.some(({ rule }) => names.includes(rule))));
    kinds.set(kind, { ...kindOf(scene, outcomes, kind), found });
  }
  return {
    kinds,
    bad,
    honest,
    badCaught: caught.bad,
    honestCaught: caught.honest,
    honestRestricted: count(by(({ restrictedMs }) => restrictedMs < Number.POSITIVE_INFINITY)).honest,
    honestCaughtByRole,
    founding: count(by(({ findings }) => findings.some(({ rule }) => rule === 'founding'))),
    // A scene can be walked once; the same options make the same one.
    forest: count(forestSuspects(createScene(options), options.seed)),
  };
}

function kindOf(scene: Scene, outcomes: ReadonlyMap<string, Outcome>, kind: string) {
  const delaysS: number[] = [];
  let accounts = 0;
  for (const [id, beganMs] of scene.beganMs) {
    if (scene.roles.get(id) !== kind) continue;
    accounts++;
    const caughtMs = outcomes.get(id)?.caughtMs ?? Number.POSITIVE_INFINITY;
    // An account of a group may be found by what its neighbours did before it: at once, then.
    if (caughtMs < Number.POSITIVE_INFINITY) delaysS.push(Math.max(0, (caughtMs - beganMs) / 1_000));
  }
  return { accounts, caught: delaysS.length, delaysS };
}
