import type { Action } from '../score/assess.ts';
import { farming } from './farming.ts';
import { founding } from './founding.ts';
import { regularity } from './regularity.ts';
import type { AccountView, Evidence } from './rule.ts';
import type { RulesDocument } from './rules-document.ts';
import { scraping } from './scraping.ts';
import { velocity } from './velocity.ts';

/** What a rule does when it fires. */
export interface RuleEffect {
  readonly name: string;
  readonly action: Action;
  readonly weight: number;
}

/** A rule over one account's activity with its thresholds filled in. */
export interface ActiveAccountRule extends RuleEffect {
  /**
   * What its evidence is called where an account can have it only once in its life. Null: a rule that can fire again on
   * what happens after a reviewer cleared the account.
   */
  readonly onceEvidence: string | null;
  /** True for a rule that knowing only a part of the activity could mislead: it looks a moment behind the newest. */
  readonly settled: boolean;
  evaluate(account: AccountView): Evidence | null;
}

/** The rules over one account's activity, with a document's thresholds. The order is the same for every document. */
export function accountRules({ rules }: RulesDocument): readonly ActiveAccountRule[] {
  const again = { onceEvidence: null };
  return [
    {
      ...effectOf('founding', rules.founding),
      onceEvidence: 'registration',
      settled: false,
      evaluate: (account) => founding(account, rules.founding),
    },
    {
      ...effectOf('velocity', rules.velocity),
      ...again,
      settled: false,
      evaluate: (account) => velocity(account, rules.velocity),
    },
    {
      ...effectOf('scraping', rules.scraping),
      ...again,
      settled: true,
      evaluate: (account) => scraping(account, rules.scraping),
    },
    {
      ...effectOf('farming', rules.farming),
      ...again,
      settled: true,
      evaluate: (account) => farming(account, rules.farming),
    },
    {
      ...effectOf('farmingProven', rules.farmingProven),
      ...again,
      settled: true,
      evaluate: (account) => farming(account, rules.farmingProven),
    },
    {
      ...effectOf('regularity', rules.regularity),
      ...again,
      settled: true,
      evaluate: (account) => regularity(account, rules.regularity),
    },
  ];
}

/** What the rules that cross accounts do when they fire. */
export function sharedEffects({ rules }: RulesDocument) {
  return {
    deviceFarm: effectOf('deviceFarm', rules.deviceFarm),
    lockstep: effectOf('lockstep', rules.lockstep),
    takeover: effectOf('takeover', rules.takeover),
    stuffing: effectOf('stuffing', rules.stuffing),
    profileAfterSignIn: effectOf('profileAfterSignIn', rules.profileAfterSignIn),
  };
}

function effectOf(name: string, { action, weight }: { action: Action; weight: number }): RuleEffect {
  return { name, action, weight };
}
