import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { buildSchema, getIntrospectionQuery } from 'graphql';
import { RequestError } from '../admit/request-error.ts';
import type { Graph } from '../execute/port.ts';
import { checkVariableDepth } from './check-variables.ts';
import { documentLimitsSchema } from './document-limits.ts';
import { createDocumentStore, selectOperation } from './document-store.ts';

const apiSchema = buildSchema(`
  directive @mark repeatable on FIELD
  type Query { me: User user(filter: Filter): User }
  type User { id: ID name: String friend: User friends: [User] }
  input Filter { and: [Filter] name: String }
`);
const graph = { id: 'one', apiSchema } as Graph;
const limits = documentLimitsSchema.parse({});

/** The code that a text is refused with; null where it is taken. */
function refusal(text: string, overrides: Partial<typeof limits> = {}): string | null {
  try {
    createDocumentStore({ ...limits, ...overrides }).read(graph, text);
    return null;
  } catch (error) {
    if (error instanceof RequestError) return error.code;
    throw error;
  }
}

const nested = (levels: number) => `{ me ${'{ friend '.repeat(levels)}{ id }${' }'.repeat(levels)} }`;

describe('a document', () => {
  test('that the default limits are for passes: a large screen, and the introspection of GraphiQL', () => {
    expect(
      refusal(getIntrospectionQuery({ descriptions: true, inputValueDeprecation: true, oneOf: false })),
    ).toBeNull();
    expect(refusal(nested(20))).toBeNull();
  });

  test('that is no GraphQL is told from one that is not valid', () => {
    expect(refusal('{ me {')).toBe('GRAPHQL_PARSE_FAILED');
    expect(refusal('')).toBe('GRAPHQL_PARSE_FAILED');
    expect(refusal('{ "unclosed')).toBe('GRAPHQL_PARSE_FAILED');
    expect(refusal('{ you }')).toBe('GRAPHQL_VALIDATION_FAILED');
    expect(refusal('subscription { x }')).toBe('GRAPHQL_VALIDATION_FAILED');
  });

  test('is refused one past each limit, each with its code, and taken at it', () => {
    const cases: [string, string, Partial<typeof limits>, Partial<typeof limits>][] = [
      ['{ me { id } }', 'TOKEN_LIMIT_EXCEEDED', { tokensMax: 6 }, { tokensMax: 5 }],
      ['{ me { friend { id } } }', 'DEPTH_LIMIT_EXCEEDED', { depthMax: 3 }, { depthMax: 2 }],
      ['{ a: me { b: id } }', 'ALIAS_LIMIT_EXCEEDED', { aliasesMax: 2 }, { aliasesMax: 1 }],
      ['{ me { id } user { id } }', 'ROOT_FIELD_LIMIT_EXCEEDED', { rootFieldsMax: 2 }, { rootFieldsMax: 1 }],
      ['{ me @mark @mark { id } }', 'DIRECTIVE_LIMIT_EXCEEDED', { directivesMax: 2 }, { directivesMax: 1 }],
      ['{ me { id name } }', 'FIELD_LIMIT_EXCEEDED', { fieldsMax: 3 }, { fieldsMax: 2 }],
      ['{ me { id } user { id } }', 'FIELD_LIMIT_EXCEEDED', { repeatsMax: 2 }, { repeatsMax: 1 }],
    ];
    for (const [text, code, at, below] of cases) {
      expect([text, refusal(text, at)]).toEqual([text, null]);
      expect([text, refusal(text, below)]).toEqual([text, code]);
    }
  });

  test('is measured with its fragments expanded', () => {
    const text = `{ me { ...A friend { ...A } } ...Root }
      fragment A on User { x: id friend { y: name } }
      fragment Root on Query { user { id } }`;
    expect(refusal(text, { aliasesMax: 4 })).toBeNull();
    expect(refusal(text, { aliasesMax: 3 })).toBe('ALIAS_LIMIT_EXCEEDED');
    expect(refusal(text, { depthMax: 4 })).toBeNull();
    expect(refusal(text, { depthMax: 3 })).toBe('DEPTH_LIMIT_EXCEEDED');
    expect(refusal(text, { rootFieldsMax: 1 })).toBe('ROOT_FIELD_LIMIT_EXCEEDED');
  });

  test('keeps its operations apart, and the one that is meant is found', () => {
    const document = createDocumentStore(limits).read(
      graph,
      'query A { me { id } ...R ...R } query B { user { id } } fragment R on Query { ... { me { name } } }',
    );
    expect(selectOperation(document, 'A')).toMatchObject({ name: 'A', kind: 'query', rootFields: ['me', 'me', 'me'] });
    expect(selectOperation(document, 'B').rootFields).toEqual(['user']);
    for (const name of [null, 'C', '__proto__'])
      expect(() => selectOperation(document, name)).toThrow(
        expect.objectContaining({ code: 'OPERATION_RESOLUTION_FAILURE' }),
      );
  });

  test('is read once, and again when the graph changed', () => {
    const store = createDocumentStore(limits);
    const first = store.read(graph, '{ me { id } }');
    expect(store.read(graph, '{ me { id } }')).toBe(first);
    expect(first.id).toBe(createHash('sha256').update('{ me { id } }').digest('hex'));
    const changed = { id: 'two', apiSchema: buildSchema('type Query { you: String }') } as Graph;
    expect(() => store.read(changed, '{ me { id } }')).toThrow(RequestError);
  });
});

describe('a hostile document is refused without being expanded or walked deeply:', () => {
  const attacks: [string, string, string][] = [
    ['braces nested 100,000 deep', '{'.repeat(100_000), 'DEPTH_LIMIT_EXCEEDED'],
    ['fields nested 5,000 deep', nested(4_900), 'DEPTH_LIMIT_EXCEEDED'],
    [
      'lists nested in an argument',
      `{ user(filter: ${'['.repeat(4_000)}${']'.repeat(4_000)}) { id } }`,
      'DEPTH_LIMIT_EXCEEDED',
    ],
    [
      'a flood of aliases',
      `{ me { ${Array.from({ length: 3_000 }, (_, i) => `a${i}:id`).join(' ')} } }`,
      'ALIAS_LIMIT_EXCEEDED',
    ],
    ['one field 5,000 times', `{ me { ${'id '.repeat(5_000)} } }`, 'FIELD_LIMIT_EXCEEDED'],
    ['a flood of directives', `{ me ${'@mark '.repeat(3_000)} { id } }`, 'DIRECTIVE_LIMIT_EXCEEDED'],
    ['a million tokens', `{ ${'me '.repeat(1_000_000)} }`, 'TOKEN_LIMIT_EXCEEDED'],
    [
      'fragments that double sixty times',
      `{ me { ...F0 } } ${Array.from({ length: 60 }, (_, i) => `fragment F${i} on User { ...F${i + 1} ...F${i + 1} }`).join(' ')} fragment F60 on User { id }`,
      'FIELD_LIMIT_EXCEEDED',
    ],
    [
      'fragments that double as they nest',
      `{ me { ...F0 } } ${Array.from({ length: 20 }, (_, i) => `fragment F${i} on User { a: friend { ...F${i + 1} } b: friend { ...F${i + 1} } }`).join(' ')} fragment F20 on User { id }`,
      'ALIAS_LIMIT_EXCEEDED',
    ],
    [
      'a cycle of fragments',
      '{ me { ...A } } fragment A on User { friend { ...B } } fragment B on User { ...A }',
      'GRAPHQL_VALIDATION_FAILED',
    ],
    ['a fragment that spreads itself', '{ me { ...A } } fragment A on User { ...A }', 'GRAPHQL_VALIDATION_FAILED'],
    ['a byte order mark and control characters', '\uFEFF\u0000{ me }', 'GRAPHQL_PARSE_FAILED'],
  ];
  test.each(attacks)('%s', (_, text, code) => {
    expect(refusal(text)).toBe(code);
  });
});

describe('variables', () => {
  test('may be nested to the limit and no deeper', () => {
    const nest = (levels: number): unknown => (levels === 0 ? 1 : [nest(levels - 1)]);
    expect(() => checkVariableDepth({ a: nest(4) }, 4)).not.toThrow();
    expect(() => checkVariableDepth({ a: nest(5) }, 4)).toThrow(
      expect.objectContaining({ code: 'VARIABLE_DEPTH_LIMIT_EXCEEDED' }),
    );
    const deep = JSON.parse(`${'['.repeat(200_000)}${']'.repeat(200_000)}`);
    expect(() => checkVariableDepth({ a: deep }, 32)).toThrow(RequestError);
  });
});
