import { createAliasTable } from './alias-table.ts';
import type { Intent } from './facts.ts';
import { createRandom, type Random } from './random.ts';
import { dayMs, minuteMs, momentOf } from './rhythm.ts';
import { shapes } from './shapes.ts';
import { isBad, type World } from './world.ts';

/** What honest browsing depends on besides the world: who came and whom one saw lately, and who likes whom. */
export interface Memory {
  /** One of the last few who visited `actor`, or -1. */
  recentVisitor(actor: number, random: Random): number;
  /** One of the last few whom `actor` visited, or -1. */
  recentlySeen(actor: number, random: Random): number;
  likes(from: number, to: number): boolean;
}

/** Lets one honest person sit down and look at profiles. */
export type Browse = (sitting: { actor: number; visits: number; dayStart: number }, random: Random) => Intent[];

export function createBrowsing(world: World, memory: Memory): Browse {
  const drawPopular = createAliasTable(popularityOf(world));

  const choose = (actor: number, at: number, random: Random): number => {
    const mark = random.next();
    if (mark < shapes.returnShare + shapes.revisitShare) {
      const known =
        mark < shapes.returnShare ? memory.recentVisitor(actor, random) : memory.recentlySeen(actor, random);
      if (known >= 0 && known !== actor) return known;
    }
    for (let tries = 0; tries < 30; tries++) {
      const target = drawPopular(random);
      if (target !== actor && world.joinedAt[target]! < at) return target;
    }
    // Somebody who was always there.
    return world.byJoining[0] === actor ? world.byJoining[1]! : world.byJoining[0]!;
  };

  return ({ actor, visits, dayStart }, random) => {
    const joinedAt = world.joinedAt[actor]!;
    let at = momentOf(dayStart, world.offsetHours[actor]!, random);
    // The first sitting of a new member follows the registration.
    if (at <= joinedAt) at = joinedAt + random.between(10_000, 90_000) + 15 * minuteMs;
    const intents: Intent[] = [];
    if (random.chance(shapes.signInShare)) {
      if (random.chance(shapes.mistypeShare)) {
        intents.push({ kind: 'sign-in-failed', at, actor, target: -1 });
        at += random.between(4_000, 20_000);
      }
      intents.push({ kind: 'signed-in', at, actor, target: -1 });
    }
    for (let visit = 0; visit < visits; visit++) {
      at += Math.floor(1000 * Math.max(shapes.dwellMinS, random.logNormal(shapes.dwellMedianS, shapes.dwellSigma)));
      const target = choose(actor, at, random);
      intents.push({ kind: 'visited', at, actor, target });
      const likesMe = memory.likes(target, actor);
      if (!random.chance(likesMe ? shapes.likeBackShare : shapes.likeShare) || memory.likes(actor, target)) continue;
      const likedAt = at + random.between(1_500, 12_000);
      const undoneAt = random.chance(shapes.unlikeShare) ? likedAt + random.between(5_000, 180_000) : undefined;
      intents.push({ kind: 'liked', at: likedAt, actor, target, undoneAt });
      at = likedAt;
    }
    return endBefore(world.end, intents);
  };
}

/** A sitting that would go on past the end began as much earlier. */
function endBefore(end: number, intents: Intent[]): Intent[] {
  const last = Math.max(...intents.map(({ at, undoneAt }) => undoneAt ?? at), 0);
  const overflow = last - (end - 1);
  if (overflow <= 0) return intents;
  return intents.map((intent) => ({
    ...intent,
    at: intent.at - overflow,
    undoneAt: intent.undoneAt === undefined ? undefined : intent.undoneAt - overflow,
  }));
}

/** Everybody's share of being looked at: heavy-tailed; a celebrity gets a stated share; nobody looks for the bad. */
function popularityOf(world: World): Float64Array {
  const random = createRandom(world.seed, 'popularity');
  const weights = Float64Array.from({ length: world.users }, (_, index) => {
    const drawn = random.logNormal(1, shapes.popularitySigma);
    return isBad(world.cast.roleOf(index)) ? Math.min(drawn, 0.3) : drawn;
  });
  const celebrities = world.cast.outliers.celebrity.flat();
  const others = weights.reduce((sum, weight) => sum + weight, 0);
  const share = Math.min(0.3, shapes.celebrityShare * celebrities.length);
  for (const celebrity of celebrities)
    weights[celebrity] = ((others / (1 - share)) * share) / Math.max(1, celebrities.length);
  return weights;
}

/** The first moment of a day of activity. */
export function startOfDay(world: World, day: number): number {
  return world.begin + day * dayMs;
}
