import { type ActivityKind, activityKinds } from './fact.ts';

const kindCount = 4;

/**
 * What one account did lately, sorted by event time: a set, so that an event that comes twice is held once and the
 * order in which events come changes nothing. An event's identity is its kind, target and millisecond.
 *
 * Two plain arrays of numbers (16 bytes an event) instead of an object each (over 60).
 */
export class ActivityWindow {
  private times: number[] = [];
  private codes: number[] = [];

  get size(): number {
    return this.times.length;
  }

  /** Event time of the i-th event. */
  timeAt(i: number): number {
    return this.times[i]!;
  }

  isVisit(i: number): boolean {
    return this.codes[i]! % kindCount === activityKinds.visited;
  }

  isLike(i: number): boolean {
    return this.codes[i]! % kindCount === activityKinds.liked;
  }

  /** The interned number of the person it was done to. */
  targetAt(i: number): number {
    return Math.floor(this.codes[i]! / kindCount);
  }

  /** Adds an event at its place. Returns false where it was there already. */
  insert(kind: ActivityKind, target: number, atMs: number): boolean {
    const code = target * kindCount + activityKinds[kind];
    const { times, codes } = this;
    // Events nearly always come in order: then their place is the end, and only events of the same millisecond are compared.
    let place = times.length;
    while (place > 0 && times[place - 1]! > atMs) place--;
    for (let i = place - 1; i >= 0 && times[i] === atMs; i--) if (codes[i] === code) return false;
    if (place === times.length) {
      times.push(atMs);
      codes.push(code);
    } else {
      times.splice(place, 0, atMs);
      codes.splice(place, 0, code);
    }
    return true;
  }

  /** The index of the first event at or after `atMs`; `size` where none is. */
  firstFrom(atMs: number): number {
    let low = 0;
    let high = this.times.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.times[middle]! < atMs) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Forgets the first `count` events. */
  dropFirst(count: number): void {
    if (count <= 0) return;
    // New arrays: shortened ones would keep the memory of the longest they ever were.
    this.times = this.times.slice(count);
    this.codes = this.codes.slice(count);
  }
}
