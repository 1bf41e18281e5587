import { describe, expect, test } from '@jest/globals';
import { buildSchema, type DocumentNode, type GraphQLSchema, parse, validate } from 'graphql';
import { diffSchemas } from '../changes/diff-schemas.ts';
import { judgeChanges } from '../verdict/judge-changes.ts';
import { countPlaces, plant, plantings, schemaOfMutant } from './mutants.ts';

/** A graph with every kind of element, and operations that reach all of them. */
const sdl = `
  type Query { me: User user(id: ID!, deep: Boolean = false): User node(id: ID!): Node search(text: String!, in: Scope = ALL, page: Page): [Found!]! }
  type Mutation { rename(input: RenameInput!): Renamed! }
  interface Node { id: ID! }
  type User implements Node { id: ID! name: String names: [String!] status: Status! friends(first: Int = 10, order: Order): [User!]! team: Team }
  type Team implements Node { id: ID! title: String! lead: User }
  union Found = User | Team
  enum Status { ACTIVE GONE }
  enum Scope { ALL PEOPLE }
  enum Order { NEWEST OLDEST }
  input Page { first: Int = 10 after: String filter: Filter }
  input Filter { status: Status tags: [String!] }
  input RenameInput { id: ID! name: String! note: Note }
  input Note { text: String! }
  type Renamed { user: User errors: [String!]! }
`;
const operations = [
  '{ me { id name status friends(first: 3, order: NEWEST) { id name } team { title lead { id } } } }',
  '{ user(id: "1", deep: true) { names friends { status } } }',
  '{ node(id: "1") { id ... on User { name } ... on Team { title } } }',
  '{ search(text: "x", in: PEOPLE, page: { first: 2, filter: { status: GONE, tags: ["a"] } }) { ... on User { name } ... on Team { title } } }',
  'query ($page: Page) { search(text: "x", page: $page) { __typename } }',
  'mutation { rename(input: { id: "1", name: "n", note: { text: "t" } }) { user { id } errors } }',
  'mutation ($input: RenameInput!) { rename(input: $input) { errors } }',
  'query ($id: ID!, $first: Int, $order: Order) { user(id: $id) { ...Card friends(first: $first, order: $order) { ...Card } } } fragment Card on User { id name names status team { id title } }',
  'query ($text: String!, $scope: Scope, $filter: Filter) { search(text: $text, in: $scope, page: { filter: $filter, after: "c" }) { ... on Node { id } } }',
  'mutation ($id: ID!, $name: String!, $note: Note) { rename(input: { id: $id, name: $name, note: $note }) { user { friends { team { lead { name } } } } } }',
];

/** Every single change that could be planted. */
function mutants(document: DocumentNode): { what: string; schema: GraphQLSchema }[] {
  const made: { what: string; schema: GraphQLSchema }[] = [];
  for (let place = 0; place < countPlaces(document); place += 1) {
    for (const planting of plantings) {
      const planted = plant(document, place, planting);
      const schema = planted && schemaOfMutant(planted.document);
      if (schema) made.push({ what: planted.what, schema });
    }
  }
  return made;
}

describe('planted breaking changes', () => {
  const before = buildSchema(sdl);
  const planted = mutants(parse(sdl));
  const used = operations.map((text, id) => ({
    id: String(id),
    name: null,
    text,
    count: 1,
    clients: [],
    sent: undefined,
  }));

  test('no operation that a change makes invalid is missed', () => {
    let broken = 0;
    const missed: string[] = [];
    for (const { what, schema } of planted) {
      const judged = judgeChanges(before, diffSchemas(before, schema), used);
      const told = new Set(
        judged.filter(({ verdict }) => verdict === 'breaks').flatMap(({ affected }) => affected.map(({ id }) => id)),
      );
      for (const { id, text } of used) {
        if (validate(schema, parse(text)).length === 0) continue;
        broken += 1;
        if (!told.has(id)) missed.push(`${what}: ${text}`);
      }
    }
    expect(missed).toEqual([]);
    // The plants must really break something, or the claim above is empty.
    expect(planted.length).toBeGreaterThan(100);
    expect(broken).toBeGreaterThan(100);
  });

  test('no reader that may get a null it was promised never to get is missed', () => {
    const missed: string[] = [];
    for (const field of [
      'status: Status!',
      'friends(first: Int = 10, order: Order): [User!]!',
      'errors: [String!]!',
      'title: String!',
    ]) {
      const after = buildSchema(sdl.replace(field, field.slice(0, -1)));
      const judged = judgeChanges(before, diffSchemas(before, after), used);
      if (!judged.some(({ verdict }) => verdict === 'breaks')) missed.push(field);
    }
    expect(missed).toEqual([]);
  });
});
