import type { Random } from './random.ts';
import { createRandom } from './random.ts';
import { dayMs, weightOfDay } from './rhythm.ts';
import { shapes } from './shapes.ts';
import { isBad, type World } from './world.ts';

/** Who sits down on which day to browse, and how many profiles they look at. Flat arrays: a sitting takes 6 bytes. */
export interface Sittings {
  readonly count: number;
  /** Of one day (from 0), in the order of people. */
  ofDay(day: number): Iterable<{ readonly actor: number; readonly visits: number }>;
}

/** Shares the honest visits out: over people by how active they are, over sittings, over days by the week's rhythm. */
export function planSittings(world: World): Sittings {
  const random = createRandom(world.seed, 'sittings');
  const visitsOf = shareOut(world.visits, activityOf(world, random));
  const days = shapes.activityDays;
  const cumulative: number[] = [];
  for (let day = 0, sum = 0; day < days; day++) {
    sum += weightOfDay(world.begin + day * dayMs);
    cumulative.push(sum);
  }
  const actors: number[] = [];
  const sizes: number[] = [];
  const dayOf: number[] = [];
  for (let actor = 0; actor < world.users; actor++) {
    const firstDay = Math.max(0, Math.floor((world.joinedAt[actor]! - world.begin) / dayMs));
    const before = cumulative[firstDay - 1] ?? 0;
    for (let left = visitsOf[actor]!; left > 0; ) {
      const size = Math.min(left, random.geometric(shapes.sessionVisits), 200);
      const mark = before + random.next() * (cumulative[days - 1]! - before);
      let day = firstDay;
      while (cumulative[day]! < mark && day < days - 1) day++;
      actors.push(actor);
      sizes.push(size);
      dayOf.push(day);
      left -= size;
    }
  }
  const starts = new Int32Array(days + 1);
  for (const day of dayOf) starts[day + 1]!++;
  for (let day = 0; day < days; day++) starts[day + 1]! += starts[day]!;
  const next = starts.slice();
  const actorByDay = new Int32Array(actors.length);
  const sizeByDay = new Uint16Array(actors.length);
  for (let index = 0; index < actors.length; index++) {
    const place = next[dayOf[index]!]!++;
    actorByDay[place] = actors[index]!;
    sizeByDay[place] = sizes[index]!;
  }
  return {
    count: actors.length,
    *ofDay(day) {
      for (let place = starts[day]!; place < starts[day + 1]!; place++)
        yield { actor: actorByDay[place]!, visits: sizeByDay[place]! };
    },
  };
}

/** How much each person does, in no unit: nothing for the silent and for those who are here for abuse alone. */
function activityOf(world: World, random: Random): Float64Array {
  const activity = new Float64Array(world.users);
  let sum = 0;
  for (let index = 0; index < world.users; index++) {
    const role = world.cast.roleOf(index);
    const drawn = random.logNormal(1, shapes.activitySigma);
    const silent = random.chance(shapes.inactiveShare);
    if (isBad(role) && role !== 'takeover') continue;
    // Those whom somebody will look at did something; a person whose account is worth stealing did too.
    const mustAct = role !== 'ordinary';
    activity[index] = mustAct ? Math.max(1, drawn) : silent ? 0 : drawn;
    sum += activity[index]!;
  }
  const most = (sum / world.users) * shapes.activityMaxTimesMean;
  return activity.map((value, index) => {
    // Whoever joined in the middle had less time.
    const share = Math.min(1, (world.end - world.joinedAt[index]!) / (world.end - world.begin));
    return Math.min(value, most) * share;
  });
}

/** Whole shares that add up to `total`, in proportion to the weights. */
function shareOut(total: number, weights: Float64Array): Int32Array {
  const sum = weights.reduce((a, b) => a + b, 0);
  const shares = new Int32Array(weights.length);
  let given = 0;
  let cumulative = 0;
  for (const [index, weight] of weights.entries()) {
    cumulative += weight;
    const upToHere = Math.round((cumulative / sum) * total);
    shares[index] = upToHere - given;
    given = upToHere;
  }
  return shares;
}
