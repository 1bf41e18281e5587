import { afterEach, describe, expect, test } from '@jest/globals';
import { type RunningRouter, startRouter } from '../supergraphs/start-router.ts';
import type { SubgraphFixture } from '../supergraphs/subgraph.ts';

const link =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.5", import: ["@key", "@external", "@requires", "@provides", "@shareable", "@override", "@inaccessible"])\n';

let router: RunningRouter;
afterEach(() => router.close());
const start = async (...subgraphs: readonly SubgraphFixture[]): Promise<void> => {
  router = await startRouter(subgraphs);
};
const askedSubgraphs = () => router.requests.map(({ subgraph }) => subgraph);
const never = () => {
  throw new Error('nobody asked for this');
};

describe('@requires', () => {
  test('requirements of requirements are fetched in their order, those that clients cannot see too', async () => {
    await start(
      {
        name: 'shop',
        typeDefs: `${link} type Query { car: Car } type Car @key(fields: "id") { id: ID! }`,
        resolvers: { Query: { car: () => ({ id: '1' }) } },
      },
      {
        name: 'costs',
        typeDefs: `${link} type Car @key(fields: "id") { id: ID! cost: Int @inaccessible }`,
        resolvers: { Car: { cost: () => 600 } },
      },
      {
        name: 'taxes',
        typeDefs: `${link} type Car @key(fields: "id") { id: ID! cost: Int @external dear: Boolean @requires(fields: "cost") }`,
        resolvers: { Car: { dear: ({ cost }: { cost: number }) => cost > 500 } },
      },
      {
        name: 'sales',
        typeDefs: `${link} type Car @key(fields: "id") { id: ID! dear: Boolean @external slogan: String @requires(fields: "dear") }`,
        resolvers: { Car: { slogan: ({ dear }: { dear: boolean }) => (dear ? 'Fine' : 'Cheap') } },
      },
    );
    expect((await router.ask('{ car { slogan } }')).data).toEqual({ car: { slogan: 'Fine' } });
    expect(askedSubgraphs()).toEqual(['shop', 'costs', 'taxes', 'sales']);
  });

  test('two subgraphs may require of each other, through an entity of the one', async () => {
    const author = (id: string) => ({ id, years: id === 'old' ? 30 : 1 });
    await start(
      {
        name: 'feed',
        typeDefs: `${link} type Query { posts: [Post] } type Post @key(fields: "id") { id: ID! fresh: Boolean! @external proven: Boolean! @requires(fields: "fresh") } type Author @key(fields: "id") { id: ID! years: Int! }`,
        resolvers: {
          Query: { posts: () => [{ id: 'old' }, { id: 'new' }] },
          Post: { proven: ({ fresh }: { fresh: boolean }) => !fresh },
          Author: { __resolveReference: ({ id }: { id: string }) => author(id) },
        },
      },
      {
        name: 'authors',
        typeDefs: `${link} type Post @key(fields: "id") { id: ID! author: Author! fresh: Boolean! @requires(fields: "author { years }") } type Author @key(fields: "id") { id: ID! years: Int! @external }`,
        resolvers: {
          Post: {
            __resolveReference: (reference: { id: string; author?: object }) => ({
              author: { id: reference.id },
              ...reference,
            }),
            fresh: ({ author: { years } }: { author: { years: number } }) => years < 5,
          },
        },
      },
    );
    expect((await router.ask('{ posts { proven fresh } }')).data).toEqual({
      posts: [
        { proven: true, fresh: false },
        { proven: false, fresh: true },
      ],
    });
  });

  test('through an interface and by fragments: each object passes on what its own type has', async () => {
    const text =
      'interface Shape { name: String } type Disc implements Shape @shareable { name: String radius: Int } type Bar implements Shape @shareable { name: String length: Int } type Dot implements Shape @shareable { name: String }';
    const shapes: Record<string, object> = {
      '1': { __typename: 'Disc', name: 'd', radius: 2 },
      '2': { __typename: 'Bar', name: 'b', length: 7 },
      '3': { __typename: 'Dot', name: 'o' },
    };
    await start(
      {
        name: 'art',
        typeDefs: `${link} ${text} type Query { works: [Work] } type Work @key(fields: "id") { id: ID! shape: Shape }`,
        resolvers: { Query: { works: () => ['1', '2', '3'].map((id) => ({ id, shape: shapes[id] })) } },
      },
      {
        name: 'labels',
        typeDefs: `${link} ${text} type Work @key(fields: "id") { id: ID! shape: Shape @external label: String @requires(fields: "shape { name ... on Disc { radius } ... on Bar { length } }") }`,
        resolvers: { Work: { label: ({ shape }: { shape: object }) => JSON.stringify(shape) } },
      },
    );
    const { data } = await router.ask('{ works { label } }');
    const labels = (data as { works: { label: string }[] }).works.map(({ label }) => JSON.parse(label));
    expect(labels).toEqual([
      expect.objectContaining({ name: 'd', radius: 2 }),
      expect.objectContaining({ name: 'b', length: 7 }),
      expect.objectContaining({ name: 'o' }),
    ]);
  });

  test('of a field that another subgraph took over by @override comes from there', async () => {
    const mine = (name: string) => ({
      User: { label: ({ name: given }: { name: string }) => `${name} ${given}`, name: never },
    });
    await start(
      {
        name: 'first',
        typeDefs: `${link} type Query { user: User } type User @key(fields: "id") { id: ID! name: String @external label: String @requires(fields: "name") }`,
        resolvers: { Query: { user: () => ({ id: '1' }) }, ...mine('first') },
      },
      {
        name: 'before',
        typeDefs: `${link} type User @key(fields: "id") { id: ID! name: String }`,
        resolvers: { User: { name: never } },
      },
      {
        name: 'now',
        typeDefs: `${link} type User @key(fields: "id") { id: ID! name: String @override(from: "before") }`,
        resolvers: { User: { name: () => 'N' } },
      },
    );
    expect((await router.ask('{ user { label name } }')).data).toEqual({ user: { label: 'first N', name: 'N' } });
    expect(askedSubgraphs()).not.toContain('before');
  });
});

describe('@override', () => {
  test('the field comes from the subgraph that took it over, wherever the object does, also within an interface', async () => {
    await start(
      {
        name: 'old',
        typeDefs: `${link} interface Post { at: String } type Photo implements Post @key(fields: "id") { id: ID! at: String } type Query { feed: [Post] }`,
        resolvers: { Query: { feed: () => [{ __typename: 'Photo', id: '1' }] }, Photo: { at: never } },
      },
      {
        name: 'new',
        typeDefs: `${link} type Photo @key(fields: "id") { id: ID! at: String @override(from: "old") }`,
        resolvers: { Photo: { at: () => 'now' } },
      },
    );
    const { data, errors } = await router.ask('{ feed { at } }');
    expect([data, errors]).toEqual([{ feed: [{ at: 'now' }] }, []]);
  });

  test('from a subgraph that is not there it changes nothing', async () => {
    await start({
      name: 'only',
      typeDefs: `${link} type Query { at: String @override(from: "gone") }`,
      resolvers: { Query: { at: () => 'here' } },
    });
    expect((await router.ask('{ at }')).data).toEqual({ at: 'here' });
  });
});

describe('@provides', () => {
  const owner: SubgraphFixture = {
    name: 'people',
    typeDefs: `${link} type Person @key(fields: "id") { id: ID! name: String @shareable bio: String @shareable age: Int }`,
    resolvers: { Person: { name: never, bio: never, age: () => 40 } },
  };

  test('what is provided is asked of nobody else, and nothing of it that the client does not ask for', async () => {
    await start(owner, {
      name: 'notes',
      typeDefs: `${link} type Query { note: Note } type Note { by: Person @provides(fields: "name bio") } type Person @key(fields: "id") { id: ID! name: String @external bio: String @external }`,
      resolvers: { Query: { note: () => ({ by: { id: '1', name: 'Ada' } }) }, Person: { bio: never } },
    });
    const provided = await router.ask('{ note { by { id who: name } } }');
    expect([provided.data, provided.errors]).toEqual([{ note: { by: { id: '1', who: 'Ada' } } }, []]);
    expect(askedSubgraphs()).toEqual(['notes']);
    const beside = await router.ask('{ note { by { name age } } }');
    expect([beside.data, beside.errors]).toEqual([{ note: { by: { name: 'Ada', age: 40 } } }, []]);
  });

  test('it reaches through unions, and through lists several levels down', async () => {
    await start(
      owner,
      {
        name: 'shelf',
        typeDefs: `${link} type Query { shelf: [Media] @shareable @provides(fields: "... on Film { crew { id boss { name } } }") } union Media = Film | Person
        type Film { crew: [Crew] @external } type Crew @key(fields: "id") { id: ID! boss: Person @external } type Person @key(fields: "id") { id: ID! name: String @external }`,
        resolvers: {
          Query: {
            shelf: () => [
              { __typename: 'Film', crew: [{ id: 'c', boss: { id: '1', name: 'Bo' } }] },
              { __typename: 'Person', id: '2' },
            ],
          },
        },
      },
      {
        name: 'films',
        typeDefs: `${link} type Film { crew: [Crew] @shareable } type Crew @key(fields: "id") { id: ID! boss: Person @shareable } type Person @key(fields: "id") { id: ID! }`,
        resolvers: { Crew: { boss: never } },
      },
    );
    const { data, errors } = await router.ask(
      '{ shelf { ... on Film { crew { boss { name } } } ... on Person { age } } }',
    );
    expect([data, errors]).toEqual([{ shelf: [{ crew: [{ boss: { name: 'Bo' } }] }, { age: 40 }] }, []]);
    expect(askedSubgraphs()).toEqual(['shelf', 'people']);
  });
});
