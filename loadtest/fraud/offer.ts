import type { Log, OutgoingRecord } from '../../platform/log/port.ts';
import { createBrowsing, createProbe } from './traffic.ts';

/** Often enough that an event waits little for its turn; the wait is in its latency. */
const tickMs = 5;
/** A probe's earlier events are sent so long before its last one: they have been read by then. */
const probeLeadMs = 1_500;

export interface Offered {
  readonly events: number;
  /** When each probe's last event was due, by account. */
  readonly dueMs: ReadonlyMap<string, number>;
  /** The longest time by which an event was sent after it was due: the sender's own part of the latency. */
  readonly lateMs: number;
}

/**
 * Offers events by the clock for some seconds: an event is due at its time, whether or not earlier ones were taken. The log's
 * answers are not waited for, except at the end. `onProbe` is told of a probe before its last event is sent.
 */
export async function offer(
  log: Log,
  load: { eventsPerS: number; probesPerS: number; seconds: number },
  onProbe: (user: string, dueMs: number) => void,
): Promise<Offered> {
  const browse = createBrowsing();
  const startMs = Date.now() + probeLeadMs;
  const endMs = startMs + load.seconds * 1_000;
  const dueMs = new Map<string, number>();
  const waiting: { dueMs: number; last: OutgoingRecord }[] = [];
  const appends = new Set<Promise<void>>();
  let [events, probes, lateMs] = [0, 0, 0];
  let failure: unknown;
  const send = (records: readonly OutgoingRecord[]): void => {
    if (records.length === 0) return;
    const append = log.append(records).catch((error: unknown) => {
      failure ??= error;
    });
    appends.add(append);
    void append.then(() => appends.delete(append));
  };
  const tick = (nowMs: number): void => {
    const records: OutgoingRecord[] = [];
    for (; startMs + (probes * 1_000) / load.probesPerS < Math.min(nowMs + probeLeadMs, endMs); probes++) {
      const probeDueMs = Math.round(startMs + (probes * 1_000) / load.probesPerS);
      const probe = createProbe(probeDueMs);
      records.push(...probe.before);
      waiting.push({ dueMs: probeDueMs, last: probe.last });
      dueMs.set(probe.user, probeDueMs);
      onProbe(probe.user, probeDueMs);
    }
    while (waiting.length > 0 && waiting[0]!.dueMs <= nowMs) {
      const { dueMs: due, last } = waiting.shift()!;
      lateMs = Math.max(lateMs, nowMs - due);
      records.push(last);
    }
    for (; startMs + (events * 1_000) / load.eventsPerS < Math.min(nowMs, endMs); events++)
      records.push(browse(Math.round(startMs + (events * 1_000) / load.eventsPerS)));
    send(records);
  };
  await new Promise<void>((resolve, reject) => {
    const timer = setInterval(() => {
      const nowMs = Date.now();
      tick(nowMs);
      if (failure === undefined && (nowMs < endMs || waiting.length > 0)) return;
      clearInterval(timer);
      if (failure === undefined) resolve();
      else reject(failure);
    }, tickMs);
  });
  await Promise.all(appends);
  if (failure !== undefined) throw failure;
  return { events, dueMs, lateMs };
}

/** Sends as much as the log takes for some seconds. Returns how many events that were. */
export async function flood(log: Log, seconds: number): Promise<number> {
  const browse = createBrowsing();
  const endMs = Date.now() + seconds * 1_000;
  const batch = 2_000;
  let events = 0;
  // Two at a time: while the log takes one, the other is made.
  const lane = async (): Promise<void> => {
    while (Date.now() < endMs) {
      const nowMs = Date.now();
      await log.append(Array.from({ length: batch }, () => browse(nowMs)));
      events += batch;
    }
  };
  await Promise.all([lane(), lane()]);
  return events;
}
