import { buildSubgraphSchema } from '@apollo/subgraph';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'graphql';
import { generateOperation } from '../../../tests/differential/generate-operation.ts';
import { seededRandom } from '../../random/seeded-random.ts';
import { type BothWays, startBothWays } from '../test/both-ways.ts';
import { resolvers, typeDefs } from '../test/troubled-subgraph.ts';
import { compileOperation } from './compile-operation.ts';

/** Enough to meet each construct dozens of times; a seed of its own each, so that one can be run alone. */
const generated = 300;

let ways: BothWays;
beforeAll(async () => {
  ways = await startBothWays({ typeDefs, resolvers });
});
afterAll(() => ways.close());

const schema = buildSubgraphSchema({ typeDefs: parse(typeDefs), resolvers });
const both = (query: string, variables: Record<string, unknown> = {}, operationName?: string) =>
  ways.ask({ query, variables, operationName });

describe('the compiled way answers as the ordinary one', () => {
  test.each([
    ['entities', 'query ($r: [_Any!]!) { _entities(representations: $r) { __typename ... on Person { name age } } }'],
    [
      'entities under an alias',
      'query ($r: [_Any!]!) { who: _entities(representations: $r) { ... on Person { n: name } } }',
    ],
    [
      'entities of several kinds',
      'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Person { name friends { id } } ... on Place { title } } }',
    ],
    ['entities that are interfaces', 'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Named { id } } }'],
  ])('for %s', async (_name, query) => {
    const lists = [
      [],
      [
        { __typename: 'Person', id: '1' },
        { __typename: 'Person', id: '2' },
        { __typename: 'Person', id: '1' },
      ],
      [
        { __typename: 'Person', id: 'nobody' },
        { __typename: 'Place', id: 'fails' },
        { __typename: 'Place', id: '7' },
      ],
      [
        { __typename: 'Person', id: 'throws' },
        { __typename: 'Person', id: 'rejects' },
        { __typename: 'Person', id: '3' },
      ],
      [{ __typename: 'Stranger', id: '1' }],
      [{ __typename: 'Named', id: '1' }],
      [{ id: '1' }],
      [{ __typename: 'Keyless', id: '1' }],
      [{ __typename: 'Place', id: 'text' }],
    ];
    for (const r of lists) await both(query, { r });
  });

  test.each([
    ['null where none may be, of a promise', '{ person(id: "1") { name strict { broken } } }'],
    ['null where none may be, at once', '{ person(id: "1") { name strict { missing } } }'],
    ['null that climbs to the top', '{ mustBeThere { id } }'],
    ['errors returned, thrown and rejected', '{ person(id: "1") { returned thrown rejected coded } }'],
    ['errors in lists', '{ person(id: "1") { mixed strictList } }'],
    ['no list where one is due', '{ person(id: "1") { notAList } }'],
    ['values that do not serialize', '{ person(id: "1") { badInt badEnum mood } }'],
    ['sets and other iterables', '{ person(id: "1") { fromSet } }'],
    ['methods of objects', '{ person(id: "1") { shout(times: 2) shout2: shout } }'],
    ['a union of what it should not be', '{ odd { __typename ... on Person { id } } }'],
    ['fields that are asked for twice', '{ person(id: "1") { best { id } best { name best { id } } } }'],
    ['introspection', '{ __schema { queryType { name } } person(id: "1") { __typename } }'],
    ['the service’s own schema', '{ _service { sdl } }'],
    ['a prototype for a key', '{ person(id: "1") { __proto__: name constructor: name } }'],
  ])('for %s', (_name, query) => both(query));

  test('for several operations in a document, by name and without', async () => {
    const query = 'query A { person(id: "1") { id } } query B { person(id: "2") { id } }';
    for (const name of ['A', 'B', 'C', '', undefined]) await both(query, {}, name);
    await both('query A { person(id: "1") { id } }', {}, 'A');
  });

  test('for variables that fit and variables that do not', async () => {
    const query =
      'query ($id: ID!, $n: Int = 3, $f: Filter, $b: Boolean!) { person(id: $id) { friends(first: $n, filter: $f) { id name @include(if: $b) age @skip(if: $b) } } }';
    const fits = { id: '1', b: true };
    for (const variables of [
      fits,
      { ...fits, b: false },
      { ...fits, n: null },
      { ...fits, n: 1, f: { nameIs: 'x' } },
      { ...fits, f: { nameIs: 'x', more: [{ nameIs: 'y' }, null] } },
      { ...fits, extra: 1 },
      { ...fits, id: 7 },
      {},
      { ...fits, id: null },
      { ...fits, id: { no: 1 } },
      { ...fits, n: 1.5 },
      { ...fits, n: 2 ** 31 },
      { ...fits, n: '1' },
      { ...fits, b: 'true' },
      { ...fits, f: { unknown: 1 } },
      { ...fits, f: [] },
    ])
      await both(query, variables);
  });

  test('for variables deep in arguments and in lists', async () => {
    const query =
      'query ($name: String, $kinds: [Mood!]) { person(id: "1") { friends(filter: { nameIs: $name, moods: $kinds }) { id } } }';
    for (const variables of [
      {},
      { name: 'x' },
      { name: null, kinds: 'GOOD' },
      { kinds: ['GOOD', 'BAD'] },
      { kinds: ['X'] },
    ])
      await both(query, variables);
  });

  test('for documents that are no valid requests', async () => {
    for (const query of [
      '{ nothing }',
      '{',
      'subscription { tick }',
      '',
      '{ person { id } }',
      'query ($x: Nope) { a }',
    ])
      await both(query);
  });

  test('for mutations, whose fields run one after another', async () => {
    await both('mutation { a: note(text: "a") slow: slowNote(text: "b") c: note(text: "c") notes }');
    await both('mutation { a: note(text: "a") strictNote(text: "fails") c: note(text: "c") }');
  });

  test(`for ${generated} generated operations`, async () => {
    let compiled = 0;
    for (let seed = 1; seed <= generated; seed++) {
      const kind = seed % 10 === 0 ? 'mutation' : 'query';
      const { text, variables } = generateOperation(schema, seededRandom(seed), kind);
      await both(text, variables);
      if (compileOperation(schema, text, undefined)?.run(variables, () => ({}))) compiled++;
    }
    // The comparison would say nothing if little of it had run compiled.
    expect(compiled / generated).toBeGreaterThan(0.8);
  });
});
