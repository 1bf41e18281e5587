import { userStatusChanged } from '../../../events/user-status-changed.ts';
import type { ReceivedEvent } from '../../../platform/log/event-consumer.ts';
import type { AccountRow } from '../store/account-store.ts';

/**
 * From events of `users.status` in the log's order to the rows they leave: the last status of each account by event time,
 * where DELETED is final. Pure.
 *
 * Other event types of the topic are passed over: a newer producer may write some. Throws a ZodError on a status event
 * that can't be read.
 */
export function toAccountRows(events: readonly ReceivedEvent[]): AccountRow[] {
  const last = new Map<string, AccountRow>();
  for (const { topic, offset, envelope } of events) {
    if (!userStatusChanged.is(topic, envelope)) continue;
    const { time, data } = userStatusChanged.read(envelope);
    const before = last.get(data.user.id);
    const at = new Date(time);
    const overtaken = before && (before.status === 'DELETED' || (at < before.at && data.status !== 'DELETED'));
    if (!overtaken) last.set(data.user.id, { id: data.user.id, status: data.status, offset, at });
  }
  return [...last.values()];
}
