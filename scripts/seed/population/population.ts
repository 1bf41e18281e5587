import { badBehaviours } from './behaviour/bad-behaviours.ts';
import { fastBrowser, newcomer } from './behaviour/outliers.ts';
import { createBrowsing, startOfDay } from './browsing.ts';
import { badKinds, type Fact, type Intent } from './facts.ts';
import { createMemory } from './memory.ts';
import { type Person, profileOf } from './people.ts';
import { createRandom } from './random.ts';
import { dayMs } from './rhythm.ts';
import { createSequencer } from './sequence.ts';
import { shapes } from './shapes.ts';
import { planSittings } from './sittings.ts';
import { createWorld, type PopulationOptions, type World } from './world.ts';

/** A reproducible population: who there is, and what they do day after day. Pure: no clock, no file, no database. */
export interface Population {
  readonly world: World;
  person(index: number): Person;
  /** What happens, a day at a time and in order; the first part is the registrations of before. Can be walked once. */
  days(): Generator<readonly Fact[]>;
  /** How many parts `days` has. */
  readonly dayCount: number;
}

export function createPopulation(options: PopulationOptions): Population {
  const world = createWorld(options);
  return {
    world,
    person: (index) => profileOf(world.seed, index, world.ids[index]!, world.joinedAt[index]!),
    dayCount: shapes.activityDays + 1,
    days: () => live(world),
  };
}

function* live(world: World): Generator<readonly Fact[]> {
  const memory = createMemory(world.users);
  const browse = createBrowsing(world, memory);
  const sequencer = createSequencer(world, memory);
  const sittings = planSittings(world);
  const planned = bucketByDay(world, plannedIntents(world));
  yield sequencer.take(world.begin);
  for (let day = 0; day < shapes.activityDays; day++) {
    const dayStart = startOfDay(world, day);
    const random = createRandom(world.seed, 'day', day);
    sequencer.add(planned[day]!);
    for (const sitting of sittings.ofDay(day)) sequencer.add(browse({ ...sitting, dayStart }, random));
    yield sequencer.take(dayStart + dayMs);
  }
}

/** What the bad accounts and the honest outliers do on purpose. */
function plannedIntents(world: World): Intent[] {
  const { bad, outliers } = world.cast;
  const random = (kind: string, number: number) => createRandom(world.seed, kind, number);
  return [
    ...badKinds.flatMap((kind) =>
      bad[kind].flatMap((group, number) => badBehaviours[kind](world, group, random(kind, number))),
    ),
    ...outliers.newcomer.flat().flatMap((actor, number) => newcomer(world, actor, random('newcomer', number))),
    ...outliers['fast-browser']
      .flat()
      .flatMap((actor, number) => fastBrowser(world, actor, random('fast-browser', number))),
  ];
}

function bucketByDay(world: World, intents: readonly Intent[]): Intent[][] {
  const buckets: Intent[][] = Array.from({ length: shapes.activityDays }, () => []);
  for (const intent of intents) buckets[Math.floor((intent.at - world.begin) / dayMs)]?.push(intent);
  return buckets;
}
