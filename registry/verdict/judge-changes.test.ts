import { describe, expect, test } from '@jest/globals';
import { buildSchema } from 'graphql';
import { diffSchemas } from '../changes/diff-schemas.ts';
import { judgeChanges } from './judge-changes.ts';

/** Judges one change of SDL by operations that were sent. Returns `KIND coordinate: verdict` of what isn't safe. */
function judge(before: string, after: string, ...operations: (string | { text: string; sent: string[] })[]): string[] {
  const old = buildSchema(before);
  const used = operations.map((operation, at) => ({
    id: String(at),
    name: null,
    text: typeof operation === 'string' ? operation : operation.text,
    count: 1,
    clients: [],
    sent: typeof operation === 'string' ? undefined : new Set(operation.sent),
  }));
  return judgeChanges(old, diffSchemas(old, buildSchema(after)), used)
    .filter(({ verdict }) => verdict !== 'safe')
    .map(({ change, verdict }) => `${change.kind} ${change.coordinate}: ${verdict}`);
}

const user = 'type Query { user(id: ID = "1"): User } type User { name: String nameHistory: [String] age: Int }';

describe('a change is judged by exact coordinates', () => {
  test('removing a field breaks who selects it', () => {
    expect(judge(user, user.replace('age: Int', ''), '{ user { age } }')).toEqual(['FIELD_REMOVED User.age: breaks']);
  });

  test('removing a field whose name begins another used name is allowed', () => {
    expect(judge(user, user.replace('name: String ', ''), '{ user { nameHistory } }')).toEqual([
      'FIELD_REMOVED User.name: allowed',
    ]);
  });

  test('a new required input field breaks everybody who sends the input', () => {
    const before = 'type Query { a(i: I): Int } input I { x: Int }';
    const after = 'type Query { a(i: I): Int } input I { x: Int y: Int! }';
    expect(judge(before, after, '{ a(i: { x: 1 }) }')).toEqual(['REQUIRED_INPUT_FIELD_ADDED I.y: breaks']);
    expect(judge(before, after, 'query ($i: I) { a(i: $i) }')).toEqual(['REQUIRED_INPUT_FIELD_ADDED I.y: breaks']);
    expect(judge(before, after, '{ a }')).toEqual(['REQUIRED_INPUT_FIELD_ADDED I.y: allowed']);
  });

  test('an input field that recorded variables never carried can go', () => {
    const before = 'type Query { a(i: I): Int } input I { x: Int y: Int }';
    const after = 'type Query { a(i: I): Int } input I { x: Int }';
    const text = 'query ($i: I) { a(i: $i) }';
    expect(judge(before, after, { text, sent: ['I.x'] })).toEqual(['INPUT_FIELD_REMOVED I.y: allowed']);
    expect(judge(before, after, { text, sent: ['I.x', 'I.y'] })).toEqual(['INPUT_FIELD_REMOVED I.y: breaks']);
    expect(judge(before, after, text)).toEqual(['INPUT_FIELD_REMOVED I.y: breaks']);
  });

  test('a changed default touches only who leaves the argument out', () => {
    const after = user.replace('"1"', '"2"');
    expect(judge(user, after, '{ user { name } }')).toEqual(['ARGUMENT_DEFAULT_CHANGED Query.user(id:): endangers']);
    expect(judge(user, after, '{ user(id: "3") { name } }')).toEqual([
      'ARGUMENT_DEFAULT_CHANGED Query.user(id:): allowed',
    ]);
  });

  test('a new enum value endangers who reads the enum and nobody who sends it', () => {
    const before = 'enum E { A } type Query { read: E send(e: E): Int }';
    const after = 'enum E { A B } type Query { read: E send(e: E): Int }';
    expect(judge(before, after, '{ read }')).toEqual(['ENUM_VALUE_ADDED E.B: endangers']);
    expect(judge(before, after, '{ send(e: A) }')).toEqual(['ENUM_VALUE_ADDED E.B: allowed']);
  });
});
