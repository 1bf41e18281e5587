import { wholeNumber } from '../start/command-line.ts';
import { UsageError } from '../start/usage-error.ts';
import { usersMin } from './population/cast.ts';
import { shapes } from './population/shapes.ts';
import type { PopulationOptions } from './population/world.ts';

/** What `npm start` loads: enough people for every kind of bad account, few enough for a second. */
const usersPreset = 200;
/** Any number; this one is 'kith' on a telephone's keys. */
const seedPreset = 5484;
const dayMs = 24 * 60 * 60 * 1000;

/** Ids of pairs are numbers below 2^53, and memory is 1 KB a person. */
export const usersMax = 1_000_000;
const visitsMax = 100_000_000;

/** The flags of `npm start` and `npm run seed` that say which population is wanted. */
export const populationFlags = {
  users: { type: 'string' },
  seed: { type: 'string' },
  visits: { type: 'string' },
  end: { type: 'string' },
} as const;

/** Reads them and fills in what wasn't asked for. The population's time ends at the last midnight (UTC) unless told. */
export function readPopulationOptions(
  given: { users?: string; seed?: string; visits?: string; end?: string },
  now = Date.now(),
): PopulationOptions {
  const users = wholeNumber('users', given.users, { min: usersMin, max: usersMax }) ?? usersPreset;
  return {
    users,
    seed: wholeNumber('seed', given.seed, { min: 0, max: 2 ** 32 - 1 }) ?? seedPreset,
    visits: wholeNumber('visits', given.visits, { min: 0, max: visitsMax }) ?? users * shapes.visitsEach,
    end: given.end === undefined ? Math.floor(now / dayMs) * dayMs : readDay(given.end, now),
  };
}

function readDay(text: string, now: number): number {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(day)) throw new UsageError(`--end must be a day such as 2026-11-01, and is '${text}'.`);
  if (day > now) throw new UsageError(`--end must not be in the future, and is '${text}'.`);
  return day;
}
