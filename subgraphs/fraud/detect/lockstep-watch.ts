import { type Coincidence, type LockstepThresholds, lockstepGroup, lockstepPair } from '../rules/lockstep.ts';
import type { Evidence } from '../rules/rule.ts';
import { minutes } from '../rules/wording.ts';
import { insertByTime } from './insert-by-time.ts';

interface Like {
  readonly actor: number;
  readonly atMs: number;
}

/**
 * Of a very popular person, only this many likes around a new one are compared: the pairs grow with the square. A group of
 * this size in one window is found by its other targets.
 */
const neighboursMax = 40;
/** Pairs held, some 200 bytes each: 100 MB at most. The earliest are forgotten first. */
const pairsMax = 500_000;
/** Two account numbers in one that a double holds exactly: 67 million accounts. */
const pairBase = 2 ** 26;

const keyOf = (a: number, b: number): number => Math.min(a, b) * pairBase + Math.max(a, b);

/** Who liked whom at nearly the same time as who else. Accounts and targets are interned numbers. */
export class LockstepWatch {
  private readonly likes = new Map<number, Like[]>();
  private readonly pairs = new Map<number, Coincidence[]>();
  private readonly links = new Map<number, Set<number>>();
  private readonly linkedAt = new Map<number, { fromMs: number; atMs: number }>();
  private readonly changed = new Set<number>();
  /** Until when a reviewer cleared whom: only likes after that count. */
  private readonly clearedMs = new Map<number, number>();

  apply(actor: number, target: number, atMs: number, thresholds: LockstepThresholds): void {
    const likes = this.likes.get(target);
    if (!likes) {
      // Most people are liked once in a while: a list made of one takes an eighth of one that grew to it.
      this.likes.set(target, [{ actor, atMs }]);
      return;
    }
    for (let i = likes.length - 1; i >= 0 && likes[i]!.atMs >= atMs; i--)
      if (likes[i]!.atMs === atMs && likes[i]!.actor === actor) return;
    let compared = 0;
    for (let i = likes.length - 1; i >= 0; i--) {
      const other = likes[i]!;
      if (other.atMs < atMs - thresholds.windowMs) break;
      if (other.atMs > atMs + thresholds.windowMs) continue;
      if (other.actor === actor || this.isCleared(other.actor, other.atMs) || this.isCleared(actor, atMs)) continue;
      if (++compared > neighboursMax) break;
      this.coincide(actor, other.actor, { target, atMs: Math.max(atMs, other.atMs) }, thresholds);
    }
    insertByTime(likes, { actor, atMs });
  }

  /** Calls `found` for every member of a group that something new is known of. */
  find(thresholds: LockstepThresholds, found: (account: number, evidence: Evidence) => void): void {
    for (const account of this.changed) {
      const group = lockstepGroup(this.links, account, thresholds);
      for (const member of group) {
        const { fromMs, atMs } = this.linkedAt.get(member)!;
        const detail =
          `One of ${group.length} accounts that like the same people within ${minutes(thresholds.windowMs)} of each ` +
          `other: at least ${thresholds.targets} distinct people with each of ${this.links.get(member)!.size} others.`;
        found(member, { fromMs, atMs, detail });
      }
    }
    this.changed.clear();
  }

  /** Counts everything kept anew, by other thresholds. */
  rebuild(thresholds: LockstepThresholds): void {
    const kept = [...this.likes];
    for (const state of [this.likes, this.pairs, this.links, this.linkedAt, this.changed]) state.clear();
    for (const [target, likes] of kept)
      for (const { actor, atMs } of likes) this.apply(actor, target, atMs, thresholds);
  }

  /** A reviewer cleared the account: it is in no group any more, and what it did up to `atMs` makes it join none. */
  clear(account: number, atMs: number): void {
    this.clearedMs.set(account, Math.max(atMs, this.clearedMs.get(account) ?? atMs));
    this.unlink(account);
  }

  /** The account is gone. */
  forgetAccount(account: number): void {
    this.clearedMs.delete(account);
    this.unlink(account);
  }

  private isCleared(account: number, atMs: number): boolean {
    const clearedMs = this.clearedMs.get(account);
    return clearedMs !== undefined && atMs <= clearedMs;
  }

  private unlink(account: number): void {
    for (const other of this.links.get(account) ?? []) this.links.get(other)?.delete(account);
    this.links.delete(account);
    this.linkedAt.delete(account);
    for (const key of this.pairs.keys())
      if (Math.floor(key / pairBase) === account || key % pairBase === account) this.pairs.delete(key);
  }

  forgetBefore(atMs: number): void {
    for (const [target, likes] of this.likes) {
      // In the order of time: mostly nothing is too old.
      if (likes[0]!.atMs >= atMs) continue;
      const kept = likes.filter((like) => like.atMs >= atMs);
      if (kept.length === 0) this.likes.delete(target);
      else this.likes.set(target, kept);
    }
    for (const [key, coincidences] of this.pairs)
      if (coincidences.at(-1)!.atMs < atMs || this.pairs.size > pairsMax) this.pairs.delete(key);
    // Whoever is in a group stays linked while anything is held of it; who left it long ago was told of.
    for (const [account, { atMs: linkedAtMs }] of this.linkedAt)
      if (linkedAtMs < atMs) {
        for (const other of this.links.get(account) ?? []) this.links.get(other)?.delete(account);
        this.links.delete(account);
        this.linkedAt.delete(account);
      }
  }

  /** Calls `use` with every number held, of accounts and targets. */
  eachNumber(use: (number: number) => void): void {
    for (const [target, likes] of this.likes) {
      use(target);
      for (const { actor } of likes) use(actor);
    }
    for (const [key, coincidences] of this.pairs) {
      use(Math.floor(key / pairBase));
      use(key % pairBase);
      for (const { target } of coincidences) use(target);
    }
    for (const account of this.links.keys()) use(account);
    for (const account of this.clearedMs.keys()) use(account);
  }

  /** The people have other numbers now. */
  renumber(numberOf: (old: number) => number): void {
    const [likes, pairs, links, linkedAt] = [[...this.likes], [...this.pairs], [...this.links], [...this.linkedAt]];
    const [changed, clearedMs] = [[...this.changed], [...this.clearedMs]];
    for (const state of [this.likes, this.pairs, this.links, this.linkedAt, this.changed, this.clearedMs])
      state.clear();
    for (const [target, all] of likes)
      this.likes.set(
        numberOf(target),
        all.map(({ actor, atMs }) => ({ actor: numberOf(actor), atMs })),
      );
    for (const [key, all] of pairs)
      this.pairs.set(
        keyOf(numberOf(Math.floor(key / pairBase)), numberOf(key % pairBase)),
        all.map(({ target, atMs }) => ({ target: numberOf(target), atMs })),
      );
    for (const [one, others] of links) this.links.set(numberOf(one), new Set([...others].map(numberOf)));
    for (const [one, at] of linkedAt) this.linkedAt.set(numberOf(one), at);
    for (const one of changed) this.changed.add(numberOf(one));
    for (const [one, atMs] of clearedMs) this.clearedMs.set(numberOf(one), atMs);
  }

  get size(): { pairs: number; targets: number } {
    return { pairs: this.pairs.size, targets: this.likes.size };
  }

  private coincide(a: number, b: number, coincidence: Coincidence, thresholds: LockstepThresholds): void {
    const key = keyOf(a, b);
    const known = this.pairs.get(key);
    const coincidences = known ?? [coincidence];
    if (known) insertByTime(known, coincidence);
    else this.pairs.set(key, coincidences);
    if (this.links.get(a)?.has(b)) return;
    const linked = lockstepPair(coincidences, thresholds);
    if (!linked) return;
    for (const [one, other] of [
      [a, b],
      [b, a],
    ] as const) {
      this.links.set(one, (this.links.get(one) ?? new Set()).add(other));
      this.linkedAt.set(one, linked);
      this.changed.add(one);
    }
  }
}
