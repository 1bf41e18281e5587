import type { Intent } from '../facts.ts';
import type { Random } from '../random.ts';
import { dayMs, hourMs, momentOf } from '../rhythm.ts';
import type { World } from '../world.ts';
import { distinctTargets } from './targets.ts';

/** An enthusiastic new member: 99 people visited and liked within 10 minutes, one short of the founding rule. */
export function newcomer(world: World, actor: number, random: Random): Intent[] {
  const registeredAt = world.joinedAt[actor]!;
  const targets = distinctTargets(world, [actor], 99, registeredAt, random);
  const beginAt = registeredAt + 15_000;
  const stepMs = 560_000 / targets.length;
  return targets.flatMap((target, step): Intent[] => {
    const at = beginAt + Math.floor((step + random.uniform(0, 0.5)) * stepMs);
    return [
      { kind: 'visited', at, actor, target },
      { kind: 'liked', at: at + random.between(800, 2_400), actor, target },
    ];
  });
}

/** Somebody who leafs through profiles on a few evenings, fast and unevenly, and likes some of them. */
export function fastBrowser(world: World, actor: number, random: Random): Intent[] {
  const intents: Intent[] = [];
  for (const daysAgo of [2, 3, 5]) {
    let at = momentOf(world.end - daysAgo * dayMs, world.offsetHours[actor]!, random);
    const until = Math.min(at + hourMs, world.end);
    intents.push({ kind: 'signed-in', at, actor, target: -1 });
    for (const target of distinctTargets(world, [actor], 230, at, random)) {
      at += Math.max(1_200, Math.floor(random.logNormal(7_000, 1)));
      if (at > until) break;
      intents.push({ kind: 'visited', at, actor, target });
      if (random.chance(0.05)) intents.push({ kind: 'liked', at: at + random.between(2_000, 9_000), actor, target });
    }
  }
  return intents;
}
