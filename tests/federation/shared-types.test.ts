import { afterEach, describe, expect, test } from '@jest/globals';
import { type RunningRouter, startRouter } from '../supergraphs/start-router.ts';
import type { SubgraphFixture } from '../supergraphs/subgraph.ts';

const link =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key", "@external", "@requires", "@shareable", "@inaccessible", "@interfaceObject"])\n';

let router: RunningRouter;
afterEach(() => router.close());
const start = async (...subgraphs: readonly SubgraphFixture[]): Promise<void> => {
  router = await startRouter(subgraphs);
};
const askedSubgraphs = () => router.requests.map(({ subgraph }) => subgraph);

describe('root fields that several subgraphs share', () => {
  const part = (name: string, value: string): SubgraphFixture => ({
    name,
    typeDefs: `${link} type Query { car: Car! @shareable cars: [Car!]! @shareable } type Car { id: ID! @shareable ${name}: String }`,
    resolvers: {
      Query: { car: () => ({ id: '1', [name]: value }), cars: () => [{ id: '1', [name]: value }, { id: '2' }] },
    },
  });

  test('each gives the part that it has, and one object comes of it, in lists too', async () => {
    await start(part('colour', 'red'), part('engine', 'V8'));
    const { data, errors } = await router.ask('{ car { id colour engine } cars { id colour engine } }');
    expect(errors).toEqual([]);
    expect(data).toEqual({
      car: { id: '1', colour: 'red', engine: 'V8' },
      cars: [
        { id: '1', colour: 'red', engine: 'V8' },
        { id: '2', colour: null, engine: null },
      ],
    });
  });

  test.each(['colour', 'engine'])('what one can’t give costs its own fields, not the object (%s)', async (down) => {
    await start(part('colour', 'red'), part('engine', 'V8'));
    router.misbehave(down, 'hang up');
    const { data, errors } = await router.ask('{ car { id colour engine } }');
    expect(data).toEqual({ car: { id: '1', colour: 'red', engine: 'V8', [down]: null } });
    expect(errors.map(({ path }) => path)).toEqual([['car', down]]);
    expect(askedSubgraphs()).toEqual(expect.arrayContaining(['colour', 'engine']));
  });

  test.each(['colour', 'engine'])('and the same of a list that is asked for by itself (%s)', async (down) => {
    await start(part('colour', 'red'), part('engine', 'V8'));
    router.misbehave(down, 'hang up');
    const { data } = await router.ask('{ cars { id colour engine } }');
    const whole = { id: '1', colour: 'red', engine: 'V8', [down]: null };
    expect(data).toEqual({ cars: [whole, { id: '2', colour: null, engine: null }] });
  });

  test.each(['left', 'right'])(
    'what names an object for a third subgraph is asked of both, so neither takes the object with it (%s is down)',
    async (down) => {
      const item = (name: string): SubgraphFixture => ({
        name,
        typeDefs: `${link} type Query { item: Item @shareable } type Item @key(fields: "id") { id: ID! ${name}: Int }`,
        resolvers: { Query: { item: () => ({ id: 'a', [name]: 1 }) } },
      });
      await start(item('left'), item('right'), {
        name: 'third',
        typeDefs: `${link} type Item @key(fields: "id") { id: ID! third: Int }`,
        resolvers: { Item: { third: () => 3 } },
      });
      expect((await router.ask('{ item { left right third } }')).data).toEqual({
        item: { left: 1, right: 1, third: 3 },
      });
      router.misbehave(down, { status: 500, body: '' });
      const { data } = await router.ask('{ item { left right third } }');
      expect(data).toMatchObject({ item: { left: 1, right: 1, [down]: null } });
    },
  );

  const viewer = (name: string, field: string): SubgraphFixture => ({
    name,
    typeDefs: `${link} type Query { me: Person @shareable ${name}: Int } type Person @key(fields: "id") { id: ID! ${field} }`,
    resolvers: {
      Query: { me: () => ({ id: '7', name: 'Ada', visits: [1], home: { town: 'Bern' } }), [name]: () => 1 },
    },
  });
  test('where the one that is asked is down, another one is asked for what it knows', async () => {
    const home = 'type Home { town: String @shareable';
    const [acts, people] = [
      viewer('acts', 'visits: [Int!] home: Home @shareable'),
      viewer('people', 'name: String home: Home @shareable'),
    ];
    await start(
      { ...acts, typeDefs: `${acts.typeDefs} ${home} acts: Int }` },
      { ...people, typeDefs: `${people.typeDefs} ${home} }` },
    );
    router.misbehave('acts', 'hang up');
    expect(await router.ask('{ me { id } }')).toMatchObject({ data: { me: { id: '7' } }, errors: [] });
    const part = await router.ask('{ me { no: id visits home { town acts } } }');
    expect(part.data).toEqual({ me: { no: '7', visits: null, home: { town: 'Bern', acts: null } } });
    expect(part.errors.map(({ path, extensions }) => [path, extensions.service])).toEqual([
      [['me', 'visits'], 'acts'],
      [['me', 'home', 'acts'], 'acts'],
    ]);
    expect((await router.ask('{ me { visits } }')).data).toEqual({ me: { visits: null } });
    expect((await router.ask('{ acts me { id } }')).data).toEqual({ acts: null, me: { id: '7' } });
    router.misbehave('acts', {
      status: 503,
      body: '{"errors":[{"message":"Too much to do.","extensions":{"code":"BUSY"}}]}',
    });
    const busy = await router.ask('{ me { id visits } }');
    expect(busy.data).toEqual({ me: { id: '7', visits: null } });
    expect(busy.errors.map(({ path, extensions }) => [path, extensions.code])).toEqual([[['me', 'visits'], 'BUSY']]);
    router.misbehave('people', 'hang up');
    const neither = await router.ask('{ me { id } }');
    expect(neither.data).toEqual({ me: null });
    expect(neither.errors.map(({ path, extensions }) => [path, extensions.service])).toEqual([[['me'], 'people']]);
  });

  test('nobody else is asked for what one subgraph alone answers', async () => {
    await start(viewer('acts', 'visits: [Int!]'), viewer('people', 'name: String'));
    router.misbehave('acts', 'hang up');
    expect((await router.ask('{ acts }')).data).toEqual({ acts: null });
    expect(askedSubgraphs()).not.toContain('people');
  });

  test('a shared mutation runs in one subgraph, once', async () => {
    let added = 0;
    const add = (name: string): SubgraphFixture => ({
      name,
      typeDefs: `${link} type Query { ${name}: Int } type Mutation { add: Item @shareable } type Item @key(fields: "id") { id: ID! ${name}Name: String }`,
      resolvers: { Mutation: { add: () => ({ id: String(++added) }) }, Item: { [`${name}Name`]: () => name } },
    });
    await start(add('left'), add('right'));
    const { data } = await router.ask('mutation { add { id leftName rightName } }');
    expect(data).toEqual({ add: { id: '1', leftName: 'left', rightName: 'right' } });
    expect(added).toBe(1);
  });
});

describe('what only some subgraphs know', () => {
  test('values of an enum and fields of an input that not all have are refused, and not there for clients', async () => {
    const both = (name: string, state: string, field: string): SubgraphFixture => ({
      name,
      typeDefs: `${link} type Query { ${name}(state: State, filter: Filter): State } enum State { ON OFF ${state} } input Filter { first: Int! ${field} }`,
      resolvers: { Query: { [name]: (_: unknown, { state: given }: { state?: string }) => given ?? 'ON' } },
    });
    await start(both('left', '', ''), both('right', 'LOST @inaccessible', 'after: Int'));
    expect((await router.ask('{ right(state: OFF, filter: { first: 1 }) left }')).data).toEqual({
      right: 'OFF',
      left: 'ON',
    });
    await expect(router.ask('{ right(state: LOST) }')).rejects.toThrow('LOST');
    await expect(router.ask('{ right(filter: { first: 1, after: 2 }) }')).rejects.toThrow('after');
  });

  test('an argument that is hidden has its default in the subgraph, and clients cannot set it', async () => {
    await start({
      name: 'people',
      typeDefs: `${link} type Query { friends(kind: Kind = CLOSE @inaccessible): [String!] } enum Kind { CLOSE @inaccessible ANY }`,
      resolvers: { Query: { friends: (_: unknown, { kind }: { kind: string }) => [kind] } },
    });
    expect((await router.ask('{ friends }')).data).toEqual({ friends: ['CLOSE'] });
    await expect(router.ask('{ friends(kind: ANY) }')).rejects.toThrow('kind');
  });

  test('members of a union that only the other subgraph has are empty objects', async () => {
    const media = (name: string, own: string): SubgraphFixture => ({
      name,
      typeDefs: `${link} type Query { media: Media @shareable ${name}: Media } union Media = Book | ${own} type Book @key(fields: "id") { id: ID! title: String @shareable ${name}Title: String } type ${own} @key(fields: "id") { id: ID! title: String @shareable }`,
      resolvers: {
        Query: {
          media: () => ({ __typename: 'Book', id: '1', title: 'T' }),
          [name]: () => ({ __typename: 'Book', id: '1', title: 'T' }),
        },
        Book: { [`${name}Title`]: () => name },
      },
    });
    await start(media('left', 'Song'), media('right', 'Film'));
    expect((await router.ask('{ media { ... on Film { title } } }')).data).toEqual({ media: {} });
    expect((await router.ask('{ left { ... on Film { title } ... on Book { title rightTitle } } }')).data).toEqual({
      left: { title: 'T', rightTitle: 'right' },
    });
  });

  test('an object whose type implements an interface elsewhere only is the error that its subgraph says', async () => {
    await start(
      {
        name: 'shop',
        typeDefs: `${link} type Query { node: Node thing: [Thing] } interface Node { id: ID! } union Thing = Oven | Lamp type Oven @key(fields: "id") { id: ID! } type Lamp implements Node @key(fields: "id") { id: ID! }`,
        resolvers: {
          Query: {
            node: () => ({ __typename: 'Oven', id: '1' }),
            thing: () => [
              { __typename: 'Oven', id: '1' },
              { __typename: 'Lamp', id: '2' },
            ],
          },
        },
      },
      {
        name: 'care',
        typeDefs: `${link} interface Node { id: ID! } type Oven implements Node @key(fields: "id") { id: ID! years: Int }`,
        resolvers: { Oven: { years: () => 2 } },
      },
    );
    const { data, errors } = await router.ask('{ node { ... on Oven { years } } }');
    expect(data).toEqual({ node: null });
    expect(errors).toEqual([expect.objectContaining({ path: ['node'] })]);
    const things = await router.ask('{ thing { __typename ... on Node { id } ... on Oven { years } } }');
    expect(things.data).toEqual({
      thing: [
        { __typename: 'Oven', id: '1', years: 2 },
        { __typename: 'Lamp', id: '2' },
      ],
    });
  });
});

describe('@interfaceObject', () => {
  const owner: SubgraphFixture = {
    name: 'owner',
    typeDefs: `${link} type Query { all: [Account!]! } interface Account @key(fields: "id") { id: ID! mail: String } type Admin implements Account @key(fields: "id") { id: ID! mail: String level: Int } type Guest implements Account @key(fields: "id") { id: ID! mail: String }`,
    resolvers: {
      Query: {
        all: () => [
          { __typename: 'Admin', id: '1', mail: 'a@' },
          { __typename: 'Guest', id: '2', mail: 'g@' },
        ],
      },
      Account: {
        __resolveReference: ({ id }: { id: string }) => ({
          __typename: id === '1' ? 'Admin' : 'Guest',
          id,
          mail: `${id}@`,
        }),
      },
      Admin: { level: () => 9 },
    },
  };
  const marks: SubgraphFixture = {
    name: 'marks',
    typeDefs: `${link} type Query { marked: [Account] } type Account @key(fields: "id") @interfaceObject { id: ID! mail: String @external mark: String hash: String @requires(fields: "mail") }`,
    resolvers: {
      Query: { marked: () => [{ __typename: 'Invented', id: '1' }, { id: '2' }] },
      Account: { mark: ({ id }: { id: string }) => `mark ${id}`, hash: ({ mail }: { mail: string }) => `#${mail}` },
    },
  };

  test('what it knows itself takes no other subgraph; types and __typename come from the owner of the interface', async () => {
    await start(owner, marks);
    expect((await router.ask('{ marked { id mark } }')).data).toEqual({
      marked: [
        { id: '1', mark: 'mark 1' },
        { id: '2', mark: 'mark 2' },
      ],
    });
    expect(askedSubgraphs()).toEqual(['marks']);
    const { data, errors } = await router.ask('{ marked { t: __typename ... on Admin { mark level } } }');
    expect([data, errors]).toEqual([{ marked: [{ t: 'Admin', mark: 'mark 1', level: 9 }, { t: 'Guest' }] }, []]);
  });

  test('@requires works on it, from both sides', async () => {
    await start(owner, marks);
    const { data, errors } = await router.ask('{ all { hash ... on Admin { level } } marked { hash } }');
    expect(errors).toEqual([]);
    expect(data).toEqual({
      all: [{ hash: '#a@', level: 9 }, { hash: '#g@' }],
      marked: [{ hash: '#1@' }, { hash: '#2@' }],
    });
  });

  test('of an interface that nobody can resolve it is an error, not a silent null', async () => {
    await start(
      {
        name: 'left',
        typeDefs: `${link} type Query { left: Node } interface Node @key(fields: "id") { id: ID! }`,
        resolvers: { Query: { left: () => ({ __typename: 'Node', id: '1' }) } },
      },
      {
        name: 'right',
        typeDefs: `${link} type Query { right: Node } type Node @key(fields: "id", resolvable: false) @interfaceObject { id: ID! field: String }`,
        resolvers: { Query: { right: () => ({ id: '1', field: 'f' }) } },
      },
    );
    expect((await router.ask('{ right { id field } }')).data).toEqual({ right: { id: '1', field: 'f' } });
    const { data, errors } = await router.ask('{ left { field } }');
    expect(data ?? null).toBeNull();
    expect(errors).toEqual([expect.objectContaining({ extensions: { code: 'QUERY_PLANNING_FAILED' } })]);
  });
});

test('__typename is the type of the object everywhere: roots, aliases, unions, interfaces, fragments', async () => {
  await start({
    name: 'one',
    typeDefs: `${link} type Query { u: U i: I } union U = A | B interface I { id: ID } type A implements I { id: ID } type B implements I { id: ID }`,
    resolvers: { Query: { u: () => ({ __typename: 'A' }), i: () => ({ __typename: 'B' }) } },
  });
  const { data } = await router.ask(
    '{ t: __typename __typename u { __typename x: __typename ... on A { y: __typename } } i { x: __typename ... on I { __typename } } }',
  );
  expect(data).toEqual({
    t: 'Query',
    __typename: 'Query',
    u: { __typename: 'A', x: 'A', y: 'A' },
    i: { x: 'B', __typename: 'B' },
  });
});
