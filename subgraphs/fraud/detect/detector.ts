import { type ActiveAccountRule, accountRules } from '../rules/catalog.ts';
import type { RulesDocument } from '../rules/rules-document.ts';
import { ActivityWindow } from './activity-window.ts';
import { type ActivityFact, type Fact, isActivity, type RegisteredFact } from './fact.ts';
import type { Finding } from './finding.ts';
import { Interner } from './interner.ts';

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
}

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
 * again after a rebuild it has the same identity.
 */
export class Detector {
  private rules: readonly ActiveAccountRule[];
  private rulesVersion: number;
  private readonly people = new Interner();
  private readonly accounts = new Map<string, Account>();
  private readonly registrations = new Map<string, RegisteredFact>();
  /** By account and rule: only events after this time count, because a reviewer cleared what came before. */
  private readonly cleared = new Map<string, Map<string, number>>();
  private readonly waiting = new Set<Account>();

  constructor(document: RulesDocument) {
    this.rules = accountRules(document);
    this.rulesVersion = document.version;
  }

  /** Takes over other thresholds. Whoever is kept is looked at anew; what had fired before is not found again. */
  replaceRules(document: RulesDocument): void {
    this.rules = accountRules(document);
    this.rulesVersion = document.version;
    for (const account of this.accounts.values()) this.lookAgain(account, Number.NEGATIVE_INFINITY);
  }

  /** Takes in a fact. `partition` is where an activity came from; other facts belong to none. */
  apply(fact: Fact, partition = 0): void {
    if (isActivity(fact)) this.applyActivity(fact, partition);
    else if (fact.kind === 'registered') this.applyRegistered(fact);
    else if (fact.kind === 'released') this.applyReleased(fact.user, fact.rules, fact.atMs);
    else if (fact.kind === 'deleted') this.applyDeleted(fact.user);
  }

  /** Lets the rules look at every account that something new is known of. */
  find(): Finding[] {
    const findings: Finding[] = [];
    for (const account of this.waiting) {
      this.look(account, findings);
      account.newFromMs = Number.POSITIVE_INFINITY;
      if (account.window.size > windowEventsMax) account.window.dropFirst(account.window.size - windowEventsMax);
    }
    this.waiting.clear();
    return findings;
  }

  /**
   * Forgets what is too old for any rule: activity by the event time that its partition has reached (one that lags keeps
   * what it needs), registrations by `nowMs`.
   */
  forget(reachedMs: ReadonlyMap<number, number>, nowMs: number): void {
    for (const account of this.accounts.values()) {
      const reached = reachedMs.get(account.partition) ?? Number.NEGATIVE_INFINITY;
      account.window.dropFirst(account.window.firstFrom(reached - activityKeptMs));
      if (account.window.size === 0) this.forgetAccount(account.user);
    }
    for (const { user, atMs } of this.registrations.values())
      if (atMs < nowMs - registrationsKeptMs) this.registrations.delete(user);
  }

  /** Forgets the activity that came from these partitions: another worker has them now. */
  dropPartitions(partitions: ReadonlySet<number>): void {
    for (const account of this.accounts.values())
      if (partitions.has(account.partition)) this.forgetAccount(account.user);
  }

  /** How much is held, for metrics. */
  get size(): { accounts: number; registrations: number; people: number } {
    return { accounts: this.accounts.size, registrations: this.registrations.size, people: this.people.size };
  }

  /** How many events are held of an account. */
  eventsOf(user: string): number {
    return this.accounts.get(user)?.window.size ?? 0;
  }

  private applyActivity(fact: ActivityFact, partition: number): void {
    let account = this.accounts.get(fact.user);
    if (!account) {
      account = { user: fact.user, partition, window: new ActivityWindow(), fired: 0, newFromMs: 0 };
      account.newFromMs = Number.POSITIVE_INFINITY;
      this.accounts.set(fact.user, account);
    }
    if (account.window.insert(fact.kind, this.people.number(fact.target), fact.atMs))
      this.lookAgain(account, fact.atMs);
  }

  /** Activity may be read before the registration that gives it its meaning: the account is looked at whole, then. */
  private applyRegistered(fact: RegisteredFact): void {
    const known = this.registrations.get(fact.user);
    if (known && known.atMs <= fact.atMs) return;
    this.registrations.set(fact.user, fact);
    const account = this.accounts.get(fact.user);
    if (account) this.lookAgain(account, Number.NEGATIVE_INFINITY);
  }

  private applyReleased(user: string, rules: readonly string[], atMs: number): void {
    const times = this.cleared.get(user) ?? new Map<string, number>();
    this.cleared.set(user, times);
    for (const rule of rules) times.set(rule, Math.max(atMs, times.get(rule) ?? atMs));
    const account = this.accounts.get(user);
    if (!account) return;
    this.rules.forEach((rule, index) => {
      if (rules.includes(rule.name)) account.fired &= ~(1 << index);
    });
    this.lookAgain(account, atMs);
  }

  private applyDeleted(user: string): void {
    this.forgetAccount(user);
    this.registrations.delete(user);
    this.cleared.delete(user);
  }

  private lookAgain(account: Account, fromMs: number): void {
    account.newFromMs = Math.min(account.newFromMs, fromMs);
    this.waiting.add(account);
  }

  private look(account: Account, findings: Finding[]): void {
    const registeredAtMs = this.registrations.get(account.user)?.atMs ?? null;
    const cleared = this.cleared.get(account.user);
    this.rules.forEach((rule, index) => {
      if (account.fired & (1 << index)) return;
      const afterMs = cleared?.get(rule.name) ?? Number.NEGATIVE_INFINITY;
      const seen = rule.evaluate({ window: account.window, registeredAtMs, afterMs, newFromMs: account.newFromMs });
      if (!seen) return;
      account.fired |= 1 << index;
      findings.push({
        user: account.user,
        rule: rule.name,
        evidence: rule.onceEvidence ?? evidenceAfter(afterMs),
        action: rule.action,
        weight: rule.weight,
        rulesVersion: this.rulesVersion,
        ...seen,
      });
    });
  }

  private forgetAccount(user: string): void {
    const account = this.accounts.get(user);
    if (!account) return;
    this.accounts.delete(user);
    this.waiting.delete(account);
  }
}

/** Names what a rule that can fire again saw: the first of its kind, or the first after a reviewer's verdict. */
export function evidenceAfter(afterMs: number): string {
  return afterMs === Number.NEGATIVE_INFINITY ? 'first' : `since:${new Date(afterMs).toISOString()}`;
}
