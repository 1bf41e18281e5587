import { GraphQLError } from 'graphql';
import { dayOf, latestBirthDate } from '../accounts/age.ts';
import { searchKey } from '../accounts/search-key.ts';
import type { DiscoverFilter, InputMaybe } from '../generated/resolver-types.ts';

/** Who is looked for, in terms of what is stored; null where it doesn't matter. */
export interface DiscoverQuery {
  readonly cityKey: string | null;
  /** Born on this day or before. */
  readonly bornUntil: string | null;
  /** Born after this day. */
  readonly bornAfter: string | null;
  /** At least one of these. */
  readonly interestKeys: readonly string[] | null;
}

/** Nobody is older; keeps the arithmetic within the calendar. */
const ageMax = 150;
/** As many as one profile can have. */
const interestsMax = 20;

/** Throws a GraphQLError with code BAD_USER_INPUT for a filter that can't be meant. */
export function readFilter(filter: InputMaybe<DiscoverFilter> | undefined, now: Date): DiscoverQuery {
  const today = dayOf(now);
  const youngest = readAge(filter?.ageMin, 'ageMin');
  const oldest = readAge(filter?.ageMax, 'ageMax');
  const interests = filter?.interests ?? null;
  if (interests && interests.length > interestsMax)
    throw badFilter(`interests has at most ${interestsMax} entries.`, 'interests');
  // PostgreSQL takes no NUL in a text; nobody's city or interest has one.
  for (const text of [filter?.city, ...(interests ?? [])])
    if (text?.includes('\u0000')) throw badFilter('A text has a NUL character in it.', 'filter');
  return {
    cityKey: filter?.city == null ? null : searchKey(filter.city),
    bornUntil: youngest === null ? null : latestBirthDate(today, youngest),
    bornAfter: oldest === null ? null : latestBirthDate(today, oldest + 1),
    // A form with nothing chosen sends an empty list and means everybody.
    interestKeys: interests?.length ? [...new Set(interests.map(searchKey))] : null,
  };
}

function readAge(age: number | null | undefined, field: string): number | null {
  if (age == null) return null;
  if (age < 0 || age > ageMax) throw badFilter(`${field} must be from 0 to ${ageMax}.`, field);
  return age;
}

function badFilter(message: string, argument: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT', argument } });
}
