import type { Intent } from '../facts.ts';
import type { Random } from '../random.ts';
import type { World } from '../world.ts';
import { distinctTargets } from './targets.ts';

/** The founding rule's case: at least 100 distinct people visited and liked within 10 minutes of the registration. */
export function foundingBurst(world: World, [actor]: readonly number[], random: Random): Intent[] {
  const registeredAt = world.joinedAt[actor!]!;
  const targets = distinctTargets(world, [actor!], random.between(104, 125), registeredAt, random);
  // All of it between the first seconds and the tenth minute, at an uneven pace.
  const beginAt = registeredAt + random.between(5_000, 20_000);
  const stepMs = random.between(380_000, 540_000) / targets.length;
  return targets.flatMap((target, step): Intent[] => {
    const at = beginAt + Math.floor((step + random.uniform(0, 0.6)) * stepMs);
    return [
      { kind: 'visited', at, actor: actor!, target },
      { kind: 'liked', at: at + random.between(300, 1_200), actor: actor!, target },
    ];
  });
}
