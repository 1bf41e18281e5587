import type { Intent } from '../facts.ts';
import type { Random } from '../random.ts';
import { minuteMs } from '../rhythm.ts';
import type { World } from '../world.ts';
import { badBeginning, distinctTargets } from './targets.ts';

/** Bursts of minutes in which nobody could look that fast, at no fixed pace. */
export function velocityBot(world: World, [actor]: readonly number[], random: Random): Intent[] {
  let at = badBeginning(world, actor!, random);
  const intents: Intent[] = [{ kind: 'signed-in', at, actor: actor!, target: -1 }];
  for (let burst = random.between(2, 4); burst > 0; burst--) {
    for (const target of distinctTargets(world, [actor!], random.between(120, 220), at, random)) {
      at += Math.floor(random.exponential(900)) + 60;
      intents.push({ kind: 'visited', at, actor: actor!, target });
      if (random.chance(0.35)) intents.push({ kind: 'liked', at: at + random.between(50, 300), actor: actor!, target });
    }
    at += Math.floor(random.uniform(20, 90) * minuteMs);
  }
  return intents;
}
