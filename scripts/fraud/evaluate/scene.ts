import type { Fact } from '../../../subgraphs/fraud/detect/fact.ts';
import { badKinds, type Fact as PopulationFact } from '../../seed/population/facts.ts';
import { opaqueHash } from '../../seed/population/identifiers.ts';
import { createPopulation } from '../../seed/population/population.ts';
import { createRandom } from '../../seed/population/random.ts';
import { shapes } from '../../seed/population/shapes.ts';
import type { World } from '../../seed/population/world.ts';
import { evasiveBehaviours, evasiveDeviceShare } from './evasive.ts';

export type Mode = 'plain' | 'evasive';

/** A labelled population as the fraud service sees it. */
export interface Scene {
  /** Everybody's role by id: a bad kind, an outlier kind, `demo` or `ordinary`. */
  readonly roles: ReadonlyMap<string, string>;
  /** When each bad account did the first bad thing. */
  readonly beganMs: ReadonlyMap<string, number>;
  /** What happens, a day at a time, in the order of time. Can be walked once. */
  days(): Generator<readonly Fact[]>;
}

export const isBadRole = (role: string): boolean => (badKinds as readonly string[]).includes(role);

/** The end of every scene's time: results must not depend on the day they were made. */
const end = Date.parse('2026-11-01T00:00:00Z');

/** The demo population (scripts/seed), the bad among it plain or evasive. The same seed makes the same scene. */
export function createScene(options: { users: number; seed: number; mode: Mode }): Scene {
  const { users, seed, mode } = options;
  const population = createPopulation(
    { users, seed, visits: users * shapes.visitsEach, end },
    mode === 'plain' ? undefined : { behaviours: evasiveBehaviours, worldOf: withEvasiveDevices },
  );
  const { world } = population;
  const beganMs = new Map<string, number>();
  for (const { actor, at } of population.planned) {
    const id = world.ids[actor];
    // The accounts that stolen passwords are tried on in vain are nobody's fault.
    if (id === undefined || !isBadRole(world.cast.roleOf(actor))) continue;
    beganMs.set(id, Math.min(at, beganMs.get(id) ?? at));
  }
  return {
    roles: new Map(world.ids.map((id, index) => [id, world.cast.roleOf(index)])),
    beganMs,
    *days() {
      for (const facts of population.days()) yield toFacts(world, facts);
    },
  };
}

function toFacts(world: World, facts: readonly PopulationFact[]): Fact[] {
  return facts.flatMap((fact): Fact[] => {
    const { kind, at: atMs, actor, device, address } = fact;
    const user = world.ids[actor] ?? null;
    if (kind === 'matched') return [];
    if (kind === 'signed-in' || kind === 'sign-in-failed') return [{ kind, user, atMs, device, address }];
    if (kind === 'registered') return [{ kind, user: user!, atMs, device, address }];
    return [{ kind, user: user!, target: world.ids[fact.target]!, atMs }];
  });
}

/** The same world, the farms' accounts on several devices each. */
function withEvasiveDevices(world: World): World {
  const devices = [...world.devices];
  for (const [number, group] of world.cast.bad['device-farm'].entries()) {
    const random = createRandom(world.seed, 'evasive-devices', number);
    let device = '';
    for (const [place, member] of group.entries()) {
      if (place % evasiveDeviceShare === 0) device = opaqueHash(random);
      devices[member] = device;
    }
  }
  return { ...world, devices };
}
