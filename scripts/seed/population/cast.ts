import { type BadKind, badKinds, type OutlierKind, outlierKinds, type Role } from './facts.ts';
import { demoAccounts } from './people.ts';

/** Who plays what: which indexes have which role, and which belong together. */
export interface Cast {
  readonly size: number;
  /** The groups of each bad kind: accounts that act together; a loner is a group of one. */
  readonly bad: Readonly<Record<BadKind, readonly (readonly number[])[]>>;
  readonly outliers: Readonly<Record<OutlierKind, readonly (readonly number[])[]>>;
  roleOf(index: number): Role;
}

/** With fewer people there is nobody left to visit a hundred of. */
export const usersMin = 150;

/** How many groups of a kind there are: one in so many people, at least `min`; and how many accounts each has. */
const plan: Readonly<
  Record<BadKind | OutlierKind, { everyPeople: number; min: number; members: (size: number) => number }>
> = {
  'founding-burst': { everyPeople: 500, min: 2, members: () => 1 },
  scraper: { everyPeople: 1000, min: 1, members: () => 1 },
  'like-farmer': { everyPeople: 1000, min: 1, members: () => 1 },
  // CopyCatch looks for groups that are large beside what chance would make; in a small town a small one stands out.
  lockstep: { everyPeople: 4000, min: 1, members: (size) => (size < 1000 ? 8 : 12) },
  // A list of stolen passwords fits a few accounts in a hundred tried.
  takeover: { everyPeople: 5000, min: 1, members: (size) => (size < 1000 ? 1 : 3) },
  'device-farm': { everyPeople: 5000, min: 1, members: (size) => (size < 1000 ? 8 : 16) },
  'velocity-bot': { everyPeople: 1000, min: 1, members: () => 1 },
  'regular-bot': { everyPeople: 1000, min: 1, members: () => 1 },
  celebrity: { everyPeople: 10_000, min: 1, members: () => 1 },
  newcomer: { everyPeople: 1000, min: 1, members: () => 1 },
  // A student house behind one address.
  'shared-address': { everyPeople: 4000, min: 1, members: (size) => (size < 1000 ? 8 : 25) },
  'fast-browser': { everyPeople: 1000, min: 1, members: () => 1 },
};

/** Hands out the roles: the demo accounts first, the bad and the outliers next, everybody else is ordinary. */
export function castRoles(size: number): Cast {
  const roles = new Map<number, Role>();
  let next = 0;
  for (const _ of demoAccounts) roles.set(next++, 'demo');
  const groupsOf = (kind: BadKind | OutlierKind): number[][] => {
    const { everyPeople, min, members } = plan[kind];
    return Array.from({ length: Math.max(min, Math.round(size / everyPeople)) }, () =>
      Array.from({ length: members(size) }, () => {
        roles.set(next, kind);
        return next++;
      }),
    );
  };
  const allOf = <Kind extends BadKind | OutlierKind>(kinds: readonly Kind[]) =>
    Object.fromEntries(kinds.map((kind) => [kind, groupsOf(kind)])) as unknown as Record<Kind, number[][]>;
  const bad = allOf(badKinds);
  const outliers = allOf(outlierKinds);
  return { size, bad, outliers, roleOf: (index) => roles.get(index) ?? 'ordinary' };
}
