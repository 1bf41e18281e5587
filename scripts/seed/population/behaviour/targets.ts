import { type Random, sampleDistinct } from '../random.ts';
import { dayMs, momentOf } from '../rhythm.ts';
import { shapes } from '../shapes.ts';
import type { World } from '../world.ts';

/** `count` distinct people other than the actors who were there at `at`; fewer in a small population. */
export function distinctTargets(
  world: World,
  actors: readonly number[],
  count: number,
  at: number,
  random: Random,
): number[] {
  return sampleDistinct(
    random,
    world.users,
    count,
    (candidate) => actors.includes(candidate) || world.joinedAt[candidate]! >= at,
  );
}

/** When a bad act begins: within the last days, which the fraud service replays, and early enough to end before the end. */
export function badBeginning(world: World, actor: number, random: Random): number {
  const day = world.end - random.between(2, shapes.badDays) * dayMs;
  return momentOf(day, world.offsetHours[actor]!, random);
}
