import { type RuleEffect, sharedEffects } from '../rules/catalog.ts';
import type { Evidence } from '../rules/rule.ts';
import type { RulesDocument } from '../rules/rules-document.ts';
import { type Clearances, evidenceAfter } from './clearances.ts';
import { DeviceWatch } from './device-watch.ts';
import type { ProfileChangedFact, RegisteredFact, SignInFact } from './fact.ts';
import type { Finding } from './finding.ts';
import type { Interner } from './interner.ts';
import { LockstepWatch } from './lockstep-watch.ts';
import { ProfileWatch } from './profile-watch.ts';
import { SignInWatch } from './sign-in-watch.ts';

/** The rules that cross accounts: over devices, over addresses, and over who likes whom together. */
export class SharedWatch {
  private readonly devices = new DeviceWatch();
  private readonly signIns = new SignInWatch();
  private readonly profiles = new ProfileWatch();
  private readonly lockstep = new LockstepWatch();
  /** A reviewer cleared somebody of lockstep: links are counted anew before the next look. */
  private lockstepCleared = false;
  /** What was found already; these are bad accounts, hence few. */
  private readonly told = new Set<string>();
  private readonly people: Interner;
  private readonly clearances: Clearances;

  constructor(people: Interner, clearances: Clearances) {
    this.people = people;
    this.clearances = clearances;
  }

  applyRegistered(fact: RegisteredFact): void {
    this.devices.apply(fact);
  }

  applySignIn(fact: SignInFact): void {
    this.signIns.apply(fact);
  }

  applyProfileChanged(fact: ProfileChangedFact): void {
    this.profiles.apply(fact);
  }

  applyLike(user: string, target: string, atMs: number, { rules }: RulesDocument): void {
    this.lockstep.apply(this.people.number(user), this.people.number(target), atMs, rules.lockstep);
  }

  /**
   * A reviewer cleared the account of these rules. What it did after `atMs` may have been read before: it is looked at
   * anew, by what is left.
   */
  applyReleased(user: string, rules: readonly string[], atMs: number): void {
    if (rules.includes('lockstep')) {
      this.lockstep.clear(this.people.number(user), atMs);
      this.lockstepCleared = true;
    }
    if (rules.includes('deviceFarm')) this.devices.lookAgain();
    if (rules.some((rule) => signInRules.includes(rule))) this.signIns.lookAgain();
    if (rules.includes('profileAfterSignIn')) this.profiles.lookAgain(user);
  }

  /** The account is gone: it is in no group any more. */
  forgetAccount(user: string): void {
    this.lockstep.forgetAccount(this.people.number(user));
    this.profiles.forgetAccount(user);
  }

  find(document: RulesDocument): Finding[] {
    const { rules, version } = document;
    const effects = sharedEffects(document);
    const findings: Finding[] = [];
    // `ownMs`: the account's own part of the evidence. What others add to it later is nothing new against an account cleared of it.
    const found = (user: string, effect: RuleEffect, seen: Evidence, ownMs = seen.atMs): void => {
      const clearedAtMs = this.clearances.clearedAtMs(user, effect.name);
      if (ownMs <= clearedAtMs) return;
      const { name: rule, action, weight } = effect;
      const evidence = evidenceAfter(clearedAtMs);
      const identity = `${user}/${rule}/${evidence}`;
      if (this.told.has(identity)) return;
      this.told.add(identity);
      findings.push({ user, rule, evidence, action, weight, rulesVersion: version, ...seen });
    };
    this.devices.find(rules.deviceFarm, (user, seen, registeredMs) =>
      found(user, effects.deviceFarm, seen, registeredMs),
    );
    this.signIns.find([rules.takeover, rules.stuffing], ({ user, proven, evidence }, index) => {
      if (index === 0 && proven) found(user, effects.takeover, evidence);
      if (index === 1) found(user, effects.stuffing, evidence);
      this.profiles.suspect(user, evidence.atMs);
    });
    this.profiles.find(
      rules.profileAfterSignIn,
      (user) => this.clearances.clearedAtMs(user, 'profileAfterSignIn'),
      (user, seen) => found(user, effects.profileAfterSignIn, seen),
    );
    if (this.lockstepCleared) this.lockstep.rebuild(rules.lockstep);
    this.lockstepCleared = false;
    this.lockstep.find(rules.lockstep, (account, seen) => found(this.people.text(account), effects.lockstep, seen));
    return findings;
  }

  /** Other thresholds hold now: everything kept is looked at anew. */
  lookAgain({ rules }: RulesDocument): void {
    this.devices.lookAgain();
    this.signIns.lookAgain();
    this.profiles.judgeAnew();
    this.lockstep.rebuild(rules.lockstep);
  }

  forget(nowMs: number, { rules }: RulesDocument): void {
    this.devices.forgetBefore(nowMs - rules.deviceFarm.windowMs);
    const signInsKeptMs = Math.max(
      ...[...rules.takeover.tiers, ...rules.stuffing.tiers].map(({ windowMs }) => windowMs),
    );
    this.signIns.forgetBefore(nowMs - signInsKeptMs - latenessMs);
    this.profiles.forgetBefore(nowMs - rules.profileAfterSignIn.windowMs - latenessMs);
    this.lockstep.forgetBefore(nowMs - rules.lockstep.keptMs - latenessMs);
  }

  eachNumber(use: (number: number) => void): void {
    this.lockstep.eachNumber(use);
  }

  renumber(numberOf: (old: number) => number): void {
    this.lockstep.renumber(numberOf);
  }

  get size(): { pairs: number; targets: number } {
    return this.lockstep.size;
  }
}

/** Kept beyond a rule's window for events that come late: sign-ins of different accounts come in no order. An hour. */
const latenessMs = 60 * 60 * 1000;
const signInRules: readonly string[] = ['takeover', 'stuffing'];
