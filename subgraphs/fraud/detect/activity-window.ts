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
  /** How many events the arrays were last made to measure for. */
  private fitted = 0;

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

  isUnlike(i: number): boolean {
    return this.codes[i]! % kindCount === activityKinds.unliked;
  }

  /** The interned number of the person it was done to. */
  targetAt(i: number): number {
    return Math.floor(this.codes[i]! / kindCount);
  }

  /** Adds an event at its place. Returns false where it was there already. */
  insert(kind: ActivityKind, target: number, atMs: number): boolean {
    const code = target * kindCount + activityKinds[kind];
    const { times, codes } = this;
    // Events nearly always come in order: then their place is the end. Within a millisecond a visit stands before a like of
    // the same person; in what order different persons stand there depends on how they came, and no rule may mind.
    let place = times.length;
    while (place > 0 && (times[place - 1]! > atMs || (times[place - 1] === atMs && codes[place - 1]! > code))) place--;
    if (place > 0 && times[place - 1] === atMs && codes[place - 1] === code) return false;
    if (place === times.length) {
      times.push(atMs);
      codes.push(code);
    } else {
      times.splice(place, 0, atMs);
      codes.splice(place, 0, code);
    }
    return true;
  }

  /** True for the last event of its millisecond: only there are counts the same in whatever order events came. */
  endsMillisecond(i: number): boolean {
    return i + 1 >= this.times.length || this.times[i + 1] !== this.times[i];
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

  /** The index of the first event after `atMs`; `size` where none is. Times are whole milliseconds. */
  firstAfter(atMs: number): number {
    return this.firstFrom(atMs + 1);
  }

  /** Calls `use` with the number of everybody something was done to. */
  eachTarget(use: (target: number) => void): void {
    for (let i = 0; i < this.codes.length; i++) use(this.targetAt(i));
  }

  /** The people have other numbers now, in the same order: so the events stand as they should. */
  renumber(numberOf: (old: number) => number): void {
    const { codes } = this;
    for (let i = 0; i < codes.length; i++) codes[i] = numberOf(this.targetAt(i)) * kindCount + (codes[i]! % kindCount);
  }

  /** Forgets the first `count` events. */
  dropFirst(count: number): void {
    if (count > 0) this.cut(count);
  }

  /** Gives back the room that arrays keep for growing (of the first 17 events, whatever comes): most accounts do little. */
  fit(): void {
    if (this.fitted !== this.size) this.cut(0);
  }

  private cut(count: number): void {
    // New arrays: shortened ones would keep the memory of the longest they ever were.
    this.times = this.times.slice(count);
    this.codes = this.codes.slice(count);
    this.fitted = this.size;
  }
}
