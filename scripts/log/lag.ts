import { allTopics } from '../../events/topics.ts';
import type { Command } from './command.ts';
import { readFlags } from './flags.ts';
import { assertGroups } from './names.ts';
import { layOut } from './table.ts';

interface Lag {
  readonly group: string;
  readonly topic: string;
  readonly partition: number;
  readonly committed: number;
  readonly end: number;
  /** Records that the group hasn't handled. */
  readonly lag: number;
}

export const lag: Command = {
  usage: `npm run log -- lag [GROUP …]: how many records each consumer group has yet to handle

  --partitions  a row for each partition
  --json        one JSON object a row`,

  async run(args, { connect, print, note }) {
    const { values, positionals } = readFlags(args, { partitions: { type: 'boolean' }, json: { type: 'boolean' } });
    const log = await connect();
    await assertGroups(log, positionals);
    const groups = positionals.length > 0 ? [...new Set(positionals)] : await log.groups();
    const lags: Lag[] = [];
    for (const { name: topic } of allTopics) {
      const bounds = await log.bounds(topic);
      for (const group of groups) {
        const committed = await log.committed(group, topic);
        if (committed.size === 0) continue;
        for (const { partition, earliest, next } of bounds) {
          // What retention removed can't be handled any more: it isn't waited for.
          const from = Math.max(committed.get(partition) ?? 0, earliest);
          lags.push({ group, topic, partition, committed: from, end: next, lag: Math.max(0, next - from) });
        }
      }
    }
    const idle = groups.filter((group) => !lags.some((one) => one.group === group));
    if (idle.length > 0) note(`Nothing committed yet, so no lag to tell: ${idle.join(', ')}.`);
    const rows = values.partitions ? lags : sumUp(lags);
    if (values.json) {
      for (const row of rows) print(JSON.stringify(row));
      return;
    }
    const heading = values.partitions
      ? ['GROUP', 'TOPIC', 'PARTITION', 'COMMITTED', 'END', 'LAG']
      : ['GROUP', 'TOPIC', 'LAG'];
    const cells = rows.map((row) =>
      'partition' in row
        ? [row.group, row.topic, row.partition, row.committed, row.end, row.lag]
        : [row.group, row.topic, row.lag],
    );
    for (const line of layOut([heading, ...cells])) print(line);
  },
};

function sumUp(lags: readonly Lag[]): { group: string; topic: string; lag: number }[] {
  const sums = new Map<string, { group: string; topic: string; lag: number }>();
  for (const { group, topic, lag: one } of lags) {
    const sum = sums.get(`${group} ${topic}`) ?? { group, topic, lag: 0 };
    sum.lag += one;
    sums.set(`${group} ${topic}`, sum);
  }
  return [...sums.values()].sort((a, b) => a.group.localeCompare(b.group) || a.topic.localeCompare(b.topic));
}
