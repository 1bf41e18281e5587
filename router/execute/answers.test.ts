import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { library, libraryLog } from '../../tests/supergraphs/library.ts';
import { type RunningRouter, startRouter } from '../../tests/supergraphs/start-router.ts';

let router: RunningRouter;
beforeAll(async () => {
  router = await startRouter(library);
});
afterAll(() => router.close());
beforeEach(() => {
  router.requests.length = 0;
});

describe('abstract types', () => {
  test('each object of an interface is answered by the fields asked of its own type', async () => {
    const { data, errors } = await router.ask(
      '{ books { __typename id ... on Novel { pages } ... on Atlas { maps } } }',
    );
    expect(errors).toEqual([]);
    expect(data).toEqual({
      books: [
        { __typename: 'Novel', id: 'b1', pages: 100 },
        { __typename: 'Atlas', id: 'b2', maps: 7 },
        { __typename: 'Novel', id: 'b3', pages: 300 },
        { __typename: 'Novel', id: 'b4', pages: 400 },
      ],
    });
  });

  test('a union mixes entities of several subgraphs with plain objects and nulls', async () => {
    const { data } = await router.ask(
      '{ things { kind: __typename ... on Novel { title } ... on Author { name } ... on Note { text } } }',
    );
    expect(data).toEqual({
      things: [
        { kind: 'Novel', title: 'One' },
        { kind: 'Author', name: 'Name of a2' },
        { kind: 'Note', text: 'n' },
        null,
      ],
    });
  });

  test("an @interfaceObject's objects get their real type from the interface's owner", async () => {
    const { data, errors } = await router.ask(
      '{ best { __typename stars ... on Atlas { maps } ... on Novel { pages } } }',
    );
    expect(errors).toEqual([]);
    expect(data).toEqual({ best: { __typename: 'Atlas', stars: 2, maps: 7 } });
  });

  test('an @interfaceObject adds fields to every implementer without hiding its type', async () => {
    const { data } = await router.ask('{ books { stars slug ... on Novel { pages } } }');
    expect(data).toEqual({
      books: [
        { stars: 1, slug: 'one', pages: 100 },
        { stars: 2, slug: 'two' },
        { stars: 3, slug: 'three', pages: 300 },
        { stars: 4, slug: 'four', pages: 400 },
      ],
    });
  });
});

describe('selections', () => {
  test('aliases and fragments are answered in the order of the operation, merged where they meet', async () => {
    const { text } = await router.ask(
      `{ z: book(id: "b1") { ...T author { n: name } } a: book(id: "b2") { author { name } ...T author { id } } }
       fragment T on Book { t: title title }`,
    );
    expect(text).toBe(
      '{"z":{"t":"One","title":"One","author":{"n":"Name of a1"}},"a":{"author":{"name":"Name of a2","id":"a2"},"t":"Two","title":"Two"}}',
    );
  });

  test('@skip and @include decide by variable, by default value and by literal', async () => {
    const text = `query ($a: Boolean!, $b: Boolean! = true) {
      book(id: "b1") { id @skip(if: $a) title @include(if: $b) author @include(if: false) { id } author @include(if: $a) { name } }
    }`;
    expect((await router.ask(text, { a: true })).data).toEqual({
      book: { title: 'One', author: { name: 'Name of a1' } },
    });
    expect((await router.ask(text, { a: false, b: false })).data).toEqual({ book: { id: 'b1' } });
  });

  test('what is left out by its conditions is not fetched', async () => {
    const text = 'query ($a: Boolean!) { book(id: "b1") { title author @include(if: $a) { name } } }';
    await router.ask(text, { a: false });
    expect(router.requests.map(({ subgraph }) => subgraph)).toEqual(['catalog']);
  });

  test('nested lists keep their shape, with nulls and empty lists', async () => {
    const { data } = await router.ask('{ rows { id author { name } } }');
    expect(data).toEqual({
      rows: [
        [
          { id: 'b1', author: { name: 'Name of a1' } },
          { id: 'b2', author: { name: 'Name of a2' } },
        ],
        null,
        [],
        [{ id: 'b4', author: { name: 'Name of a1' } }],
      ],
    });
  });

  test('an entity met several times is asked for once', async () => {
    await router.ask('{ books { author { name } } }');
    const asked = router.requests.find(({ subgraph }) => subgraph === 'people');
    expect(asked?.body.variables).toEqual({
      representations: ['a1', 'a2', 'gone'].map((id) => ({ __typename: 'Author', id })),
    });
  });

  test('names that every object inherits are names like others', async () => {
    const { data, errors } = await router.ask(
      `{ book(id: "b1") { __proto__: title constructor: id toString: __typename author { constructor hasOwnProperty: name } } }`,
    );
    expect(errors).toEqual([]);
    const book = (data as { book: Record<string, unknown> }).book;
    expect(Object.getOwnPropertyDescriptor(book, '__proto__')?.value).toBe('One');
    expect(book.constructor).toBe('b1');
    expect(book.author).toEqual({ constructor: 'built', hasOwnProperty: 'Name of a1' });
    expect(Object.hasOwn(book, 'toString')).toBe(true);
  });
});

describe('__typename and introspection', () => {
  test('__typename of the root needs no subgraph', async () => {
    expect((await router.ask('{ __typename t: __typename }')).text).toBe('{"__typename":"Query","t":"Query"}');
    expect(router.requests).toEqual([]);
  });

  test('introspection is answered from the API schema, beside data and with variables', async () => {
    const { data, errors } = await router.ask(
      `query ($name: String!) {
        type: __type(name: $name) { name kind fields { name } }
        gone: __type(name: "_Entity") { name }
        book(id: "b1") { id }
        __schema { queryType { ...N } }
      }
      fragment N on __Type { name }`,
      { name: 'Novel' },
    );
    expect(errors).toEqual([]);
    expect(data).toEqual({
      type: {
        name: 'Novel',
        kind: 'OBJECT',
        fields: ['id', 'title', 'author', 'pages', 'stars', 'slug'].map((name) => ({ name })),
      },
      gone: null,
      book: { id: 'b1' },
      __schema: { queryType: { name: 'Query' } },
    });
  });

  test('a field that returns Query leads back to the roots', async () => {
    const { data } = await router.ask(
      '{ root { __typename book(id: "b2") { title } best { stars } __type(name: "ID") { name } } }',
    );
    expect(data).toEqual({
      root: { __typename: 'Query', book: { title: 'Two' }, best: { stars: 2 }, __type: { name: 'ID' } },
    });
  });
});

describe('mutations', () => {
  test('run one after the other in the order of the operation, over subgraphs too', async () => {
    libraryLog.length = 0;
    const { data } = await router.ask(
      'mutation { a: addBook(title: "A") { title } hire(name: "H") { name } b: rename(title: "B") { title author { name } } }',
    );
    expect(libraryLog).toEqual(['add A', 'hire H', 'rename B']);
    expect(data).toEqual({
      a: { title: 'A' },
      hire: { name: 'H' },
      b: { title: 'B', author: { name: 'Name of a1' } },
    });
  });
});

describe('variables', () => {
  test('only those that a fetch uses are sent, as the client wrote them', async () => {
    await router.ask(
      'query ($id: ID!, $t: String!) { book(id: $id) { title author { name } } __type(name: $t) { name } }',
      {
        id: 7,
        t: 'Book',
        more: 1,
      },
    );
    expect(router.requests[0]?.body.variables).toEqual({ id: 7 });
  });

  test('defaults are filled in by the subgraph, from the operation', async () => {
    const { data } = await router.ask('query ($flag: Boolean = false) { echo(flag: $flag) }');
    expect(JSON.parse((data as { echo: string }).echo)).toEqual({ flag: false });
  });

  test.each([
    [
      { input: { text: 1 } },
      'Variable "$input" got invalid value 1 at "input.text"; String cannot represent a non string value: 1',
    ],
    [
      { input: {} },
      'Variable "$input" got invalid value {}; Field "text" of required type "String!" was not provided.',
    ],
    [
      { input: { text: 'a', inner: { text: 'b', times: 2.5 } } },
      'Variable "$input" got invalid value 2.5 at "input.inner.times"; Int cannot represent non-integer value: 2.5',
    ],
    [
      { input: { text: 'a', more: 1 } },
      'Variable "$input" got invalid value { text: "a", more: 1 }; Field "more" is not defined by type "Echo".',
    ],
  ])('%j is refused before anything is fetched', async (variables, message) => {
    const answer = await router.ask('query ($input: Echo) { echo(input: $input) }', variables);
    expect(answer.text).toBeUndefined();
    expect(answer.errors[0]).toMatchObject({ message, extensions: { code: 'BAD_USER_INPUT' } });
    expect(router.requests).toEqual([]);
  });

  test('a missing required variable is refused', async () => {
    const answer = await router.ask('query ($id: ID!) { book(id: $id) { id } }');
    expect(answer.text).toBeUndefined();
    expect(answer.errors[0]?.message).toBe('Variable "$id" of required type "ID!" was not provided.');
  });
});
