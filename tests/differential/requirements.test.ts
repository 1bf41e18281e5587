import { expect, test } from '@jest/globals';
import { seededRandom } from '../../platform/random/seeded-random.ts';
import { compareOutcomes } from './compare.ts';
import { generateOperation } from './generate-operation.ts';
import { generateRequirements } from './generate-requirements.ts';
import { startBoth } from './run-both.ts';

/** Each supergraph takes about half a second; by hand `DIFFERENTIAL_SUPERGRAPHS=200 DIFFERENTIAL_SEED=9`. */
const supergraphs = Number(process.env.DIFFERENTIAL_SUPERGRAPHS ?? 8);
const seed = Number(process.env.DIFFERENTIAL_SEED ?? 1);
const operations = 10;

test(`in ${supergraphs} supergraphs whose fields require each other no field is asked for before what it requires`, async () => {
  let early = 0;
  for (let number = seed; number < seed + supergraphs; number++) {
    const random = seededRandom(number);
    const fixture = generateRequirements(random, `requirements ${number}`);
    const both = await startBoth(fixture, { errorPercent: 0, nullPercent: 0, missingPercent: 0 });
    for (let ran = 0; ran < operations; ) {
      const operation = generateOperation(both.apiSchema, random, 'query');
      if (!both.isValid(operation)) continue;
      ran++;
      const ours = await both.ours(operation);
      const stock = await both.stock(operation);
      const known = [fixture.name, operation.text, JSON.stringify(operation.variables)];
      expect([...known, ours.untold, ours.errors, ours.unplanned]).toEqual([...known, [], [], undefined]);
      if (stock.untold.length > 0) early++;
      // What another field required that was skipped is missing in the stock gateway's representations: it asks for nothing.
      else if (!/@(skip|include)/.test(operation.text))
        expect([
          ...known,
          compareOutcomes(
            stock,
            ours,
            { argumentFields: [], unevenFields: [], hasInterfaceObjects: false },
            operation.text,
          ),
        ]).toEqual([...known, { kind: 'same' }]);
    }
    await both.close();
  }
  // The stock gateway asks too early: the supergraphs are such that it can be done wrong.
  expect(early).toBeGreaterThan(0);
});
