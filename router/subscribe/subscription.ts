import { backoffMs, pause } from '../../platform/log/backoff.ts';
import type { AdmittedOperation } from '../admit/port.ts';
import type { Answer, AnswerError } from '../execute/port.ts';
import type { Caller } from '../identity/caller.ts';
import type { CursorOwner } from './cursor.ts';
import { Deque } from './deque.ts';
import type { FanOutGroup, Rendered } from './fan-out.ts';
import type { Gap, Past } from './history.ts';
import type { LiveEvent } from './live-event.ts';
import { furthest, type Positions } from './positions.ts';
import { RecentIds } from './recent-ids.ts';
import type { Feed } from './recent-index.ts';
import { eventText, gapText } from './result-text.ts';
import type { SubscriptionDeps, SubscriptionInit } from './subscription-init.ts';

/** Events whose execution is begun while the one before is still under way; they are sent in order all the same. */
const aheadMax = 4;
/** A log that is away is asked again this often, for about a minute, before the subscriber is told that it failed. */
const readsMax = 35;
const readRetry = { firstMs: 100, mostMs: 2_000 };
/** Ids remembered of a replay, to recognise an event that was published twice around where it began. */
const replayedIdsMax = 1_000;

/**
 * One subscriber of one feed. It is in one of two states:
 *
 * - **live**: events arrive in its queue as the router reads them, and leave it in order.
 * - **behind**: it pulls its past chunk by chunk, at the pace its client takes it. So it begins when it resumes from a
 *   cursor, and so it goes on when its queue overflowed: what was queued is in the index (or the log) anyway.
 *
 * From behind to live it goes in one step: the index says that nothing more is known, and the next event to be read
 * finds the queue. `positions` is what the client was sent: everything before it, and nothing after.
 */
export class Subscription {
  readonly feed: Feed;
  readonly #deps: SubscriptionDeps;
  readonly #init: SubscriptionInit;
  readonly #owner: CursorOwner;
  readonly #queue = new Deque<LiveEvent>();
  /** Made once it replays: most never do. */
  #replayed: RecentIds | undefined;
  #group: FanOutGroup;
  #positions: Positions;
  /** How old the position is, in milliseconds since 1970. */
  #atMs: number;
  /** The client's own cursor, as long as nothing was sent after it. */
  #resumedFrom: string | undefined;
  #gap: Gap | undefined;
  #behind: boolean;
  #toldAtMs = 0;
  #running = false;
  #stopped = false;
  /** How often in a row its past could not be read. */
  #failedReads = 0;
  /** Ends the wait before the next try. */
  #waiting: AbortController | undefined;

  constructor(deps: SubscriptionDeps, init: SubscriptionInit) {
    this.#deps = deps;
    this.#init = init;
    this.feed = init.feed;
    this.#owner = { subject: init.session.caller.identity.subject, field: init.field };
    this.#group = deps.fanOut.join(this, init.admitted, init.variables);
    this.#positions = init.resume?.positions ?? new Map();
    this.#atMs = init.resume?.atMs ?? Date.now();
    this.#resumedFrom = init.resume?.cursor;
    this.#behind = init.resume !== undefined;
    this.#gap = init.gap;
  }

  /** Whether it began after a cursor. */
  get resumes(): boolean {
    return this.#init.resume !== undefined;
  }

  /** How many events wait to be sent. */
  get queued(): number {
    return this.#queue.length;
  }

  get caller(): Caller {
    return this.#init.session.caller;
  }

  /**
   * Begins, in the same tick as it is listened to: what is read from now on finds it. `tellPosition`: a client that has
   * no cursor yet is told one at once.
   */
  start(tellPosition: boolean): void {
    if (!this.#init.resume) this.#positions = this.#deps.history.now(this.feed);
    if (tellPosition && !this.#behind) this.tellPosition();
    if (this.#behind || this.#gap) void this.#run();
  }

  /** Takes an event as the router reads it. */
  offer(event: LiveEvent): void {
    if (this.#behind || this.#stopped) return;
    // The cursor it came with was ahead of this router: the client has seen what the router reads only now.
    if (event.offset < (this.#positions.get(event.partition) ?? 0)) return;
    if (this.#queue.length >= this.#deps.queueEventsMax) {
      this.#deps.count('overflows');
      this.#queue.clear();
      this.#behind = true;
      return;
    }
    this.#queue.push(event);
    void this.#run();
  }

  /** When it last told its client a position, in milliseconds since 1970; 0 before it did. */
  get toldAtMs(): number {
    return this.#toldAtMs;
  }

  /** Tells the client where it stands now. */
  tellPosition(): void {
    this.#toldAtMs = Date.now();
    this.#init.sink.position(this.cursor());
  }

  /** A cursor of where it stands now. */
  cursor(): string {
    const idle = !this.#behind && !this.#running;
    const positions = idle ? furthest(this.#positions, this.#deps.history.now(this.feed)) : this.#positions;
    return this.#cursorAt(positions, Date.now());
  }

  /** Goes on with another form of the operation: the graph or the caller's scopes changed. */
  replace(admitted: AdmittedOperation): void {
    this.#group.leave(this);
    if (!this.#stopped) this.#group = this.#deps.fanOut.join(this, admitted, this.#init.variables);
  }

  /** Ends it with errors that the client is told. */
  fail(errors: readonly AnswerError[]): void {
    if (this.#stopped) return;
    this.stop();
    this.#init.sink.error(errors);
  }

  stop(): void {
    this.#stopped = true;
    this.#waiting?.abort();
    this.#queue.clear();
    this.#group.leave(this);
  }

  async #run(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    try {
      while (!this.#stopped) {
        const more = this.#step();
        if (more === false) break;
        // Awaited only where there is something to wait for: after the last step nothing may come between it and
        // `#running = false`, or an event offered just then would lie in the queue.
        if (more !== true) await more;
      }
    } catch (error) {
      this.#deps.logger.error({ err: error, field: this.#init.field }, 'a subscription failed');
      this.fail([{ message: 'Internal error.', extensions: { code: 'INTERNAL_SERVER_ERROR' } }]);
    } finally {
      this.#running = false;
    }
  }

  /** Sends the next event or chunk. False where there is none: then it is live and idle. */
  #step(): Promise<void> | boolean {
    if (this.#gap) return this.#sendGap(this.#gap);
    if (!this.#behind) {
      const event = this.#queue.shift();
      return event ? this.#sendQueued(event) : false;
    }
    const past = this.#deps.history.read(this.feed, this.#positions);
    if (past instanceof Promise) return this.#sendLater(past);
    if (past.complete && past.events.length === 0) {
      this.#positions = past.positions;
      this.#behind = false;
      return true;
    }
    return this.#sendPast(past);
  }

  async #sendQueued(event: LiveEvent): Promise<void> {
    for (let i = 0; i < aheadMax - 1 && this.#queue.at(i); i++) void this.#group.answer(this.#queue.at(i)!);
    await this.#send(event);
  }

  /** What is read out of the log; where it can't be read, the next step tries again. */
  async #sendLater(reading: Promise<Past>): Promise<void> {
    let past: Past;
    try {
      past = await reading;
    } catch (error) {
      this.#failedReads++;
      if (this.#stopped) return;
      if (this.#failedReads >= readsMax) throw error;
      if (this.#failedReads === 1)
        this.#deps.logger.warn({ err: error, field: this.#init.field }, 'a replay could not be read; trying again');
      this.#waiting = new AbortController();
      return await pause(backoffMs(this.#failedReads, readRetry), this.#waiting.signal);
    }
    this.#failedReads = 0;
    await this.#sendPast(past);
  }

  async #sendPast(past: Past): Promise<void> {
    if (past.gap) this.#gap = past.gap;
    for (const [i, event] of past.events.entries()) {
      if (this.#stopped) return;
      for (const next of past.events.slice(i + 1, i + aheadMax)) void this.#group.answer(next);
      await this.#send(event);
    }
    if (!past.gap) this.#positions = furthest(this.#positions, past.positions);
  }

  async #send(event: LiveEvent): Promise<void> {
    const answer = this.#isRepeated(event.id) ? undefined : await this.#answer(event);
    if (this.#stopped) return;
    const everyPartition = this.feed.stream.recipient ? undefined : event.positions;
    const own = everyPartition ?? new Map([[event.partition, event.offset + 1]]);
    this.#positions = furthest(this.#positions, own);
    this.#atMs = event.atMs;
    this.#resumedFrom = undefined;
    if (!answer) return;
    if (answer.data === undefined) {
      this.fail(answer.errors);
      return;
    }
    const render = (): Rendered => {
      const cursor = this.#cursorAt(this.#positions, event.atMs);
      return { payload: eventText(answer, cursor, event.id), cursor };
    };
    // Members of a group have one subject and one field, so that only the positions can make their cursors differ.
    const shared =
      this.#positions.size === own.size && [...own].every(([p, offset]) => this.#positions.get(p) === offset);
    const { payload, cursor } = shared ? this.#group.rendered(event, render) : render();
    this.#deps.count('delivered');
    // What a client catches up with is as old as its absence was long.
    if (!this.#behind) this.#deps.onDelivered?.(Date.now() - event.atMs);
    await this.#next(payload, cursor);
  }

  async #answer(event: LiveEvent): Promise<Answer> {
    for (;;) {
      const group = this.#group;
      const answer = await group.answer(event);
      // Where the graph changed meanwhile, the event is answered by the new one.
      if (this.#stopped || group === this.#group) return answer;
    }
  }

  async #sendGap(gap: Gap): Promise<void> {
    this.#gap = undefined;
    this.#positions = gap.to;
    const [fromMs, toMs] = [this.#atMs, Date.now()];
    this.#atMs = toMs;
    const from = this.#resumedFrom ?? this.#cursorAt(gap.from, fromMs);
    const to = this.#cursorAt(gap.to, toMs);
    this.#resumedFrom = undefined;
    this.#deps.count('gaps');
    await this.#next(gapText({ from, to, fromMs, toMs, reason: gap.reason }), to);
  }

  /** Whether a replay has sent this event already. Only a subscription that was behind remembers. */
  #isRepeated(id: string): boolean {
    if (!this.#behind) return this.#replayed?.has(id) ?? false;
    this.#replayed ??= new RecentIds(replayedIdsMax);
    return !this.#replayed.add(id);
  }

  async #next(payload: string, cursor: string): Promise<void> {
    this.#toldAtMs = Date.now();
    await this.#init.sink.next(payload, cursor);
  }

  #cursorAt(positions: Positions, atMs: number): string {
    return this.#deps.codec.encode(this.#owner, this.feed.stream.topic, positions, atMs);
  }
}
