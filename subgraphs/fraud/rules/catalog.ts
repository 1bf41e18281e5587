import type { Action } from '../score/assess.ts';
import { founding } from './founding.ts';
import type { AccountView, Evidence } from './rule.ts';
import type { RulesDocument } from './rules-document.ts';

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
  evaluate(account: AccountView): Evidence | null;
}

/** The rules over one account's activity, with a document's thresholds. The order is the same for every document. */
export function accountRules({ rules }: RulesDocument): readonly ActiveAccountRule[] {
  return [
    {
      name: 'founding',
      ...effect(rules.founding),
      onceEvidence: 'registration',
      evaluate: (account) => founding(account, rules.founding),
    },
  ];
}

const effect = ({ action, weight }: { action: Action; weight: number }) => ({ action, weight });
