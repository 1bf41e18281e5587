import type { Town } from './virtual-user.ts';

/** Somebody of the population, as `discover` lists them. */
export interface Townsperson {
  readonly id: string;
  readonly handle: string;
  readonly city: string | null;
  readonly visitCount: number | null;
}

export interface TownspeoplePage {
  readonly edges: readonly { readonly node: Townsperson }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

/** What only a load test asks: who there is to take part. */
export const townspeopleQuery =
  'query Townspeople($after: String) { discover(first: 100, after: $after) { edges { node { id handle city visitCount } } pageInfo { hasNextPage endCursor } } }';

/** People beyond those who take part, whom they may look at. */
export const townMin = 500;

export function townOf(people: readonly Townsperson[]): Town {
  const celebrity = people.reduce<Townsperson | null>(
    (most, one) => ((one.visitCount ?? 0) > (most?.visitCount ?? -1) ? one : most),
    null,
  );
  const cities = people.map(({ city }) => city).filter((city) => city !== null);
  return { people: people.map(({ id }) => id), cities: [...new Set(cities)], celebrity: celebrity?.id ?? null };
}

/** The same people, the most visited one first and the others in their order. */
export function celebrityFirst<Person extends { readonly id: string }>(
  people: readonly Person[],
  celebrity: string | null,
): Person[] {
  return [...people].sort((a, b) => Number(b.id === celebrity) - Number(a.id === celebrity));
}

/** Who takes part, and what they sign in with, each from an address of their own: the celebrity first. */
export function takingPart(people: readonly Townsperson[], celebrity: string | null, count: number) {
  return celebrityFirst(people, celebrity)
    .slice(0, count)
    .map(({ id, handle }, index) => ({ id, email: emailOf(handle), address: addressOf(index) }));
}

/** The demo accounts' handles begin with `demo_`; everybody else's address is their handle (scripts/seed/population/people.ts). */
function emailOf(handle: string): string {
  return `${handle.replace(/^demo_/, '')}@demo.example`;
}

/** One of 10.0.0.0/8, never the same for two people of a test. */
export function addressOf(index: number): string {
  // The last part from 1 to 254, as hosts have it.
  const rest = Math.floor(index / 254);
  return `10.${(rest >> 8) & 255}.${rest & 255}.${(index % 254) + 1}`;
}
