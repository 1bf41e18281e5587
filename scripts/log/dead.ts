import { allTopics } from '../../events/topics.ts';
import { deadHeaders, deadTopicOf, positionOf, toRetriedNote, toRetry } from '../../platform/log/dead-letters.ts';
import type { Log, LogRecord } from '../../platform/log/port.ts';
import type { Command, CommandContext } from './command.ts';
import { CommandError, UsageError } from './command-error.ts';
import { readFlags } from './flags.ts';
import { assertTopics } from './names.ts';
import { readRecords } from './read-records.ts';
import { layOut } from './table.ts';

/** As much of a reason as fits beside the rest; `dead show` has all of it. In characters. */
const reasonWidth = 80;

/** A dead letter with its name on the command line, `topic/offset`: dead letters have one partition. */
interface DeadLetter {
  readonly name: string;
  readonly record: LogRecord;
  readonly retried: boolean;
}

export const dead: Command = {
  usage: `npm run log -- dead list [TOPIC …]: what consumers gave up on, with the reason
npm run log -- dead show NAME …: all of a dead letter; its NAME is in the list
npm run log -- dead retry NAME …: gives it once more to the group that gave up on it, and only to that one; on a
              compacted topic to all, and only if no later event has its key

  list   --all    those too that were tried again
         --json   one JSON object a line
  retry  --all    every one that wasn't tried again yet, of the topics named or of all`,

  async run(args, context) {
    const [verb, ...rest] = args;
    const verbs = { list, show, retry };
    if (verb === undefined || !Object.hasOwn(verbs, verb)) {
      throw new UsageError(verb === undefined ? 'dead needs list, show or retry' : `dead has no '${verb}'`);
    }
    await verbs[verb as keyof typeof verbs](rest, context);
  },
};

async function list(args: readonly string[], { connect, print, note }: CommandContext): Promise<void> {
  const { values, positionals } = readFlags(args, { all: { type: 'boolean' }, json: { type: 'boolean' } });
  const letters = await find(await connect(), positionals);
  const shown = letters.filter(({ retried }) => values.all || !retried);
  if (values.json) {
    for (const letter of shown) print(JSON.stringify(toObject(letter)));
    return;
  }
  if (shown.length === 0) return note('No dead letters.');
  const cells = shown.map(({ name, record: { headers }, retried }) => [
    name,
    headers[deadHeaders.at] ?? '',
    headers[deadHeaders.group] ?? '',
    retried ? 'yes' : 'no',
    (headers[deadHeaders.reason] ?? '').slice(0, reasonWidth),
  ]);
  for (const line of layOut([['NAME', 'AT', 'GROUP', 'RETRIED', 'REASON'], ...cells])) print(line);
}

async function show(args: readonly string[], { connect, print }: CommandContext): Promise<void> {
  const { positionals } = readFlags(args, {});
  for (const letter of await named(await connect(), positionals)) print(JSON.stringify(toObject(letter), null, 2));
}

async function retry(args: readonly string[], { connect, print, note }: CommandContext): Promise<void> {
  const { values, positionals } = readFlags(args, { all: { type: 'boolean' } });
  const log = await connect();
  const letters = values.all
    ? (await find(log, positionals)).filter(({ retried }) => !retried)
    : await named(log, positionals);
  if (letters.length === 0) return note('No dead letters to retry.');
  for (const { name, record } of letters) {
    const topic = allTopics.find((declared) => deadTopicOf(declared.name) === record.topic);
    const compacted = topic?.cleanup === 'compact';
    if (compacted && (await isOvertaken(log, topic.name, record))) {
      await log.append([toRetriedNote(record)]);
      print(`${name} was not tried again: a later event of its key has overtaken it.`);
      continue;
    }
    await log.append([toRetry(record, { compacted })]);
    // Killed before this, it is tried twice at worst, and the group knows its events by their ids.
    await log.append([toRetriedNote(record)]);
    print(`${name} was given to the group ${record.headers[deadHeaders.group]} again.`);
  }
}

/** On a compacted topic the last event of a key counts: an older one put after it would undo it. */
async function isOvertaken(log: Log, topic: string, dead: LogRecord): Promise<boolean> {
  const position = positionOf(dead);
  const records = await readRecords(log, topic);
  return records.some(
    ({ key, partition, offset }) =>
      key === dead.key && (!position || (partition === position.partition && offset > position.offset)),
  );
}

/** The dead letters of topics, all where none is named, oldest first. */
async function find(log: Log, topics: readonly string[]): Promise<DeadLetter[]> {
  assertTopics(topics);
  const wanted = topics.length > 0 ? topics : allTopics.map(({ name }) => name);
  const letters: DeadLetter[] = [];
  for (const topic of wanted) {
    const records = await readRecords(log, deadTopicOf(topic));
    const retried = new Set(records.map(({ headers }) => headers[deadHeaders.retried]));
    for (const record of records) {
      if (record.headers[deadHeaders.retried] !== undefined) continue;
      letters.push({ name: `${topic}/${record.offset}`, record, retried: retried.has(String(record.offset)) });
    }
  }
  return letters;
}

async function named(log: Log, names: readonly string[]): Promise<DeadLetter[]> {
  if (names.length === 0) throw new UsageError('which dead letter? Its NAME is in the list');
  for (const name of names) {
    if (!/^.+\/\d+$/.test(name)) throw new UsageError(`'${name}' is no NAME of a dead letter, such as users.status/3`);
  }
  const topics = [...new Set(names.map((name) => name.slice(0, name.lastIndexOf('/'))))];
  const letters = await find(log, topics);
  return names.map((name) => {
    const letter = letters.find((found) => found.name === name);
    if (!letter)
      throw new CommandError(`There is no dead letter ${name}: 'npm run log -- dead list --all' names them.`);
    return letter;
  });
}

function toObject({ name, record, retried }: DeadLetter): object {
  const { key, value, headers } = record;
  const own = new Set<string>(Object.values(deadHeaders));
  return {
    name,
    reason: headers[deadHeaders.reason],
    group: headers[deadHeaders.group],
    attempts: Number(headers[deadHeaders.attempts]),
    at: headers[deadHeaders.at],
    position: headers[deadHeaders.position],
    retried,
    key,
    headers: Object.fromEntries(Object.entries(headers).filter(([header]) => !own.has(header))),
    value,
  };
}
