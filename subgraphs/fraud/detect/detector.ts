import { AnomalyWatch, judgeEveryMs } from '../model/anomaly-watch.ts';
import { type ActiveAccountRule, accountRules } from '../rules/catalog.ts';
import type { RulesDocument } from '../rules/rules-document.ts';
import { ActivityWindow } from './activity-window.ts';
import { Clearances, evidenceAfter } from './clearances.ts';
import { type ActivityFact, type Fact, isActivity, type RegisteredFact } from './fact.ts';
import type { Finding } from './finding.ts';
import { Interner } from './interner.ts';
import { SharedWatch } from './shared-watch.ts';

/** What is kept of one account that did something lately. */
interface Account {
  readonly user: string;
  /** The log's partition that its activity comes from: dropped together when another worker takes it over. */
  readonly partition: number;
  readonly window: ActivityWindow;
  /** A bit for each rule that fired and has nothing more to say. */
  fired: number;
  /** The earliest event since the rules last looked; Infinity where there is none. */
  newFromMs: number;
  /** The same for the rules that look a moment behind. */
  unsettledFromMs: number;
  /** When the model judged the account last, by event time. */
  judgedMs: number;
}

/** So few names are not worth counting. */
const peopleAtLeast = 1_000;
/** Accounts whose old events are forgotten in one step, 1 to 4 milliseconds. */
const forgottenAtATime = 1_000;
/** The name under which the model's findings go. */
const modelRule = 'anomaly';
/** The model's bit among those of the rules, which are far fewer than 30. */
const modelFired = 1 << 30;
const hour = 60 * 60 * 1000;
/** How long activity is kept, by event time: a day, the longest window of a rule over it. */
export const activityKeptMs = 24 * hour;
/** Registrations are few and wanted by rules over devices: a week. */
export const registrationsKeptMs = 7 * 24 * hour;
/**
 * The most events kept of one account, 128 KB. The router lets an account do 600 things a minute, so this holds the
 * founding rule's ten minutes whole; of somebody who does more than that in a day the earliest are forgotten first,
 * after the rules have seen them.
 */
export const windowEventsMax = 8_192;

/**
 * Finds what the rules name in a stream of facts. Holds its state in memory and does no I/O.
 *
 * Guarantees: what is found is a function of the set of facts kept, so the order, repetition and batching of facts
 * change nothing (as long as nothing was forgotten between them: see `forget`). A finding is returned once; found
 * again after a rebuild it has the same identity. Rules that a part of an account's activity could mislead look only
 * at what `settle` says is complete.
 */
export class Detector {
  private document: RulesDocument;
  private rules: readonly ActiveAccountRule[];
  private readonly people = new Interner();
  private readonly clearances = new Clearances();
  private readonly shared = new SharedWatch(this.people, this.clearances);
  private readonly model = new AnomalyWatch();
  private readonly accounts = new Map<string, Account>();
  /** When whom registered, by event time. */
  private readonly registrations = new Map<string, number>();
  private readonly waiting = new Set<Account>();
  private readonly unsettled = new Set<Account>();
  /** How many people stood in windows when last counted. */
  private peopleInUse = peopleAtLeast;

  constructor(document: RulesDocument) {
    this.document = document;
    this.rules = accountRules(document);
  }

  /** Takes over other thresholds. Whoever is kept is looked at anew; what had fired before is not found again. */
  replaceRules(document: RulesDocument): void {
    this.document = document;
    this.rules = accountRules(document);
    this.shared.lookAgain(document);
    for (const account of this.accounts.values()) this.lookAgain(account, Number.NEGATIVE_INFINITY);
  }

  /**
   * Takes in a fact. `partition` is where an activity came from; other facts belong to none. A like must also be told to
   * `applyLike`, by whoever reads all of them.
   */
  apply(fact: Fact, partition = 0): void {
    if (isActivity(fact)) this.applyActivity(fact, partition);
    else if (fact.kind === 'registered') this.applyRegistered(fact);
    else if (fact.kind === 'released') this.applyReleased(fact.user, fact.rules, fact.atMs);
    else if (fact.kind === 'deleted') this.applyDeleted(fact.user);
    else if (fact.kind === 'signed-in' || fact.kind === 'sign-in-failed') this.shared.applySignIn(fact);
    else if (fact.kind === 'profile-changed') this.shared.applyProfileChanged(fact);
  }

  /** Takes in a like of any partition, for the rule over who likes whom together. */
  applyLike({ kind, user, target, atMs }: ActivityFact): void {
    if (kind === 'liked') this.shared.applyLike(user, target, atMs, this.document);
  }

  /** Lets the rules look at everything that something new is known of. */
  find(): Finding[] {
    const findings = this.shared.find(this.document);
    for (const account of this.waiting) {
      this.look(account, false, account.newFromMs, Number.POSITIVE_INFINITY, findings);
      account.newFromMs = Number.POSITIVE_INFINITY;
    }
    this.waiting.clear();
    return findings;
  }

  /**
   * Lets the rules that look a moment behind look at everything up to a moment before `clockMs` of each partition: the
   * event time up to which its activity is known to have been told.
   */
  settle(clockMs: (partition: number) => number): Finding[] {
    const findings: Finding[] = [];
    for (const account of this.unsettled) {
      const untilMs = clockMs(account.partition) - this.document.settleMs;
      if (untilMs < account.unsettledFromMs) continue;
      this.look(account, true, account.unsettledFromMs, untilMs, findings);
      this.judge(account, untilMs, findings);
      const { window } = account;
      const next = window.firstAfter(untilMs);
      account.unsettledFromMs = next < window.size ? window.timeAt(next) : Number.POSITIVE_INFINITY;
      if (next < window.size) continue;
      this.unsettled.delete(account);
      // Only now, for what was dropped the rules must have seen.
      if (window.size > windowEventsMax) window.dropFirst(window.size - windowEventsMax);
    }
    return findings;
  }

  /**
   * Forgets what is too old for any rule: activity by the event time that its partition has reached (one that lags keeps
   * what it needs), the rest by `nowMs`.
   */
  forget(reachedMs: ReadonlyMap<number, number>, nowMs: number): void {
    for (const _ of this.forgetting(reachedMs, nowMs));
  }

  /** Forgets the same in steps of some milliseconds each, so that events need not wait for the end of it. */
  *forgetting(reachedMs: ReadonlyMap<number, number>, nowMs: number): Generator<void> {
    let done = 0;
    for (const account of this.accounts.values()) {
      const reached = reachedMs.get(account.partition) ?? Number.NEGATIVE_INFINITY;
      account.window.dropFirst(account.window.firstFrom(reached - activityKeptMs));
      if (account.window.size === 0) this.forgetAccount(account.user);
      else account.window.fit();
      if (++done % forgottenAtATime === 0) yield;
    }
    for (const [user, atMs] of this.registrations) {
      if (atMs < nowMs - registrationsKeptMs) this.registrations.delete(user);
      if (++done % forgottenAtATime === 0) yield;
    }
    this.shared.forget(nowMs, this.document);
    yield;
    this.forgetPeople();
  }

  /** Forgets the names of people who stand in no window any more, once they may be half of all. */
  private forgetPeople(): void {
    if (this.people.size < 2 * this.peopleInUse) return;
    const inUse = new Uint8Array(this.people.size);
    const use = (number: number): void => {
      inUse[number] = 1;
    };
    for (const { window } of this.accounts.values()) window.eachTarget(use);
    this.shared.eachNumber(use);
    const numberOf = this.people.compact(inUse);
    for (const { window } of this.accounts.values()) window.renumber(numberOf);
    this.shared.renumber(numberOf);
    this.peopleInUse = Math.max(this.people.size, peopleAtLeast);
  }

  /** Forgets the activity that came from these partitions: another worker has them now. */
  dropPartitions(partitions: ReadonlySet<number>): void {
    for (const account of this.accounts.values())
      if (partitions.has(account.partition)) this.forgetAccount(account.user);
  }

  /** How much is held, for metrics. */
  get size(): { accounts: number; registrations: number; people: number; pairs: number } {
    const { accounts, registrations, people } = this;
    return {
      accounts: accounts.size,
      registrations: registrations.size,
      people: people.size,
      pairs: this.shared.size.pairs,
    };
  }

  /** How many events are held of an account. */
  eventsOf(user: string): number {
    return this.accounts.get(user)?.window.size ?? 0;
  }

  private applyActivity(fact: ActivityFact, partition: number): void {
    const account = this.accounts.get(fact.user) ?? this.newAccount(fact.user, partition);
    if (account.window.insert(fact.kind, this.people.number(fact.target), fact.atMs))
      this.lookAgain(account, fact.atMs);
  }

  private newAccount(user: string, partition: number): Account {
    const account: Account = {
      user,
      partition,
      window: new ActivityWindow(),
      fired: 0,
      newFromMs: Number.POSITIVE_INFINITY,
      unsettledFromMs: Number.POSITIVE_INFINITY,
      judgedMs: Number.NEGATIVE_INFINITY,
    };
    this.accounts.set(user, account);
    return account;
  }

  /** Activity may be read before the registration that gives it its meaning: the account is looked at whole, then. */
  private applyRegistered(fact: RegisteredFact): void {
    const known = this.registrations.get(fact.user);
    if (known !== undefined && known <= fact.atMs) return;
    this.registrations.set(fact.user, fact.atMs);
    this.shared.applyRegistered(fact);
    const account = this.accounts.get(fact.user);
    if (account) this.lookAgain(account, Number.NEGATIVE_INFINITY);
  }

  private applyReleased(user: string, rules: readonly string[], atMs: number): void {
    this.clearances.clear(user, rules, atMs);
    this.shared.applyReleased(user, rules, atMs);
    const account = this.accounts.get(user);
    if (!account) return;
    this.rules.forEach((rule, index) => {
      // What an account can have only once in its life was decided, and a reviewer has spoken.
      if (rules.includes(rule.name) && rule.onceEvidence === null) account.fired &= ~(1 << index);
    });
    if (rules.includes(modelRule)) account.fired &= ~modelFired;
    this.lookAgain(account, atMs);
  }

  private applyDeleted(user: string): void {
    this.forgetAccount(user);
    this.registrations.delete(user);
    this.clearances.forget(user);
    this.shared.forgetAccount(user);
  }

  private lookAgain(account: Account, fromMs: number): void {
    account.newFromMs = Math.min(account.newFromMs, fromMs);
    account.unsettledFromMs = Math.min(account.unsettledFromMs, fromMs);
    this.waiting.add(account);
    this.unsettled.add(account);
  }

  private look(account: Account, settled: boolean, newFromMs: number, untilMs: number, findings: Finding[]): void {
    const { user, window } = account;
    const registeredAtMs = this.registrations.get(user) ?? null;
    this.rules.forEach((rule, index) => {
      if (rule.settled !== settled || account.fired & (1 << index)) return;
      const afterMs = this.clearances.clearedAtMs(user, rule.name);
      const seen = rule.evaluate({ window, registeredAtMs, afterMs, untilMs, newFromMs });
      if (!seen) return;
      account.fired |= 1 << index;
      const { name, action, weight } = rule;
      const evidence = rule.onceEvidence ?? evidenceAfter(afterMs);
      findings.push({ user, rule: name, evidence, action, weight, rulesVersion: this.document.version, ...seen });
    });
  }

  /** Shows the account to the model, once an hour of its activity. */
  private judge(account: Account, untilMs: number, findings: Finding[]): void {
    const { user, window } = account;
    const newestMs = Math.min(untilMs, window.timeAt(window.size - 1));
    if (newestMs < account.judgedMs + judgeEveryMs) return;
    account.judgedMs = newestMs;
    const { model, version } = this.document;
    const afterMs = this.clearances.clearedAtMs(user, modelRule);
    const view = { window, registeredAtMs: null, afterMs, untilMs, newFromMs: afterMs };
    const seen = this.model.judge(view, newestMs, model);
    if (!seen || account.fired & modelFired) return;
    account.fired |= modelFired;
    const { action, weight } = model;
    findings.push({
      user,
      rule: modelRule,
      evidence: evidenceAfter(afterMs),
      action,
      weight,
      rulesVersion: version,
      ...seen,
    });
  }

  private forgetAccount(user: string): void {
    const account = this.accounts.get(user);
    if (!account) return;
    this.accounts.delete(user);
    this.waiting.delete(account);
    this.unsettled.delete(account);
  }
}
