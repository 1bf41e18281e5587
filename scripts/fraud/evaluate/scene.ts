import type { Fact } from '../../../subgraphs/fraud/detect/fact.ts';
import { badBehaviours } from '../../seed/population/behaviour/bad-behaviours.ts';
import { fastBrowser, newcomer } from '../../seed/population/behaviour/outliers.ts';
import { createBrowsing, startOfDay } from '../../seed/population/browsing.ts';
import { badKinds, type Intent, type Fact as PopulationFact } from '../../seed/population/facts.ts';
import { opaqueHash } from '../../seed/population/identifiers.ts';
import { createMemory } from '../../seed/population/memory.ts';
import { createRandom } from '../../seed/population/random.ts';
import { dayMs } from '../../seed/population/rhythm.ts';
import { createSequencer } from '../../seed/population/sequence.ts';
import { shapes } from '../../seed/population/shapes.ts';
import { planSittings } from '../../seed/population/sittings.ts';
import { createWorld, type World } from '../../seed/population/world.ts';
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

/** The demo population's people (scripts/seed), with the bad among them plain or evasive. The same seed makes the same scene. */
export function createScene(options: { users: number; seed: number; mode: Mode }): Scene {
  const { users, seed, mode } = options;
  const plainWorld = createWorld({ users, seed, visits: users * shapes.visitsEach, end });
  const world = mode === 'plain' ? plainWorld : withEvasiveDevices(plainWorld);
  const behaviours = mode === 'plain' ? badBehaviours : evasiveBehaviours;
  const { bad, outliers } = world.cast;
  const badIntents = badKinds.flatMap((kind) =>
    bad[kind].flatMap((group, number) => behaviours[kind](world, group, createRandom(seed, mode, kind, number))),
  );
  const outlierIntents = [
    ...outliers.newcomer.flat().flatMap((actor, i) => newcomer(world, actor, createRandom(seed, 'newcomer', i))),
    ...outliers['fast-browser'].flat().flatMap((actor, i) => fastBrowser(world, actor, createRandom(seed, 'fast', i))),
  ];
  const beganMs = new Map<string, number>();
  for (const { actor, at } of badIntents) {
    const id = world.ids[actor];
    // The accounts that stolen passwords are tried on in vain are nobody's fault.
    if (id === undefined || !isBadRole(world.cast.roleOf(actor))) continue;
    beganMs.set(id, Math.min(at, beganMs.get(id) ?? at));
  }
  return {
    roles: new Map(world.ids.map((id, index) => [id, world.cast.roleOf(index)])),
    beganMs,
    days: () => walk(world, [...badIntents, ...outlierIntents]),
  };
}

function* walk(world: World, planned: readonly Intent[]): Generator<readonly Fact[]> {
  const memory = createMemory(world.users);
  const browse = createBrowsing(world, memory);
  const sequencer = createSequencer(world, memory);
  const sittings = planSittings(world);
  sequencer.add(planned);
  yield toFacts(world, sequencer.take(world.begin));
  for (let day = 0; day < shapes.activityDays; day++) {
    const dayStart = startOfDay(world, day);
    const random = createRandom(world.seed, 'day', day);
    for (const sitting of sittings.ofDay(day)) sequencer.add(browse({ ...sitting, dayStart }, random));
    yield toFacts(world, sequencer.take(dayStart + dayMs));
  }
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
