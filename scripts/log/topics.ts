import { allTopics } from '../../events/topics.ts';
import { deadTopic } from '../../platform/log/dead-letters.ts';
import { UsageError } from './command-error.ts';
import { runCommand } from './run-command.ts';
import { layOut } from './table.ts';

const usage = `npm run topics: makes the log's topics as events/topics.ts declares them

Topics that exist get the declared settings and more partitions if they have fewer; nothing is ever removed. Each gets
a topic for its dead letters too. Environment: as for 'npm run log -- --help'.`;

const hourMs = 60 * 60 * 1000;

await runCommand('npm run topics', async ({ connect, print }) => {
  const args = process.argv.slice(2);
  if (args.includes('--help') || args.includes('-h')) return print(usage);
  if (args.length > 0) throw new UsageError(`There is no '${args[0]}' here`);
  const log = await connect();
  const topics = allTopics.flatMap((topic) => [topic, deadTopic(topic.name)]);
  await log.ensureTopics(topics);
  const rows: (string | number)[][] = [['TOPIC', 'PARTITIONS', 'KEEPS']];
  for (const { name, cleanup, retentionMs } of topics) {
    const keeps = cleanup === 'compact' ? 'the last of each key' : `${retentionMs / hourMs} hours`;
    rows.push([name, (await log.bounds(name)).length, keeps]);
  }
  for (const line of layOut(rows)) print(line);
});
