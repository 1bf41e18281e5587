import { allTopics } from '../../events/topics.ts';
import type { LogRecord, Place } from '../../platform/log/port.ts';
import type { Command } from './command.ts';
import { readFlags, wholeNumber } from './flags.ts';
import { assertTopics } from './names.ts';

/** Records of each partition shown before what comes, unless the flags say otherwise. */
const lastPreset = 0;

export const tail: Command = {
  usage: `npm run log -- tail [TOPIC …]: shows events as they come, of all topics or those named

  --last N      begins with the last N of each partition (${lastPreset})
  --from-start  begins with the first that is kept
  --key KEY     only events of this key
  --type TYPE   only events of this type, such as visit.recorded
  --no-follow   ends when it has shown what is there
  --json        one JSON object a line`,

  async run(args, { connect, print, note, signal }) {
    const { values, positionals } = readFlags(args, {
      last: { type: 'string' },
      'from-start': { type: 'boolean' },
      key: { type: 'string' },
      type: { type: 'string' },
      'no-follow': { type: 'boolean' },
      json: { type: 'boolean' },
    });
    const last = values.last === undefined ? lastPreset : wholeNumber('last', values.last);
    assertTopics(positionals, { withDead: true });
    const topics = positionals.length > 0 ? positionals : allTopics.map(({ name }) => name);
    const log = await connect();
    const from: Place[] = [];
    for (const topic of topics) {
      for (const { partition, earliest, next } of await log.bounds(topic)) {
        from.push({ topic, partition, offset: values['from-start'] ? earliest : Math.max(earliest, next - last) });
      }
    }
    const reader = await log.read({
      topics,
      from,
      handle(records) {
        for (const record of records) {
          if (values.key !== undefined && record.key !== values.key) continue;
          const shown = describe(record);
          if (values.type !== undefined && shown.type !== values.type) continue;
          print(values.json ? JSON.stringify(shown) : toLine(shown));
        }
      },
    });
    if (values['no-follow']) {
      await reader.caughtUp;
    } else {
      note(`Following ${topics.join(', ')}; Ctrl-C ends it.`);
      await new Promise<void>((resolve) => {
        if (signal.aborted) resolve();
        signal.addEventListener('abort', () => resolve());
      });
    }
    await reader.stop();
  },
};

interface Shown {
  readonly at: string;
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly key: string;
  readonly type: string;
  /** The envelope, or the text where it is none. */
  readonly value: unknown;
}

function describe(record: LogRecord): Shown {
  const { topic, partition, offset, key } = record;
  const value = parse(record.value);
  const named = value as { type?: unknown } | null;
  const type = record.value === null ? 'tombstone' : typeof named?.type === 'string' ? named.type : 'unreadable';
  return { at: new Date(record.appendedAtMs).toISOString(), topic, partition, offset, key, type, value };
}

function toLine({ at, topic, partition, offset, key, type, value }: Shown): string {
  const data = type === 'unreadable' ? value : (value as { data?: unknown } | null)?.data;
  return `${at} ${topic}/${partition}/${offset} ${key} ${type} ${JSON.stringify(data ?? null)}`;
}

function parse(text: string | null): unknown {
  if (text === null) return null;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
