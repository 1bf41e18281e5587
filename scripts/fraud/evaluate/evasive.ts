import type { BadBehaviour } from '../../seed/population/behaviour/bad-behaviours.ts';
import type { BadKind, Intent } from '../../seed/population/facts.ts';
import { opaqueHash } from '../../seed/population/identifiers.ts';
import { type Random, sampleDistinct } from '../../seed/population/random.ts';
import { dayMs, minuteMs, momentOf } from '../../seed/population/rhythm.ts';
import { shapes } from '../../seed/population/shapes.ts';
import type { World } from '../../seed/population/world.ts';

const others = (world: World, actors: readonly number[], count: number, at: number, random: Random): number[] =>
  sampleDistinct(random, world.users, count, (one) => actors.includes(one) || world.joinedAt[one]! >= at);

const beginning = (world: World, actor: number, random: Random): number =>
  momentOf(world.end - random.between(3, shapes.badDays) * dayMs, world.offsetHours[actor]!, random);

/** 90 to 96 of each in the first ten minutes, then on at a slower pace to what was wanted all along. */
const foundingBurst: BadBehaviour = (world, [actor], random) => {
  const registeredAt = world.joinedAt[actor!]!;
  const early = random.between(90, 96);
  let at = registeredAt + random.between(5_000, 15_000);
  return others(world, [actor!], early + random.between(220, 300), registeredAt, random).flatMap(
    (target, step): Intent[] => {
      at += step < early ? Math.floor(random.uniform(3_000, 9_000)) : Math.floor(random.uniform(5_000, 14_000));
      return [
        { kind: 'visited', at, actor: actor!, target },
        { kind: 'liked', at: at + random.between(300, 2_000), actor: actor!, target },
      ];
    },
  );
};

/** 180 to 240 profiles a day, at a reader's hurried pace, in a broken order, a like thrown in now and then. */
const scraper: BadBehaviour = (world, [actor], random) => {
  const intents: Intent[] = [];
  const first = beginning(world, actor!, random);
  const targets = others(world, [actor!], 3 * 240, first, random);
  for (let day = 0; day < 3; day++) {
    let at = first + day * dayMs;
    for (let left = random.between(180, 240); left > 0; left--) {
      at += Math.floor(random.logNormal(5_500, 0.5)) + 1_500;
      const target = targets.pop();
      if (target === undefined) break;
      intents.push({ kind: 'visited', at, actor: actor!, target });
      if (random.chance(0.006)) intents.push({ kind: 'liked', at: at + 1_200, actor: actor!, target });
    }
  }
  return intents;
};

/** 65 to 95 likes a day, one in eight after a look. */
const likeFarmer: BadBehaviour = (world, [actor], random) => {
  const intents: Intent[] = [];
  let at = beginning(world, actor!, random);
  for (const target of others(world, [actor!], random.between(65, 95), at, random)) {
    at += Math.floor(random.logNormal(240_000, 0.7));
    if (random.chance(0.12)) intents.push({ kind: 'visited', at: at - 2_500, actor: actor!, target });
    intents.push({ kind: 'liked', at, actor: actor!, target });
  }
  return intents;
};

/** Each takes part in two thirds, within some minutes instead of the same one, and looks at others in between. */
const lockstep: BadBehaviour = (world, group, random) => {
  let at = beginning(world, group[0]!, random);
  const intents: Intent[] = [];
  for (const target of others(world, group, random.between(24, 36), at, random)) {
    at += Math.floor(random.uniform(10, 40) * minuteMs);
    for (const actor of group) {
      if (!random.chance(0.66)) continue;
      const visitAt = at + Math.floor(random.uniform(0, 14 * minuteMs));
      intents.push({ kind: 'visited', at: visitAt, actor, target });
      intents.push({ kind: 'liked', at: visitAt + random.between(4_000, 40_000), actor, target });
      for (const other of others(world, group, random.between(0, 2), at, random))
        intents.push({ kind: 'visited', at: visitAt + random.between(60_000, 200_000), actor, target: other });
    }
  }
  return intents;
};

/** 18 to 24 attempts an hour from each address, for half a day. */
const takeover: BadBehaviour = (world, victims, random) => {
  const from = { address: opaqueHash(random), device: opaqueHash(random) };
  let at = beginning(world, victims[0]!, random);
  const intents: Intent[] = [];
  for (const actor of others(world, victims, Math.min(random.between(120, 220), world.users >> 1), at, random)) {
    at += Math.floor(random.uniform(150_000, 200_000));
    intents.push({ kind: 'sign-in-failed', at, actor: random.chance(0.5) ? actor : -1, target: -1, from });
  }
  for (const victim of victims) {
    at += random.between(120_000, 240_000);
    intents.push({ kind: 'sign-in-failed', at, actor: victim, target: -1, from });
    at += random.between(20_000, 60_000);
    intents.push({ kind: 'signed-in', at, actor: victim, target: -1, from });
    for (const target of others(world, [victim], random.between(15, 25), at, random)) {
      at += Math.floor(random.logNormal(15_000, 0.6));
      intents.push({ kind: 'visited', at, actor: victim, target, from });
      intents.push({ kind: 'liked', at: at + random.between(2_000, 9_000), actor: victim, target, from });
    }
  }
  return intents;
};

/** As the plain one, four accounts a device (scene.ts gives the devices out). */
const deviceFarm: BadBehaviour = (world, group, random) => {
  const last = Math.max(...group.map((actor) => world.joinedAt[actor]!));
  const promoted = others(world, group, 6, Math.min(...group.map((actor) => world.joinedAt[actor]!)), random);
  return group.flatMap((actor): Intent[] => {
    let at = world.joinedAt[actor]! + Math.floor(random.uniform(5, 300) * minuteMs);
    return [...promoted, ...others(world, [...group, ...promoted], random.between(10, 20), last, random)].flatMap(
      (target): Intent[] => {
        at += Math.floor(random.logNormal(60_000, 0.9));
        const visit: Intent = { kind: 'visited', at, actor, target };
        const liked = promoted.includes(target) || random.chance(0.2);
        return liked ? [visit, { kind: 'liked', at: at + random.between(2_000, 9_000), actor, target }] : [visit];
      },
    );
  });
};

/** 20 to 28 people a minute for three minutes at a time, with pauses between. */
const velocityBot: BadBehaviour = (world, [actor], random) => {
  let at = beginning(world, actor!, random);
  const intents: Intent[] = [];
  for (let burst = random.between(6, 9); burst > 0; burst--) {
    for (const target of others(world, [actor!], random.between(60, 80), at, random)) {
      at += Math.floor(random.uniform(2_150, 2_900));
      intents.push({ kind: 'visited', at, actor: actor!, target });
      if (random.chance(0.35))
        intents.push({ kind: 'liked', at: at + random.between(100, 500), actor: actor!, target });
    }
    at += Math.floor(random.uniform(5, 9) * minuteMs);
  }
  return intents;
};

/** A clock with an even jitter of up to 45% up or down. */
const regularBot: BadBehaviour = (world, [actor], random) => {
  let at = beginning(world, actor!, random);
  const intervalMs = random.between(20_000, 60_000);
  return others(world, [actor!], random.between(200, 300), at, random).flatMap((target): Intent[] => {
    at += Math.floor(intervalMs * random.uniform(0.55, 1.45));
    const visit: Intent = { kind: 'visited', at, actor: actor!, target };
    return random.chance(0.12)
      ? [visit, { kind: 'liked', at: at + random.between(900, 3_000), actor: actor!, target }]
      : [visit];
  });
};

/**
 * The bad kinds by somebody who knows the usual rules and stays just under their naive thresholds: 100 of each in ten
 * minutes, 30 people a minute, 250 visits without a like in a day, 100 blind likes, an exact clock, the same minute, 30
 * failures an hour from one address, 5 accounts a device. The naive thresholds are not those of rules.yaml.
 */
export const evasiveBehaviours: Readonly<Record<BadKind, BadBehaviour>> = {
  'founding-burst': foundingBurst,
  scraper,
  'like-farmer': likeFarmer,
  lockstep,
  takeover,
  'device-farm': deviceFarm,
  'velocity-bot': velocityBot,
  'regular-bot': regularBot,
};

/** Accounts of a farm that share a device: one fewer than a naive rule counts. */
export const evasiveDeviceShare = 4;
