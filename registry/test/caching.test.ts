import { describe, expect, test } from '@jest/globals';
import { checkCaching } from '../caching/check-caching.ts';
import type { SubgraphSource } from '../composition/subgraph-sources.ts';
import type { EventSchema, JsonSchema } from '../events/json-schema.ts';

const text: JsonSchema = { type: 'string' };
const object = (properties: Record<string, JsonSchema>, required = Object.keys(properties)): JsonSchema => ({
  type: 'object',
  properties,
  required,
});
const event = (data: JsonSchema): EventSchema => ({ topic: 't', type: 'changed', version: 1, data });
const events = [event(object({ item: object({ id: text }), ids: { type: 'array', items: object({ id: text }) } }))];
const one = (sdl: string, name = 'a'): SubgraphSource => ({ name, url: '', file: `${name}.graphql`, sdl });
const stale = '@staleOn(topic: "t", type: "changed", key: "item.id")';
const sdl = `type Item @key(fields: "id") ${stale} { id: ID! name: String @cacheControl(maxAge: 60) own: String }`;

const found = (after: string | readonly SubgraphSource[], before?: string, given: EventSchema[] | null = events) =>
  checkCaching(before === undefined ? [] : [one(before)], typeof after === 'string' ? [one(after)] : after, given).map(
    ({ level, reason }) => `${level}: ${reason}`,
  );

describe('what routers may keep', () => {
  test('is fine where an event of its subgraph says when it is stale', () => {
    expect(found(sdl, sdl)).toEqual([]);
    expect(found(sdl.replace('"item.id"', '"id: item.id"'))).toEqual([]);
    expect(found(sdl.replace('"item.id"', '"ids.id"'))).toEqual([]);
    expect(found(sdl.replace(stale, '').replace('(maxAge: 60)', `(maxAge: 60) ${stale}`))).toEqual([]);
    expect(found(sdl.replace('"t"', '"elsewhere"'), undefined, null)).toEqual([]);
  });

  test.each([
    ['a topic that has no such event', sdl.replace('"t"', '"u"'), 'there is no such event'],
    ['a path that the event hasn’t got', sdl.replace('item.id', 'item.key'), "the event has no 'item.key'"],
    ['a path to what is no value', sdl.replace('item.id', 'item'), "'item' is neither a text nor a number"],
    ['a key that can’t be read', sdl.replace('item.id', 'item[0]'), "its key 'item[0]' can't be read"],
    [
      'a key for no field',
      sdl.replace('fields: "id"', 'fields: "id name"'),
      "doesn't say for which field, and it has no key of one field",
    ],
    [
      'two ways of naming',
      sdl.replace(stale, `${stale} @staleOn(topic: "t", type: "changed", key: "name: item.id")`),
      "it is named by 'name' here and by 'id' elsewhere",
    ],
    ['no event', sdl.replace(stale, ''), 'no event of its subgraph makes it stale'],
    ['a guard', sdl.replace('(maxAge: 60)', '(maxAge: 60) @authenticated'), 'is guarded by @authenticated'],
    [
      'a guard of its type',
      sdl.replace('@key', '@requiresScopes(scopes: [["x"]]) @key'),
      'is guarded by @requiresScopes',
    ],
  ])('is an error with %s', (_name, after, expected) => {
    const reasons = found(after);
    expect(reasons).toHaveLength(1);
    expect(reasons[0]).toMatch(/^error: /);
    expect(reasons[0]).toContain(expected);
  });

  test('is an error where an event may come without saying which entity it is about', () => {
    const optional = event(object({ item: object({ id: text }, []) }));
    const nullable = event(object({ item: object({ id: { anyOf: [text, { type: 'null' }] } }) }));
    for (const schema of [optional, nullable])
      expect(found(sdl, undefined, [schema])).toEqual([expect.stringContaining("an event may come without 'item.id'")]);
  });

  test('is an error where only another subgraph says when it is stale, or says that it is private', () => {
    const other = 'type Item @key(fields: "id") { id: ID! count: Int @cacheControl(maxAge: 60) }';
    expect(found([one(sdl), one(other, 'b')])).toEqual([expect.stringContaining("'Item.count' may be kept")]);
    const secret = 'type Item @key(fields: "id") { id: ID! name: String @cacheControl(scope: PRIVATE) }';
    expect(found([one(sdl), one(secret, 'b')])).toEqual([expect.stringContaining('is private in another subgraph')]);
  });

  test('is told when it begins, and is an error where it was private', () => {
    const more = sdl.replace('own: String', 'own: String @cacheControl(maxAge: 5)');
    expect(found(more, sdl)).toEqual(["warning: Routers begin to keep 'Item.own', the same for everybody."]);
    const secret = sdl.replace('own: String', 'own: String @cacheControl(scope: PRIVATE)');
    expect(found(more, secret)).toEqual(["error: 'Item.own' was private, and routers may now keep it for everybody."]);
  });

  test('is an error where an event is lost that made it stale, and no longer once nothing is kept', () => {
    const two = sdl.replace(stale, `${stale} @staleOn(topic: "t", type: "gone", key: "item.id")`);
    const [, gone] = [events, { ...events[0]!, type: 'gone' }];
    expect(checkCaching([one(two)], [one(sdl)], [...events, gone]).map(({ reason }) => reason)).toEqual([
      "'Item' no longer becomes stale by t gone, and is kept still.",
    ]);
    expect(checkCaching([one(two)], [one('type Item @key(fields: "id") { id: ID! name: String }')], events)).toEqual(
      [],
    );
  });
});
