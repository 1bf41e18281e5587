import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { buildSchema } from 'graphql';
import { compose } from '../composition/compose.ts';
import { checkCost } from '../cost/check-cost.ts';
import { checkLiveFields } from '../events/check-live-fields.ts';
import type { JsonSchema } from '../events/json-schema.ts';
import { checkDeprecations } from '../lint/check-deprecations.ts';
import { checkOperations } from '../operations/check-operations.ts';
import { readPersistedOperations } from '../operations/persisted-operations.ts';
import type { UsedOperation } from '../usage/records.ts';

const operation = (text: string, sent?: readonly string[]): UsedOperation => ({
  id: text,
  name: 'Op',
  text,
  count: 1,
  clients: [{ client: 'web', version: '1', count: 1, lastDay: '2026-11-05' }],
  sent: sent && new Set(sent),
});

describe('variables that were sent', () => {
  const sdl =
    'type Query { x(input: In!, color: Color): Int } input In { a: Int b: String c: Inner r: Int! } input Inner { d: Int } enum Color { RED GREEN }';
  const text = 'query ($input: In!, $color: Color) { x(input: $input, color: $color) }';
  const reasons = (after: string, sent?: readonly string[]): string[] =>
    checkOperations(buildSchema(sdl), buildSchema(after), [operation(text, sent)]).map(({ reason }) => reason);

  test.each([
    ['an input field that was sent is gone', sdl.replace('b: String', ''), ['In.b', 'In.r'], "'In.b' is gone"],
    ['an enum value that was sent is gone', sdl.replace('GREEN', ''), ['In.r', 'Color.GREEN'], "'Color.GREEN' is gone"],
    [
      'a field takes another type',
      sdl.replace('a: Int', 'a: String'),
      ['In.a', 'In.r'],
      'takes String in place of Int',
    ],
    [
      'a field takes no null any more',
      sdl.replace('a: Int', 'a: Int!'),
      ['In.a', 'In.r'],
      'takes Int! in place of Int',
    ],
    [
      'a new field is required',
      sdl.replace('a: Int', 'a: Int n: Int!'),
      ['In.r'],
      "'In.n' is required, and was left out",
    ],
    ['deep inside', sdl.replace('d: Int', 'd: Float'), ['In.c', 'Inner.d', 'In.r'], "'Inner.d' takes Float"],
    [
      'nothing was recorded of them, so anything may be sent',
      sdl.replace('b: String', ''),
      undefined,
      "'In.b' is gone",
    ],
  ])('would be refused: %s', (_name, after, sent, expected) => {
    expect(reasons(after, sent)).toEqual([expect.stringContaining(expected)]);
  });

  test.each([
    ['what nobody sent is gone', sdl.replace('b: String', '').replace('GREEN', ''), ['In.a', 'In.r', 'Color.RED']],
    ['a new field has a default', sdl.replace('a: Int', 'a: Int n: Int! = 1'), ['In.r']],
    ['a field is required no more', sdl.replace('r: Int!', 'r: Int'), ['In.r']],
    ['the inside of what nobody sent changes', sdl.replace('d: Int', 'd: Int e: Int!'), ['In.r']],
  ])('are accepted: %s', (_name, after, sent) => {
    expect(reasons(after, sent)).toEqual([]);
  });
});

describe('cost', () => {
  const graph = (sdl: string): string => {
    const link =
      'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@cost", "@listSize"])\n';
    return compose([{ name: 'a', url: '', file: 'a.graphql', sdl: link + sdl }]).supergraphSdl!;
  };
  const before =
    'type Query { x: Int @cost(weight: 10) list(first: Int): [Item] @listSize(slicingArguments: ["first"]) } type Item { a: Int }';
  const reasons = (after: string, text: string): string[] =>
    checkCost(graph(before), graph(after), [operation(text)]).map(({ reason }) => reason);

  test('that grows over a fifth is told, and no less', () => {
    expect(reasons(before.replace('weight: 10', 'weight: 13'), '{ x }')).toEqual([
      'Its cost grows from 10 to 13 points, with pages of 10.',
    ]);
    expect(reasons(before.replace('weight: 10', 'weight: 12'), '{ x }')).toEqual([]);
    expect(reasons(before.replace('weight: 10', 'weight: 2'), '{ x }')).toEqual([]);
  });

  test('of a page counts though its size was never recorded', () => {
    const after = before.replace('a: Int }', 'a: Int @cost(weight: 3) }');
    const told = ['Its cost grows from 10 to 40 points, with pages of 10.'];
    expect(reasons(after, '{ list(first: 0) { a } }')).toEqual(told);
    expect(reasons(after, 'query ($n: Int) { list(first: $n) { a } }')).toEqual(told);
  });

  test('of an operation that the new graph hasn’t got is no question', () => {
    expect(reasons(before.replace('x: Int @cost(weight: 10)', ''), '{ x }')).toEqual([]);
  });
});

describe('live fields', () => {
  const text: JsonSchema = { type: 'string' };
  const object = (properties: Record<string, JsonSchema>, required = Object.keys(properties)): JsonSchema => ({
    type: 'object',
    properties,
    required,
  });
  const data = object({ id: text, at: text, to: object({ id: text }) });
  const sdl = `type Subscription { liked: Like @event(topic: "t", type: "liked", recipient: "to.id") }
    type Like @key(fields: "id", resolvable: false) { id: ID! at: String! to: User elsewhere: Int @external }
    type User @key(fields: "id", resolvable: false) { id: ID! }`;
  const reasons = (sent: JsonSchema, source = sdl): string[] =>
    checkLiveFields(
      [{ name: 'events', url: '', file: 'e.graphql', sdl: source }],
      [{ topic: 't', type: 'liked', version: 1, data: sent }],
    ).map(({ reason }) => reason.replace(/^'Subscription.liked' is fed by t \w+: /, ''));

  test('that their events carry are fine', () => {
    expect(reasons(data)).toEqual([]);
  });

  test.each([
    ['no such event', data, sdl.replace('"liked"', '"loved"'), 'there is no such event'],
    ['a field that isn’t carried', object({ id: text, to: object({ id: text }) }), sdl, "it doesn't carry 'at'"],
    ['a non-null field that may be missing', object(data.properties!, ['id', 'to']), sdl, "it need not carry 'at'"],
    [
      'a non-null field that may be null',
      object({ ...data.properties, at: { anyOf: [text, { type: 'null' }] } }),
      sdl,
      "'at' may be null",
    ],
    [
      'a field of another type',
      object({ ...data.properties, at: { type: 'integer' } }),
      sdl,
      "'at' is integer, no String",
    ],
    ['a field deep inside', data, sdl.replace('{ id: ID! }', '{ id: ID! name: String }'), "it doesn't carry 'to.name'"],
    ['a list that is none', data, sdl.replace('to: User', 'to: [User]'), "'to' is no list"],
    ['no recipient there', data, sdl.replace('to.id', 'to.key'), "it has no 'to.key' to tell whom it is for"],
    [
      'a recipient that may be missing',
      object(data.properties!, ['id', 'at']),
      sdl,
      "it may come without its recipient 'to.id'",
    ],
  ])('%s', (_name, sent, source, expected) => {
    expect(reasons(sent, source)).toEqual([`${expected}.`]);
  });
});

describe('what was deprecated with a day', () => {
  const before = buildSchema(`
    type Query { old(arg: Int @deprecated(reason: "goes after 2026-12-01")): Int @deprecated(reason: "goes after 2026-12-01") x(f: F, arg: Int @deprecated(reason: "goes after 2026-12-01")): E }
    input F { a: Int old: Int @deprecated(reason: "goes after 2026-12-01") }
    enum E { A OLD @deprecated(reason: "goes after 2026-12-01") }`);
  const after = buildSchema('type Query { x(f: F): E } input F { a: Int } enum E { A }');
  const places = (today: string): string[] => checkDeprecations(before, after, today).map(({ place }) => place);

  test('may not go before the day is over, whoever uses it', () => {
    const all = ['E.OLD', 'F.old', 'Query.old', 'Query.old(arg:)', 'Query.x(arg:)'];
    expect(places('2026-11-05').sort()).toEqual(all);
    expect(places('2026-12-01').sort()).toEqual(all);
  });

  test('may go afterwards', () => {
    expect(places('2026-12-02')).toEqual([]);
  });

  test('may stay', () => {
    expect(checkDeprecations(before, before, '2026-11-05')).toEqual([]);
  });
});

describe('operations that a client publishes', () => {
  const folder = mkdtempSync(join(tmpdir(), 'manifest-'));
  const file = join(folder, 'manifest.json');
  afterAll(() => rmSync(folder, { recursive: true }));

  test('must stay valid before anybody sent them', () => {
    const bodies = ['{ a }', '{ b }'];
    const operations = bodies.map((body, at) => ({ id: String(at), name: `Op${at}`, type: 'query', body }));
    writeFileSync(file, JSON.stringify({ format: 'apollo-persisted-query-manifest', version: 1, operations }));
    const persisted = readPersistedOperations([file], [operation('query { a }')]);
    expect(persisted.map(({ name }) => name)).toEqual(['Op1']);
    const [before, after] = [buildSchema('type Query { a: Int b: Int }'), buildSchema('type Query { a: Int }')];
    expect(checkOperations(before, after, persisted)).toMatchObject([{ level: 'error', place: 'operation Op1' }]);
  });
});
