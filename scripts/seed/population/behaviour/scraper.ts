import type { Intent } from '../facts.ts';
import type { Random } from '../random.ts';
import type { World } from '../world.ts';
import { badBeginning } from './targets.ts';

/** Reads profile after profile in the order they joined, looks at none for longer than it takes to copy, likes nobody. */
export function scraper(world: World, [actor]: readonly number[], random: Random): Intent[] {
  let at = badBeginning(world, actor!, random);
  const intents: Intent[] = [{ kind: 'signed-in', at, actor: actor!, target: -1 }];
  const count = random.between(400, 900);
  let position = random.below(world.users);
  for (let step = 0; step < Math.min(count, world.users - 1); step++) {
    at += Math.floor(random.uniform(700, 2_600));
    position = (position + 1) % world.users;
    const target = world.byJoining[position]!;
    intents.push({ kind: 'visited', at, actor: actor!, target });
  }
  return intents;
}
