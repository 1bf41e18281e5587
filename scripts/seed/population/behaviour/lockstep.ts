import type { Intent } from '../facts.ts';
import type { Random } from '../random.ts';
import { minuteMs } from '../rhythm.ts';
import type { World } from '../world.ts';
import { badBeginning, distinctTargets } from './targets.ts';

/** Accounts that all like the same people within the same minutes (Beutel et al., CopyCatch, WWW 2013). */
export function lockstep(world: World, group: readonly number[], random: Random): Intent[] {
  let at = badBeginning(world, group[0]!, random);
  const targets = distinctTargets(world, group, random.between(24, 36), at, random);
  const intents: Intent[] = group.map((actor) => ({ kind: 'signed-in', at, actor, target: -1 }));
  for (const target of targets) {
    at += Math.floor(random.uniform(4, 16) * minuteMs);
    for (const actor of group) {
      // Each has a bad day now and then; a group need not be complete to be seen.
      if (random.chance(0.06)) continue;
      const visitAt = at + Math.floor(random.uniform(0, 1.6 * minuteMs));
      intents.push({ kind: 'visited', at: visitAt, actor, target });
      intents.push({ kind: 'liked', at: visitAt + random.between(1_500, 9_000), actor, target });
    }
  }
  return intents;
}
