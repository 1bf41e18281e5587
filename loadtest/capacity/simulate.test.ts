import { describe, expect, test } from '@jest/globals';
import { seededRandom } from '../../platform/random/seeded-random.ts';
import { erlangC, meanInMg1, meanInMmk, percentileInMm1 } from './closed-forms.ts';
import { percentileOf, type Stop, simulate } from './simulate.ts';

const exponential = (meanMs: number, random: () => number): number => -Math.log(1 - random()) * meanMs;
const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** One station with so many servers. The seed is fixed: what comes out is the same on every machine. */
function station(servers: number, perSecond: number, serviceMs: (random: () => number) => number, jobs = 200_000) {
  return simulate({
    servers: { one: servers },
    arrivals: [{ perSecond, counted: true, draw: (random) => [{ needs: ['one'], ms: serviceMs(random) }] }],
    jobs,
    random: seededRandom(11),
  });
}

/** So far may a simulation of 200,000 jobs be from the formula. */
const within = (value: number, expected: number, share: number) =>
  expect(Math.abs(value / expected - 1)).toBeLessThan(share);

describe('Erlang’s C', () => {
  test('has the values of the tables', () => {
    // M/M/1: whoever comes waits with the probability that it is busy.
    expect(erlangC(1, 700, 1)).toBeCloseTo(0.7, 12);
    // Two servers, offered 1: 1/3; ten servers, offered 8: 0.409 (Kleinrock's and every later table).
    expect(erlangC(2, 1_000, 1)).toBeCloseTo(1 / 3, 12);
    expect(erlangC(10, 8_000, 1)).toBeCloseTo(0.4092, 4);
  });

  test('is refused for more load than there are servers', () => {
    expect(() => erlangC(2, 2_000, 1)).toThrow('above the capacity');
  });
});

describe('the simulation', () => {
  test.each([0.3, 0.7, 0.9])('is M/M/1 at a utilisation of %d: mean, percentiles, share that waits', (utilisation) => {
    const result = station(1, utilisation * 1_000, (random) => exponential(1, random));
    within(mean(result.latenciesMs), 1 / (1 - utilisation), 0.06);
    for (const share of [0.5, 0.9, 0.99])
      within(percentileOf(result.latenciesMs, share), percentileInMm1(utilisation * 1_000, 1, share), 0.08);
    within(result.utilisation.one!, utilisation, 0.02);
    within(result.waitedShare, utilisation, 0.02);
  });

  test.each([
    [2, 0.8],
    [8, 0.9],
    [50, 0.95],
  ])('is M/M/%d at a utilisation of %d: the share that waits is Erlang’s C', (servers, utilisation) => {
    const perSecond = servers * utilisation * 1_000;
    const result = station(servers, perSecond, (random) => exponential(1, random));
    within(result.waitedShare, erlangC(servers, perSecond, 1), 0.06);
    within(mean(result.latenciesMs), meanInMmk(servers, perSecond, 1), 0.04);
  });

  test('is M/G/1 with service times that were measured: the mean is Pollaczek’s and Khinchine’s', () => {
    const services = [0.4, 0.5, 0.5, 0.6, 0.8, 1, 1.4, 6];
    const result = station(1, 450, (random) => services[Math.floor(random() * services.length)]!);
    within(mean(result.latenciesMs), meanInMg1(450, services), 0.05);
  });

  test('is M/D/1, which waits half as long as M/M/1', () => {
    const result = station(1, 800, () => 1);
    within(mean(result.latenciesMs) - 1, 0.8 / (2 * (1 - 0.8)), 0.05);
  });

  test('stations in a row with exponential services are independent (Burke)', () => {
    const draw = (random: () => number): Stop[] => [
      { needs: ['a'], ms: exponential(1, random) },
      { needs: [], ms: 5 },
      { needs: ['b'], ms: exponential(1, random) },
    ];
    const result = simulate({
      servers: { a: 1, b: 1 },
      arrivals: [{ perSecond: 600, counted: true, draw }],
      jobs: 200_000,
      random: seededRandom(5),
    });
    within(mean(result.latenciesMs), 2.5 + 5 + 2.5, 0.03);
  });

  test('a thread that needs a core waits for both: with one core, two threads are one queue', () => {
    const draw = (random: () => number): Stop[] => [
      { needs: [random() < 0.5 ? 'a' : 'b', 'core'], ms: exponential(1, random) },
    ];
    const shared = simulate({
      servers: { a: 1, b: 1, core: 1 },
      arrivals: [{ perSecond: 700, counted: true, draw }],
      jobs: 200_000,
      random: seededRandom(6),
    });
    within(mean(shared.latenciesMs), 1 / (1 - 0.7), 0.06);
  });

  test('work that nobody waits for keeps servers busy and is not told', () => {
    const stop = (random: () => number): Stop[] => [{ needs: ['one'], ms: exponential(1, random) }];
    const result = simulate({
      servers: { one: 1 },
      arrivals: [
        { perSecond: 200, counted: true, draw: stop },
        { perSecond: 500, counted: false, draw: stop },
      ],
      jobs: 100_000,
      random: seededRandom(7),
    });
    within(mean(result.latenciesMs), 1 / (1 - 0.7), 0.06);
    expect(result.latenciesMs.length).toBe(90_000);
  });
});
