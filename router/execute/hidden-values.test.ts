import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { executionRequest, type RunningRouter, startRouter } from '../../tests/supergraphs/start-router.ts';

const typeDefs = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@inaccessible"])
  type Query { parcels: [Parcel] strict: Strict carrier: Carrier carriers: [Carrier!] }
  enum State { SENT LOST @inaccessible }
  type Parcel { id: ID! state: State states: [State] }
  type Strict { state: State! }
  interface Carrier { name: String }
  type Ship implements Carrier { name: String }
  type Drone implements Carrier @inaccessible { name: String }
`;
const drone = { __typename: 'Drone', name: 'secret' };

let router: RunningRouter;
beforeAll(async () => {
  router = await startRouter([
    {
      name: 'parcels',
      typeDefs,
      resolvers: {
        Query: {
          parcels: () => [
            { id: '1', state: 'SENT', states: ['SENT', 'LOST'] },
            { id: '2', state: 'LOST', states: [] },
          ],
          strict: () => ({ state: 'LOST' }),
          carrier: () => drone,
          carriers: () => [{ __typename: 'Ship', name: 'Vasa' }, drone],
        },
      },
    },
  ]);
});
afterAll(() => router.close());

const run = async (text: string) => (await router.prepare(text)).run(executionRequest());

test('an enum value that clients must not see is null where null is allowed, told of apart and no error', async () => {
  const answer = await run('{ parcels { id state states } }');
  expect(answer.errors).toEqual([]);
  expect(JSON.parse(answer.data!)).toEqual({
    parcels: [
      { id: '1', state: 'SENT', states: ['SENT', null] },
      { id: '2', state: null, states: [] },
    ],
  });
  expect(answer.extensions).toEqual({
    valueCompletion: [
      expect.objectContaining({ path: ['parcels', 0, 'states', 1] }),
      expect.objectContaining({ path: ['parcels', 1, 'state'] }),
    ],
  });
});

test('it is an error where null is not allowed, and the nearest nullable thing above is null', async () => {
  const answer = await run('{ strict { state } }');
  expect(JSON.parse(answer.data!)).toEqual({ strict: null });
  expect(answer.errors.map(({ path }) => path)).toEqual([['strict', 'state']]);
  expect(answer.extensions).toBeUndefined();
});

test('an object of a type that clients must not see is null the same way, and its type is not named', async () => {
  const answer = await run('{ carrier { name } }');
  expect([answer.data, answer.errors]).toEqual(['{"carrier":null}', []]);
  expect(JSON.stringify(answer.extensions)).not.toContain('Drone');
  const inList = await run('{ carriers { name } }');
  expect(inList.data).toBe('{"carriers":null}');
  expect(inList.errors.map(({ path }) => path)).toEqual([['carriers', 1]]);
});
