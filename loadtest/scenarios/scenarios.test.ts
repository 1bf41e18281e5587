import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { seededRandom } from '../../platform/random/seeded-random.ts';
import { root } from '../../scripts/start/home.ts';
import { scenarios } from './all.ts';
import { browsing, deeds, only, sharesOf } from './habits.ts';
import { createVirtualUser, type Request } from './virtual-user.ts';

const town = { people: ['a', 'b', 'c', 'd'], cities: ['Ghent'], celebrity: 'star' };
const user = (options: Partial<Parameters<typeof createVirtualUser>[0]> = {}) =>
  createVirtualUser({ id: 'a', habits: browsing, celebrityShare: 0, town, random: seededRandom(7), ...options });

describe.each(scenarios)('the scenario $name', (scenario) => {
  test('has a file of its name and is told of in docs/load.md', () => {
    expect(readdirSync(import.meta.dirname)).toContain(`${scenario.name}.ts`);
    expect(readFileSync(join(root, 'docs', 'load.md'), 'utf8')).toContain(`\`${scenario.name}\``);
  });

  test('leads from every deed to another, and can be left nowhere', () => {
    for (const deed of deeds) {
      const following = Object.entries(scenario.habits[deed]);
      expect(following.length).toBeGreaterThan(0);
      for (const [next, weight] of following) {
        expect(deeds).toContain(next);
        expect(weight).toBeGreaterThan(0);
      }
    }
    for (const share of Object.values(sharesOf(scenario.habits))) expect(share).toBeGreaterThan(0);
  });

  test('has shares between 0 and 1, in order, and rates that can be', () => {
    const { celebrityShare, live, standard, arrivals } = scenario;
    for (const share of [celebrityShare, ...live.cutAt]) expect(share >= 0 && share < 1).toBe(true);
    expect([...live.cutAt].sort((a, b) => a - b)).toEqual(live.cutAt);
    expect(standard.rate).toBeGreaterThan(0);
    expect(standard.durationSeconds).toBeGreaterThan(0);
    if (arrivals.shape === 'bursts') {
      expect(arrivals.forSeconds).toBeLessThan(arrivals.everySeconds);
      // A run of the standard length has at least one.
      expect(arrivals.everySeconds).toBeLessThanOrEqual(standard.durationSeconds);
    }
    expect(scenario.studies.length).toBeGreaterThan(0);
  });
});

describe('the habits', () => {
  const shares = sharesOf(browsing);

  test('are to look: reading and visiting are at least 92 of 100 deeds', () => {
    const doing = shares.like + shares.unlike + shares.edit;
    expect(Object.values(shares).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
    expect(1 - doing).toBeGreaterThan(0.92);
  });

  test('have a like for about 14 visits, as the seeded population has', () => {
    expect(shares.visit / shares.like).toBeCloseTo(1 / 0.07, 6);
  });

  test('have a visit for each profile', () => {
    expect(shares.visit).toBeCloseTo(shares.profile, 9);
  });

  test('are done in those shares by a virtual user', () => {
    const somebody = user();
    const counts = new Map<string, number>();
    const total = 20_000;
    for (let deed = 0; deed < total; deed++) {
      const request = somebody.next();
      counts.set(request.deed, (counts.get(request.deed) ?? 0) + 1);
    }
    for (const deed of deeds) expect((counts.get(deed) ?? 0) / total).toBeCloseTo(shares[deed], 1.7);
  });
});

describe('a virtual user', () => {
  const until = (somebody: ReturnType<typeof user>, deed: Request['deed']): Request => {
    for (;;) {
      const request = somebody.next();
      if (request.deed === deed) return request;
    }
  };

  test('begins with a list and opens profiles of those who are in it', () => {
    const somebody = user();
    const list = somebody.next();
    expect(list.operation).toBe('Discover');
    somebody.answered(list, {
      discover: { edges: [{ node: { id: 'zoe' } }], pageInfo: { hasNextPage: true, endCursor: 'next' } },
    });
    expect(until(somebody, 'profile').variables.id).toBe('zoe');
  });

  test('goes on from the page that was answered', () => {
    const somebody = user({ habits: only('discover') });
    const first = somebody.next();
    expect(first.variables.after).toBeNull();
    somebody.answered(first, {
      discover: { edges: [], pageInfo: { hasNextPage: true, endCursor: 'page-2' } },
    });
    expect(somebody.next().variables.after).toBe('page-2');
  });

  test('visits whose profile it opened, and likes whom it visited', () => {
    const somebody = user();
    let visited: unknown;
    let opened: unknown;
    for (let deed = 0; deed < 2_000; deed++) {
      const request = somebody.next();
      if (request.deed === 'profile') opened = request.variables.id;
      if (request.deed === 'visit') {
        visited = request.variables.userId;
        expect(visited).toBe(opened);
      }
      if (request.deed === 'like') expect(request.variables.userId).toBe(visited);
    }
  });

  test('never visits itself, in an empty town neither', () => {
    const alone = user({ town: { people: ['a'], cities: [], celebrity: 'a' }, celebrityShare: 0.9 });
    for (let deed = 0; deed < 500; deed++) expect(alone.next().deed).not.toBe('visit');
  });

  test('goes to the celebrity as often as it is told', () => {
    const fan = user({ habits: only('profile'), celebrityShare: 0.5 });
    const total = 4_000;
    let count = 0;
    for (let deed = 0; deed < total; deed++) if (fan.next().variables.id === 'star') count++;
    expect(count / total).toBeCloseTo(0.5, 1);
  });
});
