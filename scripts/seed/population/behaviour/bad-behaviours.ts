import type { BadKind, Intent } from '../facts.ts';
import type { Random } from '../random.ts';
import type { World } from '../world.ts';
import { deviceFarm } from './device-farm.ts';
import { foundingBurst } from './founding-burst.ts';
import { likeFarmer } from './like-farmer.ts';
import { lockstep } from './lockstep.ts';
import { regularBot } from './regular-bot.ts';
import { scraper } from './scraper.ts';
import { takeover } from './takeover.ts';
import { velocityBot } from './velocity-bot.ts';

/** What a group of one bad kind does, in any order. Pure: the world, the group and chance are all it depends on. */
export type BadBehaviour = (world: World, group: readonly number[], random: Random) => Intent[];

export const badBehaviours: Readonly<Record<BadKind, BadBehaviour>> = {
  'founding-burst': foundingBurst,
  scraper,
  'like-farmer': likeFarmer,
  lockstep,
  takeover,
  'device-farm': deviceFarm,
  'velocity-bot': velocityBot,
  'regular-bot': regularBot,
};
