import type { Log, LogRecord, Reader } from '../../platform/log/port.ts';
import type { Logger } from '../../platform/telemetry/logger.ts';
import { readEvent, stringAt } from './event-value.ts';
import type { Restrictions } from './port.ts';
import { recentOffsets } from './recent-offsets.ts';
import type { RestrictedConfig, RevokedConfig } from './restrict-config.ts';
import { createStandings, type Standings } from './standings.ts';

/** Clocks of log and router may differ by this much, in milliseconds; a session is remembered that much longer. */
const clockToleranceMs = 60_000;
/** How often ended sessions whose tokens ended too are forgotten, in milliseconds. */
const forgetEveryMs = 60_000;

/**
 * Follows the log for who may not act and which sessions ended. Resolves once it is caught up, so that a router that
 * just started knows them before it serves.
 *
 * Memory is bounded by what is refused: of subjects that may act only the latest are kept, sessions only as long as their access
 * tokens live.
 */
export async function createRestrictions(deps: {
  log: Pick<Log, 'read' | 'bounds'> | null;
  restricted: RestrictedConfig | null;
  revoked: RevokedConfig | null;
  logger: Logger;
}): Promise<Restrictions> {
  const { log, restricted, revoked, logger } = deps;
  const subjects = createStandings();
  /** Session to when its access token has surely ended, in milliseconds since 1970; in the order of their ends. */
  const sessions = new Map<string, number>();
  const restrictedListeners = new Set<(subject: string) => void>();
  const revokedListeners = new Set<(session: string) => void>();
  const readers: Reader[] = [];

  if (log && restricted) {
    const handle = readRestricted(restricted, subjects, (subject) => tell(restrictedListeners, subject, logger));
    readers.push(
      await log.read({ topics: [restricted.topic], from: 'earliest', handle: (records) => records.forEach(handle) }),
    );
  }
  if (log && revoked) {
    const lifetimeMs = revoked.tokenLifetimeSeconds * 1000 + clockToleranceMs;
    const handle = readRevoked(revoked, lifetimeMs, sessions, (session) => tell(revokedListeners, session, logger));
    const from = await recentOffsets(log, revoked.topic, Date.now() - lifetimeMs);
    readers.push(await log.read({ topics: [revoked.topic], from, handle: (records) => records.forEach(handle) }));
  }
  await Promise.all(readers.map((reader) => reader.caughtUp));

  const forget = setInterval(() => {
    const now = Date.now();
    for (const [session, endsAtMs] of sessions) if (endsAtMs <= now) sessions.delete(session);
  }, forgetEveryMs);
  forget.unref();

  return {
    isRestricted: subjects.isRestricted,
    exceptMutations: new Set(restricted?.exceptMutations),
    isRevoked: (session) => sessions.has(session),
    onRestricted: (listener) => listen(restrictedListeners, listener),
    onRevoked: (listener) => listen(revokedListeners, listener),
    async close() {
      clearInterval(forget);
      await Promise.all(readers.map((reader) => reader.stop()));
    },
  };
}

function readRestricted(
  config: RestrictedConfig,
  subjects: Standings,
  becameRestricted: (subject: string) => void,
): (record: LogRecord) => void {
  const subjectPath = config.subject.split('.');
  const valuePath = config.value.split('.');
  const allowed = new Set(config.allowed);
  return (record) => {
    // A tombstone takes its key's last word back.
    if (record.value === null) return subjects.forget(record.key);
    const event = readEvent(record.value);
    if (event?.type !== config.type) return;
    const subject = stringAt(event.data, subjectPath);
    const value = stringAt(event.data, valuePath);
    if (subject === null || value === null) return;
    const wasRestricted = subjects.isRestricted(subject);
    subjects.say(subject, !allowed.has(value), event.timeMs);
    if (!wasRestricted && subjects.isRestricted(subject)) becameRestricted(subject);
  };
}

function readRevoked(
  config: RevokedConfig,
  lifetimeMs: number,
  sessions: Map<string, number>,
  ended: (session: string) => void,
): (record: LogRecord) => void {
  const sessionPath = config.session.split('.');
  return (record) => {
    const endsAtMs = record.appendedAtMs + lifetimeMs;
    if (endsAtMs <= Date.now()) return;
    const event = readEvent(record.value);
    if (event?.type !== config.type) return;
    const session = stringAt(event.data, sessionPath);
    if (session === null || sessions.has(session)) return;
    sessions.set(session, endsAtMs);
    ended(session);
  };
}

function listen<Value>(listeners: Set<(value: Value) => void>, listener: (value: Value) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** A listener that fails must not stop the reader: the next restricted account matters more. */
function tell(listeners: ReadonlySet<(value: string) => void>, value: string, logger: Logger): void {
  for (const listener of listeners) {
    try {
      listener(value);
    } catch (error) {
      logger.error({ err: error }, 'a listener of restrictions failed');
    }
  }
}
