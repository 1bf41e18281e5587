import { GraphQLError } from 'graphql';

/** A subgraph that has everything a schema can have and whose resolvers do everything wrong that they can. */
export const typeDefs = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])

  enum Mood { GOOD BAD }
  input Filter { nameIs: String more: [Filter] moods: [Mood!] = [GOOD] }
  union Odd = Person | Place

  interface Named @key(fields: "id") { id: ID! name: String }
  type Keyless { id: ID }

  type Query {
    person(id: ID!): Person
    people(first: Int = 2, filter: Filter): [Person!]
    mustBeThere: Person!
    odd: Odd
    odds: [Odd!]
    named(id: ID = "1"): Named
    keyless: Keyless
    sum(of: [Int!] = [1, 2]): Int
  }
  type Mutation {
    note(text: String!): Int
    slowNote(text: String!): Int
    strictNote(text: String!): Int!
    notes: Int
  }
  type Subscription { tick: Int }

  type Place implements Named @key(fields: "id") { id: ID! name: String title: String! near: [Person] }
  type Strict { broken: String! missing: String! fine: Int }
  type Person implements Named @key(fields: "id") {
    id: ID!
    name: String
    age: Int
    mood: Mood
    moods(only: Mood = GOOD): [Mood!]
    friends(first: Int = 2, filter: Filter): [Person!]
    best: Person
    home: Place
    odd: Odd
    strict: Strict
    strictly: Strict!
    returned: String
    thrown: String
    rejected: String
    coded: String
    mixed: [String]
    strictList: [String!]
    notAList: [String]
    badInt: Int
    badEnum: Mood
    fromSet: [Int]
    grid: [[Int!]]
    shout(times: Int = 1): String
    score: Float
    on: Boolean
  }
`;

const later = <T>(value: T): Promise<T> => new Promise((resolve) => setImmediate(() => resolve(value)));
const fail = (text: string): never => {
  throw new Error(text);
};

class Human {
  readonly id: string;
  constructor(id: string) {
    this.id = id;
  }
  get name(): string | null {
    return this.id === '4' ? null : `Person ${this.id}`;
  }
  shout({ times }: { times: number }): string {
    return this.id.repeat(times);
  }
}

const person = (id: string) => new Human(id);
const place = (id: string) => ({
  __typename: 'Place',
  id,
  name: `Place ${id}`,
  title: id === '4' ? null : 'a "title"\n',
});
const oddOf = (id: string) =>
  [{ __typename: 'Person', id }, place(id), { __typename: 'Strict' }, 'text', null][Number(id) % 5];

let notes = 0;

export const resolvers = {
  Query: {
    person: (_: unknown, { id }: { id: string }) => person(id),
    people: (_: unknown, { first }: { first: number }) => later(['1', '2', '3'].slice(0, first ?? 3).map(person)),
    mustBeThere: () => later(null),
    odd: () => ({ __typename: 'Strict' }),
    odds: () => [place('1'), later(place('2')), { __typename: 'Person', id: '3' }],
    named: (_: unknown, { id }: { id: string }) => later(place(id)),
    keyless: () => ({}),
    sum: (_: unknown, { of }: { of: number[] }) => (of ?? []).reduce((sum, item) => sum + item, 0),
  },
  Mutation: {
    note: () => 1,
    slowNote: () => later(2),
    strictNote: () => fail('no note'),
    // The number of calls shows that no field ran twice; it is the same on both ways, which take turns.
    notes: () => Math.min(++notes, 0),
  },
  Named: { __resolveType: (value: { __typename?: string }) => later(value.__typename ?? 'Person') },
  Person: {
    __resolveReference({ id }: { id: string }) {
      if (id === 'throws') fail('thrown');
      if (id === 'rejects') return Promise.reject(new GraphQLError('rejected', { extensions: { code: 'NOT_NOW' } }));
      return id === 'nobody' ? null : later(person(id));
    },
    age: ({ id }: { id: string }) => later(Number(id) * 10),
    mood: () => 'GOOD',
    moods: (_: unknown, { only }: { only: string }) => ['GOOD', only],
    friends: ({ id }: { id: string }, { first, filter }: { first?: number; filter?: object }) =>
      JSON.stringify(filter ?? '').length > 40
        ? fail('too much')
        : [1, 2, 3].slice(0, first ?? 3).map((n) => person(`${n}${id}`.slice(0, 2))),
    best: ({ id }: { id: string }) => later(id.length > 3 ? null : person(`${id}1`)),
    home: ({ id }: { id: string }) => place(id),
    odd: ({ id }: { id: string }) => oddOf(id),
    strict: () => ({ broken: later(null), missing: null, fine: 1 }),
    strictly: ({ id }: { id: string }) => (id === '2' ? null : { broken: 'b', missing: 'm', fine: '3' }),
    returned: () => new Error('returned'),
    thrown: () => fail('thrown'),
    rejected: () => later(0).then(() => fail('rejected')),
    coded: () => {
      throw new GraphQLError('not you', { extensions: { code: 'FORBIDDEN', argument: 'x' } });
    },
    mixed: () => ['a', null, new Error('in a list'), later('b'), Promise.reject(new Error('later in a list'))],
    strictList: () => ['a', later(null)],
    notAList: () => 'text',
    badInt: () => 'text',
    badEnum: () => 'UGLY',
    fromSet: () => new Set([1, 2, 3]),
    grid: () => [[1, 2], null, [3, null]],
    score: () => 0.25,
    on: () => 1,
  },
  Place: {
    __resolveReference: ({ id }: { id: string }) =>
      id === 'text' ? 'text' : id === 'fails' ? new Error('no place') : place(id),
    near: () => [later(person('1')), null, person('2')],
  },
};
