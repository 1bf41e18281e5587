import type { LogRecord } from '../../platform/log/port.ts';
import type { Logger } from '../../platform/telemetry/logger.ts';
import { readEvent } from '../restrict/event-value.ts';
import { tagsOfEvent } from './entity-tag.ts';
import type { StaleOn } from './stale-on.ts';
import type { EntityStore } from './store.ts';

/** Drops what a batch of records makes stale. */
export function createDropper(events: readonly StaleOn[], store: EntityStore, logger: Logger) {
  const byType = new Map<string, StaleOn[]>();
  for (const event of events) {
    const key = `${event.topic}\n${event.type}`;
    byType.set(key, [...(byType.get(key) ?? []), event]);
  }
  let warned = false;

  const tagsOf = (record: LogRecord): readonly string[] | undefined => {
    // A tombstone takes a key's last word back; what it was about was told of before.
    const event = readEvent(record.value);
    if (!event) return record.value === null ? [] : undefined;
    const tags: string[] = [];
    for (const staleOn of byType.get(`${record.topic}\n${event.type}`) ?? []) {
      const some = tagsOfEvent(staleOn, event.data);
      if (!some) return undefined;
      tags.push(...some);
    }
    return tags;
  };

  return async (records: readonly LogRecord[]): Promise<void> => {
    for (const record of records) {
      const tags = tagsOf(record);
      if (!tags) {
        // Nobody can tell what it makes stale.
        store.clear();
        const { topic, partition, offset } = record;
        if (!warned) logger.warn({ topic, partition, offset }, 'an event doesn’t say which entities it makes stale');
        warned = true;
      } else if (tags.length > 0) {
        const dropping = store.drop(
          tags,
          `${record.topic}/${record.partition}/${record.offset}/${record.appendedAtMs}`,
        );
        if (dropping) await dropping;
      }
    }
  };
}
