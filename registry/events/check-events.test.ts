import { describe, expect, test } from '@jest/globals';
import { checkEvents } from './check-events.ts';
import type { JsonSchema } from './json-schema.ts';

const object = (properties: Record<string, JsonSchema>, required = Object.keys(properties)): JsonSchema => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
});
const text: JsonSchema = { type: 'string' };
const event = (data: JsonSchema, version = 1) => ({ topic: 't', type: 'a.happened', version, data });

function reasons(before: JsonSchema, after: JsonSchema): string[] {
  return checkEvents([event(before)], [event(after)]).map((finding) => finding.reason);
}

describe('event schemas', () => {
  test('an unchanged schema is fine', () => {
    expect(reasons(object({ a: text }), object({ a: text }))).toEqual([]);
  });

  test('a new optional field is fine', () => {
    expect(reasons(object({ a: text }), object({ a: text, b: text }, ['a']))).toEqual([]);
  });

  test('a new required field can not be read out of what stands in the log', () => {
    expect(reasons(object({ a: text }), object({ a: text, b: text }))).toEqual([
      "What stands in the log could not be read by the new schema: data no longer has 'b'.",
    ]);
  });

  test('a removed field breaks the older consumer', () => {
    expect(reasons(object({ a: text, b: text }), object({ a: text }))[0]).toContain(
      "A consumer of the published schema could not read the new one: data no longer has 'b'",
    );
  });

  test('a field that may be null from now on breaks the older consumer only', () => {
    expect(reasons(object({ a: text }), object({ a: { anyOf: [text, { type: 'null' }] } }))).toEqual([
      'A consumer of the published schema could not read the new one: a is null where string is expected.',
    ]);
  });

  test('a new enum value breaks the older consumer, a removed one the newer', () => {
    const of = (...values: string[]) => object({ a: { type: 'string', enum: values } });
    expect(reasons(of('A'), of('A', 'B'))[0]).toContain('A consumer of the published schema');
    expect(reasons(of('A', 'B'), of('A'))[0]).toContain('What stands in the log');
  });

  test('a removed event, a raised version and one that went back are each told', () => {
    expect(checkEvents([event(text)], [])).toHaveLength(1);
    expect(checkEvents([event(text)], [event(text, 2)])[0]?.reason).toContain('refused by every consumer');
    expect(checkEvents([event(text, 2)], [event(text)])[0]?.reason).toContain('went back');
  });

  test('deep inside lists the path is named', () => {
    const of = (schema: JsonSchema) => object({ users: { type: 'array', items: object({ id: schema }) } });
    expect(reasons(of(text), of({ type: 'integer' }))[0]).toContain('users[].id is integer where string is expected');
  });
});
