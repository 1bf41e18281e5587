import { buildSubgraphSchema } from '@apollo/subgraph';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { GraphQLError, type GraphQLSchema, graphql, isObjectType, parse } from 'graphql';
import { arbitraryDocument, arbitraryVariables, fuzzedSdl } from '../test-support/arbitrary-document.ts';
import { startTestRouter, type TestRouter } from '../test-support/start-test-router.ts';

/** How many operations are compared; `FUZZ_RUNS=100000 npm test -- router/guard/differential` compares more. */
const numRuns = Number(process.env.FUZZ_RUNS ?? 200);
const seed = process.env.FUZZ_SEED === undefined ? undefined : Number(process.env.FUZZ_SEED);

const user = (id: string, friends: unknown[]) => ({ __typename: 'User', id, name: `name ${id}`, secret: 1, friends });
const friends = [user('2', [null]), null, user('3', [])];
const thing = { __typename: 'Thing', id: 't', size: 4, owner: user('4', friends) };
const resolvers = {
  Query: {
    me: () => user('1', friends),
    users: () => [user('5', friends), user('6', [])],
    node: (_: unknown, { id }: { id?: string }) => (id === '1' ? thing : user('7', friends)),
  },
  Mutation: { touch: () => user('8', friends) },
};

/** The whole graph in one schema, whose guarded fields refuse by themselves: what the guard must come to. */
function referenceSchema(): GraphQLSchema {
  const schema = buildSubgraphSchema({ typeDefs: parse(fuzzedSdl), resolvers });
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type)) continue;
    for (const field of Object.values(type.getFields()))
      if (field.astNode?.directives?.some(({ name }) => name.value === 'authenticated'))
        field.resolve = () => {
          throw new GraphQLError('refused');
        };
  }
  return schema;
}

let router: TestRouter;
beforeAll(async () => {
  router = await startTestRouter({
    subgraphs: { fuzz: { sdl: fuzzedSdl, resolvers } },
    config: { document: { aliasesMax: 10_000, directivesMax: 10_000, repeatsMax: 10_000 } },
  });
});
afterAll(() => router.close());

test('what is left of an operation for a stranger is what refusing each field by itself would leave', async () => {
  const schema = referenceSchema();
  let compared = 0;
  await fc.assert(
    fc.asyncProperty(arbitraryDocument, arbitraryVariables, async (document, given) => {
      // A null condition is refused by us wherever it stands, by the reference only where it is met.
      const variables = { ...given, b: (given as { b: unknown }).b ?? false };
      const expected = await graphql({ schema, source: document, variableValues: variables });
      if (expected.data === undefined) return;
      const { data, errors } = await router.ask({ query: document, variables });
      compared++;
      expect(JSON.stringify(data)).toBe(JSON.stringify(expected.data));
      expect(errors === undefined).toBe(expected.errors === undefined);
      // Every error of the reference is there at the same place; where nulls met, ours may name more of them.
      const paths = new Set(errors?.map(({ path }) => JSON.stringify(path)));
      for (const { path } of expected.errors ?? []) expect([...paths]).toContain(JSON.stringify(path));
    }),
    { numRuns, seed },
  );
  expect(compared).toBeGreaterThan(numRuns / 4);
}, 600_000);
