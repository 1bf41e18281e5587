import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { seededRandom } from '../../platform/random/seeded-random.ts';
import { keys } from '../supergraphs/keys.ts';
import { media } from '../supergraphs/media.ts';
import { mixed } from '../supergraphs/mixed.ts';
import { office } from '../supergraphs/office.ts';
import { own } from '../supergraphs/own.ts';
import { store } from '../supergraphs/store.ts';
import { travel } from '../supergraphs/travel.ts';
import { compareOutcomes, type Peculiarities } from './compare.ts';
import { generateOperation } from './generate-operation.ts';
import { type Both, startBoth } from './run-both.ts';

/**
 * How many operations each case runs, and from which seed: `DIFFERENTIAL_OPERATIONS=5000 DIFFERENTIAL_SEED=9 npm test --
 * tests/differential`. A failure prints the operation, so that it can be run again by itself.
 */
const operations = Number(process.env.DIFFERENTIAL_OPERATIONS ?? 40);
const seed = Number(process.env.DIFFERENTIAL_SEED ?? 1);

const none: Peculiarities = { argumentFields: [], unevenFields: [], hasInterfaceObjects: false };
const cases = [
  { fixture: store, ...none, argumentFields: ['price', 'shippingUsd', 'shippingEur'], hasInterfaceObjects: true },
  { fixture: keys, ...none, argumentFields: ['price', 'first', 'second', 'comments', 'hot', 'spam'] },
  { fixture: media, ...none, unevenFields: ['media'] },
  { fixture: travel, ...none, hasInterfaceObjects: true },
  { fixture: office, ...none },
  { fixture: mixed, ...none, unevenFields: ['shared'] },
  { fixture: own, ...none },
];
const moods = [
  { mood: 'healthy', options: { errorPercent: 0, nullPercent: 8, missingPercent: 0 } },
  { mood: 'failing', options: { errorPercent: 5, nullPercent: 8, missingPercent: 10 } },
];

describe.each(cases)('over the supergraph $fixture.name', ({ fixture, ...known }) => {
  describe.each(moods)('with $mood subgraphs', ({ mood, options }) => {
    let both: Both;
    beforeAll(async () => {
      both = await startBoth(fixture, options);
    });
    afterAll(() => both.close());

    test(`${operations} operations from seed ${seed} are answered as the stock gateway does, or for a reason`, async () => {
      const random = seededRandom(seed);
      const hasMutations = both.apiSchema.getMutationType() != null;
      let answered = 0;
      for (let ran = 0; ran < operations; ) {
        const kind = hasMutations && random() < 0.15 ? 'mutation' : 'query';
        const operation = generateOperation(both.apiSchema, random, kind);
        if (!both.isValid(operation)) continue;
        ran++;
        const ours = await both.ours(operation);
        const stock = await both.stock(operation);
        expect([ours.unplanned, operation.text]).toEqual([stock.unplanned, operation.text]);
        // Where something failed it is missing in what others are told; and what is asked of an @interfaceObject by type is
        // asked of all its types, also those whose answer nobody sees.
        if (mood === 'healthy' && !known.hasInterfaceObjects)
          expect([...ours.untold, operation.text]).toEqual([operation.text]);
        const comparison = compareOutcomes(stock, ours, known, operation.text);
        if (comparison.kind === 'unexplained') throw new Error(report(operation, comparison.differences));
        // Where subgraphs themselves tell that the stock gateway asked too early, nothing is odd.
        if (comparison.kind === 'same' || stock.untold.length > 0) answered++;
      }
      // The reasons are for the odd answer: most must be equal without one.
      expect(answered).toBeGreaterThan(operations * 0.8);
    });
  });
});

function report(operation: { text: string; variables: object }, differences: readonly string[]): string {
  return `The answers differ:\n${differences.join('\n')}\n\n${operation.text}\n${JSON.stringify(operation.variables)}`;
}
