import { type Cast, castRoles } from './cast.ts';
import { type BadKind, badKinds } from './facts.ts';
import { opaqueHash, uuidAt } from './identifiers.ts';
import { offsetOf } from './people.ts';
import { createRandom } from './random.ts';
import { dayMs, hourMs, momentOf } from './rhythm.ts';
import { shapes } from './shapes.ts';

/** What makes a population: the same options make the same one, to the last id. */
export interface PopulationOptions {
  readonly users: number;
  readonly seed: number;
  /** How many visits honest people make; the bad accounts' come on top. */
  readonly visits: number;
  /** The midnight (UTC) at which the population's time ends, in milliseconds since 1970. */
  readonly end: number;
}

/** Everything about everybody that stays as it is while time passes, in flat arrays: 100,000 people take 20 MB. */
export interface World extends PopulationOptions {
  readonly cast: Cast;
  /** The first moment of activity. */
  readonly begin: number;
  readonly ids: readonly string[];
  readonly joinedAt: Float64Array;
  readonly offsetHours: Int8Array;
  readonly addresses: readonly string[];
  readonly devices: readonly string[];
  /** The people by when they joined, the earliest first. */
  readonly byJoining: Int32Array;
}

export function createWorld(options: PopulationOptions): World {
  const { users, seed, end } = options;
  const cast = castRoles(users);
  const begin = end - shapes.activityDays * dayMs;
  const joinedAt = new Float64Array(users);
  const offsetHours = new Int8Array(users);
  const ids: string[] = [];
  const addresses: string[] = [];
  const devices: string[] = [];
  const groupOrigin = createGroupOrigins(options, cast);
  for (let index = 0; index < users; index++) {
    const random = createRandom(seed, 'person', index);
    offsetHours[index] = offsetOf(seed, index);
    joinedAt[index] = groupOrigin.joinedAt(index) ?? joiningTime(options, cast, index, offsetHours[index]!);
    ids.push(uuidAt(joinedAt[index]!, random));
    addresses.push(groupOrigin.address(index) ?? opaqueHash(random));
    devices.push(groupOrigin.device(index) ?? opaqueHash(random));
  }
  const byJoining = Int32Array.from({ length: users }, (_, index) => index).sort(
    (a, b) => joinedAt[a]! - joinedAt[b]! || a - b,
  );
  return { ...options, cast, begin, ids, joinedAt, offsetHours, addresses, devices, byJoining };
}

function joiningTime({ seed, end }: PopulationOptions, cast: Cast, index: number, offsetHours: number): number {
  const random = createRandom(seed, 'joining', index);
  const role = cast.roleOf(index);
  // They act in their first minutes, which must lie before the end.
  if (role === 'founding-burst' || role === 'newcomer')
    return momentOf(end - random.between(2, shapes.badDays) * dayMs, offsetHours, random);
  const known = role !== 'ordinary';
  const share = Math.sqrt(1 + random.next() * (shapes.growth ** 2 - 1));
  const daysAgo = Math.ceil(shapes.historyDays * (1 - (share - 1) / (shapes.growth - 1)));
  // Demo accounts, outliers and aged bad accounts were there before the activity began.
  const atLeast = known ? shapes.activityDays + 2 : 1;
  return momentOf(end - Math.max(atLeast, daysAgo) * dayMs, offsetHours, random);
}

/** What the members of a group share: a farm's device and hours of registration, a house's address. */
function createGroupOrigins({ seed, end }: PopulationOptions, cast: Cast) {
  const devices = new Map<number, string>();
  const addresses = new Map<number, string>();
  const joining = new Map<number, number>();
  for (const [number, group] of cast.bad['device-farm'].entries()) {
    const random = createRandom(seed, 'device-farm', number);
    const device = opaqueHash(random);
    const firstAt = end - random.between(2, shapes.badDays) * dayMs + random.between(7, 18) * hourMs;
    for (const member of group) {
      devices.set(member, device);
      joining.set(member, firstAt + Math.floor(random.uniform(0, 3 * hourMs)));
    }
  }
  for (const [number, group] of cast.outliers['shared-address'].entries()) {
    const address = opaqueHash(createRandom(seed, 'shared-address', number));
    for (const member of group) addresses.set(member, address);
  }
  return {
    device: (index: number) => devices.get(index),
    address: (index: number) => addresses.get(index),
    joinedAt: (index: number) => joining.get(index),
  };
}

export function isBad(role: string): role is BadKind {
  return (badKinds as readonly string[]).includes(role);
}
