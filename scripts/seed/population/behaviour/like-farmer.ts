import type { Intent } from '../facts.ts';
import type { Random } from '../random.ts';
import type { World } from '../world.ts';
import { badBeginning, distinctTargets } from './targets.ts';

/** Likes people by the hundred without having looked at one of them, for the likes that come back. */
export function likeFarmer(world: World, [actor]: readonly number[], random: Random): Intent[] {
  let at = badBeginning(world, actor!, random);
  const intents: Intent[] = [{ kind: 'signed-in', at, actor: actor!, target: -1 }];
  for (const target of distinctTargets(world, [actor!], random.between(120, 280), at, random)) {
    at += Math.floor(random.logNormal(25_000, 0.6));
    intents.push({ kind: 'liked', at, actor: actor!, target });
  }
  return intents;
}
