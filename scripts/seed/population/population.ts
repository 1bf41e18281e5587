import { type BadBehaviour, badBehaviours } from './behaviour/bad-behaviours.ts';
import { fastBrowser, newcomer } from './behaviour/outliers.ts';
import { createBrowsing, startOfDay } from './browsing.ts';
import { type BadKind, badKinds, type Fact, type Intent } from './facts.ts';
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
  /** What the bad accounts and the honest outliers do on purpose, in any order. */
  readonly planned: readonly Intent[];
  /** What happens, a day at a time and in order; the first part is the registrations of before. Can be walked once. */
  days(): Generator<readonly Fact[]>;
  /** How many parts `days` has. */
  readonly dayCount: number;
}

/** `variant`: other ways of being bad, and a world that suits them, for those who evaluate with the same honest people. */
export function createPopulation(
  options: PopulationOptions,
  variant: { behaviours: Readonly<Record<BadKind, BadBehaviour>>; worldOf?: (world: World) => World } = {
    behaviours: badBehaviours,
  },
): Population {
  const plain = createWorld(options);
  const world = variant.worldOf?.(plain) ?? plain;
  const planned = plannedIntents(world, variant.behaviours);
  return {
    world,
    planned,
    person: (index) => profileOf(world.seed, index, world.ids[index]!, world.joinedAt[index]!),
    dayCount: shapes.activityDays + 1,
    days: () => live(world, planned),
  };
}

function* live(world: World, intents: readonly Intent[]): Generator<readonly Fact[]> {
  const memory = createMemory(world.users);
  const browse = createBrowsing(world, memory);
  const sequencer = createSequencer(world, memory);
  const sittings = planSittings(world);
  const planned = bucketByDay(world, intents);
  yield sequencer.take(world.begin);
  for (let day = 0; day < shapes.activityDays; day++) {
    const dayStart = startOfDay(world, day);
    const random = createRandom(world.seed, 'day', day);
    sequencer.add(planned[day]!);
    for (const sitting of sittings.ofDay(day)) sequencer.add(browse({ ...sitting, dayStart }, random));
    yield sequencer.take(dayStart + dayMs);
  }
}

function plannedIntents(world: World, behaviours: Readonly<Record<BadKind, BadBehaviour>>): Intent[] {
  const { bad, outliers } = world.cast;
  const random = (kind: string, number: number) => createRandom(world.seed, kind, number);
  return [
    ...badKinds.flatMap((kind) =>
      bad[kind].flatMap((group, number) => behaviours[kind](world, group, random(kind, number))),
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
