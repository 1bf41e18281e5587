import type { Intent } from '../facts.ts';
import type { Random } from '../random.ts';
import type { World } from '../world.ts';
import { badBeginning, distinctTargets } from './targets.ts';

/** Acts by the clock for hours: the intervals differ by less than a person's ever could. */
export function regularBot(world: World, [actor]: readonly number[], random: Random): Intent[] {
  let at = badBeginning(world, actor!, random);
  const intents: Intent[] = [{ kind: 'signed-in', at, actor: actor!, target: -1 }];
  const intervalMs = random.between(15_000, 45_000);
  const count = random.between(300, 600);
  const targets = distinctTargets(world, [actor!], count, at, random);
  for (let step = 0; step < count; step++) {
    // A program's own jitter: its timer and the network.
    at += intervalMs + random.between(-120, 120);
    const target = targets[step % targets.length]!;
    intents.push({ kind: 'visited', at, actor: actor!, target });
    if (step % 9 === 4) intents.push({ kind: 'liked', at: at + random.between(900, 1_100), actor: actor!, target });
  }
  return intents;
}
