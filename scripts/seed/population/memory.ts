import type { Memory } from './browsing.ts';
import type { Random } from './random.ts';

/** How many of the last visitors, and of the last seen, each person keeps in mind. */
const remembered = 4;

/** What people remember while time passes. Bounded: 32 bytes a person, and 8 a standing like. */
export interface WritableMemory extends Memory {
  visited(actor: number, target: number): void;
  /** False where the like was there already. */
  like(from: number, to: number): boolean;
  unlike(from: number, to: number): void;
}

export function createMemory(users: number): WritableMemory {
  const visitors = new Int32Array(users * remembered).fill(-1);
  const seen = new Int32Array(users * remembered).fill(-1);
  const visitorTurn = new Uint8Array(users);
  const seenTurn = new Uint8Array(users);
  // A pair is one number below 2^53: people are at most a million.
  const pairs = new Set<number>();
  const pair = (from: number, to: number) => from * users + to;
  const remember = (ring: Int32Array, turns: Uint8Array, person: number, other: number) => {
    ring[person * remembered + turns[person]!] = other;
    turns[person] = (turns[person]! + 1) % remembered;
  };
  const recall = (ring: Int32Array, person: number, random: Random) =>
    ring[person * remembered + random.below(remembered)]!;
  return {
    recentVisitor: (actor, random) => recall(visitors, actor, random),
    recentlySeen: (actor, random) => recall(seen, actor, random),
    likes: (from, to) => pairs.has(pair(from, to)),
    visited(actor, target) {
      remember(visitors, visitorTurn, target, actor);
      remember(seen, seenTurn, actor, target);
    },
    like(from, to) {
      const key = pair(from, to);
      if (pairs.has(key)) return false;
      pairs.add(key);
      return true;
    },
    unlike: (from, to) => void pairs.delete(pair(from, to)),
  };
}
