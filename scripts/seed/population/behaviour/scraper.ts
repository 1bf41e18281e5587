import type { Intent } from '../facts.ts';
import type { Random } from '../random.ts';
import type { World } from '../world.ts';
import { badBeginning } from './targets.ts';

/** Reads profile after profile in the order they joined, looks at none for longer than it takes to copy, likes nobody. */
export function scraper(world: World, [actor]: readonly number[], random: Random): Intent[] {
  let at = badBeginning(world, actor!, random);
  const intents: Intent[] = [{ kind: 'signed-in', at, actor: actor!, target: -1 }];
  const known = [...world.byJoining].filter((person) => person !== actor && world.joinedAt[person]! < at);
  const first = random.below(known.length);
  const count = Math.min(random.between(400, 900), known.length);
  for (let step = 0; step < count; step++) {
    at += Math.floor(random.uniform(700, 2_600));
    intents.push({ kind: 'visited', at, actor: actor!, target: known[(first + step) % known.length]! });
  }
  return intents;
}
