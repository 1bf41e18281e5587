import type { Log, LogRecord } from '../../platform/log/port.ts';

/** The first step back from a partition's end, in records; each further step is four times as long. */
const firstStepRecords = 1_000;

/**
 * Finds, for each partition of a topic, an offset from which every record younger than `sinceMs` follows. The log has no
 * index by time, so this looks at single records further and further back.
 */
export async function recentOffsets(
  log: Pick<Log, 'read' | 'bounds'>,
  topic: string,
  sinceMs: number,
): Promise<{ topic: string; partition: number; offset: number }[]> {
  const bounds = await log.bounds(topic);
  return Promise.all(
    bounds.map(async ({ partition, earliest, next }) => {
      let step = firstStepRecords;
      let offset = Math.max(earliest, next - step);
      while (offset > earliest && offset < next) {
        const record = await readOne(log, topic, partition, offset);
        if (record && record.appendedAtMs < sinceMs) break;
        step *= 4;
        offset = Math.max(earliest, next - step);
      }
      return { topic, partition, offset };
    }),
  );
}

/** The first record from an offset on; null where none is left of what stood there. */
async function readOne(
  log: Pick<Log, 'read'>,
  topic: string,
  partition: number,
  offset: number,
): Promise<LogRecord | null> {
  let found: (record: LogRecord) => void = () => undefined;
  const first = new Promise<LogRecord>((resolve) => {
    found = resolve;
  });
  const reader = await log.read({
    topics: [topic],
    from: [{ topic, partition, offset }],
    handle(records) {
      const record = records.find((candidate) => candidate.partition === partition);
      if (record) found(record);
    },
  });
  const record = await Promise.race([first, reader.caughtUp.then(() => null)]);
  await reader.stop();
  return record;
}
