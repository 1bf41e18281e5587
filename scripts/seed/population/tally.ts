import { type BadKind, badKinds, type Fact, type OutlierKind, outlierKinds } from './facts.ts';
import { demoAccounts } from './people.ts';
import { isBad, type World } from './world.ts';

/** What a population looks like, counted while it is made. */
export interface Tally {
  add(facts: readonly Fact[]): void;
  result(): Shapes;
}

export interface Shapes {
  readonly users: number;
  readonly demo: number;
  readonly visits: { readonly honest: number; readonly bad: number };
  readonly likes: { readonly honest: number; readonly bad: number; readonly takenBack: number };
  readonly matches: number;
  readonly signIns: { readonly succeeded: number; readonly failed: number };
  /** Honest visits for one honest like. */
  readonly visitsPerLike: number;
  /** The share of pairs (visitor, visited) of honest people in which the visited came too; from a sample of pairs. */
  readonly returnedShare: number;
  /** The share of honest visits that the most visited tenth of people gets. */
  readonly topTenthShare: number;
  /** Honest visits by UTC hour. */
  readonly byHour: readonly number[];
  readonly bad: Readonly<
    Record<BadKind, { readonly groups: number; readonly accounts: number; readonly acts: number }>
  >;
  readonly outliers: Readonly<Record<OutlierKind, { readonly groups: number; readonly accounts: number }>>;
}

export function createTally(world: World): Tally {
  const received = new Int32Array(world.users);
  const byHour = new Array<number>(24).fill(0);
  const visits = { honest: 0, bad: 0 };
  const likes = { honest: 0, bad: 0, takenBack: 0 };
  const signIns = { succeeded: 0, failed: 0 };
  const acts = new Map<BadKind, number>(badKinds.map((kind) => [kind, 0]));
  let matches = 0;
  /** Of a sampled pair: bit 0 where the lower visited the higher, bit 1 for the other way. */
  const directions = new Map<number, number>();

  const followPair = (actor: number, target: number) => {
    const low = Math.min(actor, target);
    const high = Math.max(actor, target);
    // One pair in 64 is followed, so that memory is bounded; in a small town every one.
    if (world.users > 3000 && Math.imul(low * 31 + high, 0x9e3779b1) >>> 26 !== 0) return;
    const key = low * world.users + high;
    directions.set(key, (directions.get(key) ?? 0) | (actor === low ? 1 : 2));
  };

  const addOne = (fact: Fact) => {
    const role = fact.actor < 0 ? 'takeover' : world.cast.roleOf(fact.actor);
    // A victim's own visits are honest; what came from somebody else's address isn't.
    const bad = isBad(role) && (role !== 'takeover' || fact.address !== world.addresses[fact.actor]);
    if (bad && fact.kind !== 'registered') acts.set(role, acts.get(role)! + 1);
    switch (fact.kind) {
      case 'visited':
        if (bad) visits.bad++;
        else {
          visits.honest++;
          received[fact.target]!++;
          byHour[Math.floor(fact.at / 3_600_000) % 24]!++;
          followPair(fact.actor, fact.target);
        }
        break;
      case 'liked':
        likes[bad ? 'bad' : 'honest']++;
        break;
      case 'unliked':
        likes.takenBack++;
        break;
      case 'matched':
        matches++;
        break;
      case 'signed-in':
        signIns.succeeded++;
        break;
      case 'sign-in-failed':
        signIns.failed++;
        break;
    }
  };

  return {
    add: (facts) => facts.forEach(addOne),
    result() {
      const sorted = Int32Array.from(received).sort().reverse();
      const top = sorted.subarray(0, Math.ceil(world.users / 10)).reduce((sum, count) => sum + count, 0);
      let both = 0;
      for (const bits of directions.values()) if (bits === 3) both++;
      const { bad, outliers } = world.cast;
      const count = (groups: readonly (readonly number[])[]) => ({
        groups: groups.length,
        accounts: groups.flat().length,
      });
      return {
        users: world.users,
        demo: demoAccounts.length,
        visits,
        likes,
        matches,
        signIns,
        visitsPerLike: visits.honest / Math.max(1, likes.honest),
        // A pair in which both came is two visitors, both returned.
        returnedShare: (2 * both) / Math.max(1, directions.size + both),
        topTenthShare: top / Math.max(1, visits.honest),
        byHour,
        bad: byKind(badKinds, (kind) => ({ ...count(bad[kind]), acts: acts.get(kind)! })),
        outliers: byKind(outlierKinds, (kind) => count(outliers[kind])),
      };
    },
  };
}

function byKind<Kind extends string, Value>(kinds: readonly Kind[], make: (kind: Kind) => Value): Record<Kind, Value> {
  return Object.fromEntries(kinds.map((kind) => [kind, make(kind)])) as Record<Kind, Value>;
}
