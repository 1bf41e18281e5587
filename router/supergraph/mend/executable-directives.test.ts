import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { type RunningRouter, startRouter } from '../../../tests/supergraphs/start-router.ts';

const typeDefs = (field: string, size: string) => `
  extend schema
    @link(url: "https://specs.apollo.dev/federation/v2.5", import: ["@composeDirective"])
    @link(url: "https://example.com/render/v1.0", import: ["@render", { name: "@note", as: "@remark" }])
    @link(url: "https://example.com/owner/v1.0", import: ["@owner"])
    @composeDirective(name: "@render")
    @composeDirective(name: "@remark")
    @composeDirective(name: "@owner")
  directive @render(size: Size!${size}, crop: Boolean) on FIELD | INLINE_FRAGMENT
  directive @remark(text: String = "none") on FIELD
  directive @owner(team: String!) on FIELD_DEFINITION
  enum Size { SMALL LARGE }
  type Query { ${field}: String @owner(team: "${field}") }
`;

let router: RunningRouter;
beforeAll(async () => {
  router = await startRouter([
    { name: 'photos', typeDefs: typeDefs('photo', ''), resolvers: { Query: { photo: () => 'p' } } },
    { name: 'videos', typeDefs: typeDefs('video', ' = SMALL'), resolvers: { Query: { video: () => 'v' } } },
  ]);
});
beforeEach(() => {
  router.requests.length = 0;
});
afterAll(() => router.close());

test('a composed directive of operations can be used, and reaches subgraphs with its default arguments', async () => {
  const { data, errors } = await router.ask(
    'query ($crop: Boolean) { photo @render video @render(size: LARGE, crop: $crop) @remark }',
    { crop: true },
  );
  expect([data, errors]).toEqual([{ photo: 'p', video: 'v' }, []]);
  const queries = router.requests.map(({ body }) => body.query).sort();
  expect(queries).toEqual([
    'query($crop:Boolean){video@render(size:LARGE crop:$crop)@remark(text:"none")}',
    '{photo@render(size:SMALL)}',
  ]);
});

test('it is introspected, and wrong uses of it are refused', async () => {
  const { data } = await router.ask('{ __schema { directives { name } } }');
  const names = (data as { __schema: { directives: { name: string }[] } }).__schema.directives.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(['render', 'remark']));
  await expect(router.ask('{ photo @render(size: HUGE) }')).rejects.toThrow('HUGE');
});

test('a composed directive of the schema stays where it was: clients know nothing of it', async () => {
  expect(router.store.current().apiSchema.getDirective('owner')).toBeUndefined();
  await expect(router.ask('{ photo @owner(team: "x") }')).rejects.toThrow('Unknown directive');
});
