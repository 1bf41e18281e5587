import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { library } from '../../tests/supergraphs/library.ts';
import { type Misbehaviour, type RunningRouter, startRouter } from '../../tests/supergraphs/start-router.ts';
import { createTransportFactory } from '../fetch/create-transport.ts';

let router: RunningRouter;
beforeAll(async () => {
  router = await startRouter(library, {
    transport: createTransportFactory({ timeoutMs: 3_000, responseBytesMax: 10_000 }),
  });
});
afterEach(() => {
  for (const { name } of library) router.misbehave(name, undefined);
});
afterAll(() => router.close());

const withMarks = '{ books { id stars slug } }';

describe('a subgraph that gives no usable answer costs its own fields only', () => {
  const cases: [string, Misbehaviour, string][] = [
    ['is down', 'hang up', 'SUBGRAPH_UNAVAILABLE'],
    ["doesn't answer in time", 'never', 'SUBGRAPH_TIMEOUT'],
    ['answers garbage', { status: 200, body: '<html>' }, 'SUBGRAPH_MALFORMED_RESPONSE'],
    ['answers JSON that is no GraphQL answer', { status: 200, body: '[1]' }, 'SUBGRAPH_MALFORMED_RESPONSE'],
    ['answers nothing', { status: 200, body: '' }, 'SUBGRAPH_MALFORMED_RESPONSE'],
    ['answers an error page', { status: 503, body: 'Service Unavailable' }, 'SUBGRAPH_HTTP_ERROR'],
    ['refuses the router', { status: 401, body: 'no' }, 'UNAUTHENTICATED'],
    ['answers too much', { status: 200, body: `{"data":"${'x'.repeat(20_000)}"}` }, 'SUBGRAPH_RESPONSE_TOO_LARGE'],
    [
      'answers fewer entities than asked for',
      { status: 200, body: '{"data":{"_entities":[]}}' },
      'SUBGRAPH_MALFORMED_RESPONSE',
    ],
    ['answers no list of entities', { status: 200, body: '{"data":{"_entities":{}}}' }, 'SUBGRAPH_MALFORMED_RESPONSE'],
  ];
  test.each(cases)('when it %s', async (_what, how, code) => {
    router.misbehave('people', how);
    const { data, errors } = await router.ask('{ book(id: "b1") { id title author { id nick } stars } }');
    expect(data).toEqual({ book: { id: 'b1', title: 'One', author: { id: 'a1', nick: null }, stars: 1 } });
    expect(errors).toMatchObject([{ path: ['book', 'author'], extensions: { code, service: 'people' } }]);
  });

  test('a root field whose subgraph is down is null with an error at its place', async () => {
    router.misbehave('marks', 'hang up');
    const { data, errors } = await router.ask('{ best { stars } book(id: "b1") { title } }');
    expect(data).toEqual({ best: null, book: { title: 'One' } });
    expect(errors).toMatchObject([{ path: ['best'], extensions: { code: 'SUBGRAPH_UNAVAILABLE', service: 'marks' } }]);
  });

  test('it is asked again once it is back', async () => {
    router.misbehave('people', 'hang up');
    await router.ask('{ book(id: "b1") { author { nick } } }');
    router.misbehave('people', undefined);
    expect((await router.ask('{ book(id: "b1") { author { nick } } }')).data).toEqual({
      book: { author: { nick: 'nick-a1' } },
    });
  });
});

describe('null where none is allowed', () => {
  test('takes the object above with it, up to the next that may be null, under the error of its cause', async () => {
    router.misbehave('marks', 'hang up');
    const { data, errors } = await router.ask('{ book(id: "b1") { title stars } other: book(id: "b2") { title } }');
    expect(data).toEqual({ book: null, other: { title: 'Two' } });
    expect(errors).toHaveLength(1);
  });

  test('takes everything where nothing above may be null', async () => {
    router.misbehave('marks', 'hang up');
    const { data, text, errors } = await router.ask(withMarks);
    expect(text).toBe('null');
    expect(data).toBeNull();
    expect(errors).toHaveLength(1);
  });

  test('has an error with its path where a subgraph said nothing', async () => {
    const { data, errors } = await router.ask('{ books { id author { id name } } }');
    expect((data as { books: unknown[] }).books[2]).toEqual({ id: 'b3', author: null });
    expect(errors).toEqual([
      {
        message: 'Cannot return null for non-nullable field Author.name.',
        path: ['books', 2, 'author', 'name'],
        extensions: { code: 'INVALID_RESPONSE' },
      },
    ]);
  });
});

describe("a subgraph's errors", () => {
  test('come at every place that the entity has in the answer', async () => {
    const { errors } = await router.ask('{ books { a: author { n: nick } } book(id: "b2") { author { nick } } }');
    expect(errors.map(({ path, message }) => [message, path])).toEqual(
      expect.arrayContaining([
        ['no nick', ['books', 1, 'a', 'n']],
        ['no nick', ['book', 'author', 'nick']],
      ]),
    );
    expect(errors).toHaveLength(2);
  });

  test('keep their code and extensions, and lose what is internal', async () => {
    const { data, errors } = await router.ask('{ s: secret }');
    expect(data).toEqual({ s: null });
    expect(errors).toEqual([
      { message: 'no secret', path: ['s'], extensions: { code: 'HIDDEN', service: 'catalog', hint: 7 } },
    ]);
  });

  test('hostile names in what a subgraph sends change nothing else', async () => {
    router.misbehave('catalog', {
      status: 200,
      body: '{"data":{"book":{"__proto__":{"polluted":1},"id":"b1","title":"x","constructor":{"prototype":{"polluted":1}}}}}',
    });
    const { data } = await router.ask('{ book(id: "b1") { id title } }');
    expect(data).toEqual({ book: { id: 'b1', title: 'x' } });
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});

describe('values that a type does not allow', () => {
  test.each([
    ['a number for a String', '{"book":{"__typename":"Novel","id":"b1","title":5}}', { id: 'b1', title: null }],
    ['an object for an ID', '{"book":{"__typename":"Novel","id":{},"title":"t"}}', null],
    ['a list for an object', '{"book":[]}', null],
    ['a type that the schema does not have', '{"book":{"__typename":"Nobody","id":"b1","title":"t"}}', null],
  ])('%s is null with an error', async (_what, data, book) => {
    router.misbehave('catalog', { status: 200, body: `{"data":${data}}` });
    const answer = await router.ask('{ book(id: "b1") { id title } }');
    expect(answer.data).toEqual({ book });
    expect(answer.errors).toMatchObject([{ extensions: { code: 'INVALID_RESPONSE' } }]);
  });
});

test('a request that is given up ends at once, with an error', async () => {
  router.misbehave('catalog', 'never');
  const controller = new AbortController();
  const answer = router.ask('{ book(id: "b1") { id } }', {}, { signal: controller.signal });
  controller.abort();
  expect(await answer).toMatchObject({ data: { book: null }, errors: [{ extensions: { code: 'REQUEST_ABORTED' } }] });
});

test('headers of the request reach every subgraph', async () => {
  router.requests.length = 0;
  await router.ask('{ book(id: "b1") { author { name } } }', {}, { headers: { 'x-identity': 'token' } });
  expect(router.requests.map(({ headers }) => headers['x-identity'])).toEqual(['token', 'token']);
});

test('many fetches at once do not make a warning of their signal', async () => {
  const warnings: string[] = [];
  const onWarning = (warning: Error): void => void warnings.push(warning.name);
  process.on('warning', onWarning);
  const { signal } = new AbortController();
  await Promise.all(
    Array.from({ length: 20 }, () => router.ask('{ book(id: "b1") { stars author { nick } } }', {}, { signal })),
  );
  await new Promise((resolve) => setImmediate(resolve));
  process.off('warning', onWarning);
  expect(warnings).toEqual([]);
});
