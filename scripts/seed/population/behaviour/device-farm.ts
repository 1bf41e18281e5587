import type { Intent } from '../facts.ts';
import type { Random } from '../random.ts';
import { minuteMs } from '../rhythm.ts';
import type { World } from '../world.ts';
import { distinctTargets } from './targets.ts';

/** Many accounts registered with one device within hours (world.ts); each does a little, all for the same few people. */
export function deviceFarm(world: World, group: readonly number[], random: Random): Intent[] {
  const lastJoinedAt = Math.max(...group.map((actor) => world.joinedAt[actor]!));
  const promoted = distinctTargets(world, group, 6, Math.min(...group.map((actor) => world.joinedAt[actor]!)), random);
  return group.flatMap((actor): Intent[] => {
    const others = distinctTargets(world, [...group, ...promoted], random.between(6, 14), lastJoinedAt, random);
    let at = world.joinedAt[actor]! + Math.floor(random.uniform(1, 30) * minuteMs);
    return [...promoted, ...others].flatMap((target): Intent[] => {
      at += Math.floor(random.logNormal(40_000, 0.8));
      const visit: Intent = { kind: 'visited', at, actor, target };
      const liked = promoted.includes(target) || random.chance(0.2);
      return liked ? [visit, { kind: 'liked', at: at + random.between(1_000, 6_000), actor, target }] : [visit];
    });
  });
}
