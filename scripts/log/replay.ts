import pg from 'pg';
import { topics } from '../../events/topics.ts';
import type { Log, Place } from '../../platform/log/port.ts';
import type { Command, CommandContext } from './command.ts';
import { CommandError, UsageError } from './command-error.ts';
import { embeddedUrl } from './connect.ts';
import { readFlags } from './flags.ts';
import { assertGroups, assertTopics } from './names.ts';

/**
 * The groups whose tables hold nothing but what the log told: those can be emptied and made again. The others keep what
 * they own beside it; a replay is harmless to them, because they know what they handled.
 */
const rebuildable: Readonly<Record<string, { variable: string; tables: readonly string[] }>> = {
  activity: { variable: 'ACTIVITY_DATABASE_URL', tables: ['account'] },
};

export const replay: Command = {
  usage: `npm run log -- replay GROUP: makes a consumer group handle its topics again, from the first event kept

  --topic TOPIC  only this one of its topics; may be given several times
  --clear        first empties the tables that the group makes from the log, so that they are made anew
                 (${Object.keys(rebuildable).join(', ')}: with *_DATABASE_URL, or the database of the 'npm start' here)

The group's workers must be stopped; when they start they handle the events again. That changes no row that is right
already: consumers know events by their ids and offsets. A topic whose retention has passed can't rebuild everything:
use --clear only with the compacted ${topics.usersStatus.name}.`,

  async run(args, context) {
    const { values, positionals } = readFlags(args, {
      topic: { type: 'string', multiple: true },
      clear: { type: 'boolean' },
    });
    const [group, ...more] = positionals;
    if (group === undefined || more.length > 0) throw new UsageError('replay needs one group');
    assertTopics(values.topic ?? []);
    const log = await context.connect();
    await assertGroups(log, [group]);
    const places = await placesOf(log, group, values.topic);
    if (values.clear && !Object.hasOwn(rebuildable, group)) {
      throw new CommandError(`The tables of ${group} hold more than the log told: replay it without --clear.`);
    }
    // Before anything is moved: half a replay would be worse than none.
    const database = values.clear ? await open(group, context) : undefined;
    try {
      await log.moveGroup(group, places);
      await database?.query(`TRUNCATE ${rebuildable[group]!.tables.join(', ')}`);
    } finally {
      await database?.end();
    }
    const counts = await countEvents(log, places);
    context.print(`The group ${group} handles ${counts} events again when its workers start.`);
  },
};

/** The beginnings of the group's topics. */
async function placesOf(log: Log, group: string, wanted: readonly string[] | undefined): Promise<Place[]> {
  const names = wanted ?? Object.values(topics).map(({ name }) => name);
  const places: Place[] = [];
  for (const topic of names) {
    if ((await log.committed(group, topic)).size === 0) continue;
    for (const { partition, earliest } of await log.bounds(topic)) places.push({ topic, partition, offset: earliest });
  }
  if (places.length > 0) return places;
  throw new CommandError(
    `The group ${group} has committed nothing in ${wanted?.join(', ') ?? 'any topic'}: there is nothing to handle again.`,
  );
}

/** Connects to the database with the tables of a group. */
async function open(group: string, { environment }: CommandContext): Promise<pg.Client> {
  const { variable } = rebuildable[group]!;
  const client = new pg.Client(environment[variable] || embeddedUrl(environment, 'activity'));
  try {
    await client.connect();
    return client;
  } catch (error) {
    throw new CommandError(`The database of ${group} (${variable}) can't be used: ${(error as Error).message}.`);
  }
}

async function countEvents(log: Log, places: readonly Place[]): Promise<number> {
  let count = 0;
  for (const topic of new Set(places.map((place) => place.topic))) {
    for (const { earliest, next } of await log.bounds(topic)) count += next - earliest;
  }
  return count;
}
