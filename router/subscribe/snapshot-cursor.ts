import type { Identity } from '../../platform/identity/identity.ts';
import type { CursorCodec } from './cursor.ts';
import { streamOf } from './event-streams.ts';
import type { LiveLog } from './live-log.ts';

/**
 * Makes the cursors that a query's answer carries when asked to: where this router stands in the fields' topics. Events
 * before it were read from the log, so what they tell of was stored before the query began and the query sees it.
 */
export function createSnapshotCursor(live: LiveLog, codec: CursorCodec) {
  const cursorOf = (field: string, identity: Identity): string | undefined => {
    const source = live.sourceOf(field);
    const feed = source && live.feedOf(streamOf(source), identity);
    if (!feed) return undefined;
    return codec.encode({ subject: identity.subject, field }, source.topic, live.history.now(feed), Date.now());
  };

  return (wanted: unknown, identity: Identity): string | Readonly<Record<string, string>> | undefined => {
    if (typeof wanted === 'string') return cursorOf(wanted, identity);
    if (!Array.isArray(wanted)) return undefined;
    const known = wanted.flatMap((field) => {
      const cursor = typeof field === 'string' ? cursorOf(field, identity) : undefined;
      return cursor === undefined ? [] : [[field as string, cursor] as const];
    });
    return known.length === 0 ? undefined : Object.fromEntries(known);
  };
}
