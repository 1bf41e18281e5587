import type { Mark } from '../store/mark-store.ts';

const hourLengthMs = 60 * 60 * 1000;

/**
 * How far the activity of each partition has come: the next offset, and the event time reached. From it come the marks that a
 * replay begins at, and what the detector may forget.
 */
export class Progress {
  private readonly partitions = new Map<number, { nextOffset: number; reachedMs: number; markedHourMs: number }>();
  private readonly topic: string;

  constructor(topic: string) {
    this.topic = topic;
  }

  /** Begins a partition: at this offset, at (or, where it isn't known, before any) hour of event time. */
  begin(partition: number, nextOffset: number, hourMs = Number.NEGATIVE_INFINITY): void {
    this.partitions.set(partition, { nextOffset, reachedMs: hourMs, markedHourMs: hourMs });
  }

  end(partition: number): void {
    this.partitions.delete(partition);
  }

  /** The next offset of a partition that was begun; undefined for others. */
  nextOffset(partition: number): number | undefined {
    return this.partitions.get(partition)?.nextOffset;
  }

  /**
   * Takes in an event's time. Returns the mark to keep where it is the first to reach its hour: every event of that hour or a
   * later one stands here or after. Times ahead of `nowMs` count as now: a clock that is wrong must not age what is kept.
   */
  take(partition: number, offset: number, atMs: number, nowMs: number): Mark | null {
    const state = this.partitions.get(partition);
    if (!state) return null;
    state.reachedMs = Math.max(state.reachedMs, Math.min(atMs, nowMs));
    const hourMs = Math.floor(state.reachedMs / hourLengthMs) * hourLengthMs;
    if (hourMs <= state.markedHourMs) return null;
    state.markedHourMs = hourMs;
    return { topic: this.topic, partition, offset, hourMs };
  }

  /** Events up to here were handled, whether or not they said anything. */
  passed(partition: number, nextOffset: number): void {
    const state = this.partitions.get(partition);
    if (state) state.nextOffset = Math.max(state.nextOffset, nextOffset);
  }

  /** The event time that each partition has reached. */
  reached(): Map<number, number> {
    return new Map([...this.partitions].map(([partition, { reachedMs }]) => [partition, reachedMs]));
  }
}
