import { describe, expect, test } from '@jest/globals';
import { buildSchema } from 'graphql';
import { compose } from '../composition/compose.ts';
import { createLocator } from '../composition/locate.ts';
import { checkContracts } from '../contracts/check-contracts.ts';
import { checkExposure } from '../exposure/check-exposure.ts';
import { lintGraph } from '../lint/lint-graph.ts';
import { lintSubgraph } from '../lint/lint-subgraph.ts';
import { lintRulesSchema } from '../lint/rules.ts';
import { checkMigrations } from '../migrations/check-migrations.ts';
import { checkPlans } from '../plans/check-plans.ts';
import type { Finding } from '../report/finding.ts';
import type { UsedOperation } from '../usage/records.ts';

const link =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@tag", "@provides", "@external"])\n';
const source = (name: string, sdl: string) => ({ name, url: `http://${name}`, file: `${name}.graphql`, sdl });
const operation = (text: string): UsedOperation => ({
  id: text,
  name: 'Op',
  text,
  count: 1,
  clients: [{ client: 'web', version: '1', count: 1, lastDay: '2026-11-05' }],
  sent: undefined,
});
const told = (findings: readonly Finding[]): string[] =>
  findings.map(({ level, place, reason }) => `${level} ${place}: ${reason}`);

describe('composition', () => {
  test('an error stands at the file and line of each subgraph that it is about', () => {
    const { supergraphSdl, findings } = compose([
      source('a', `${link}type Query { u: U }\ntype U @key(fields: "id") {\n  id: ID\n  x: Int\n}`),
      source('b', `${link}type U @key(fields: "id") {\n  id: ID\n  x: String\n}`),
    ]);
    expect(supergraphSdl).toBeNull();
    expect(told(findings)[0]).toMatch(/^error a\.graphql:5, b\.graphql:4: Type of field "U\.x" is incompatible/);
  });

  test('a coordinate is found where it stands, and what is gone where it stood in', () => {
    const locate = createLocator([
      source('a', 'type Query {\n  u(id: ID): Int\n}\nenum E {\n  A\n}\ninput I {\n  "Text."\n  x: Int\n}'),
    ]);
    expect(['Query', 'Query.u', 'Query.u(id:)', 'E.A', 'I.x'].map(locate)).toEqual(
      [1, 2, 2, 5, 9].map((line) => `a.graphql:${line}`),
    );
    expect(['Query.gone', 'Query.u(gone:)', 'Gone.x', 'operation Op'].map(locate)).toEqual([
      'a.graphql:1',
      'a.graphql:2',
      undefined,
      undefined,
    ]);
  });
});

describe('lint', () => {
  const rules = lintRulesSchema.parse({ tagNames: ['internal'] });
  const lint = (sdl: string): string[] => told(lintSubgraph(source('a', sdl), rules));
  const described = (sdl: string): string => sdl.replaceAll('#', '"x" ');

  test.each([
    ['naming', '# type bad_type { # a: Int }', "error a.graphql:1: Type 'bad_type' is not PascalCase."],
    ['naming of a field', '# type T { # a_b: Int }', "error a.graphql:1: Field 'T.a_b' is not camelCase."],
    [
      'naming of an argument',
      '# type T { # a(#B: Int): Int }',
      "error a.graphql:1: Argument 'T.a(B:)' is not camelCase.",
    ],
    ['naming of a value', '# enum E { # low }', "error a.graphql:1: Enum value 'E.low' is not UPPER_SNAKE_CASE."],
    [
      'naming of an input',
      '# input Thing { # a: Int }',
      "error a.graphql:1: Input 'Thing' is not PascalCase ending in 'Input', 'Filter' or 'Order'.",
    ],
    ['descriptions', '# type T {\n a: Int }', "warning a.graphql:2: Field 'T.a' has no description."],
    [
      'deprecations',
      '# type T { # a: Int @deprecated(reason: "old") }',
      "error a.graphql:1: The deprecation of 'T.a' says no day after which it may go.",
    ],
    [
      'nullability',
      '# type T @key(fields: "id") { # id: ID! # a: Int! }',
      "warning a.graphql:1: 'T.a' is non-null, so when this subgraph is down it takes the whole entity away.",
    ],
    [
      'connections',
      '# type T { # list: ThingConnection }',
      "error a.graphql:1: Field 'T.list' returns a connection but can't be paged.",
    ],
    [
      'shape of connections',
      '# type TConnection { # edges: [TEdge!]! }',
      "error a.graphql:1: 'TConnection' has no 'pageInfo', unlike a Relay connection.",
    ],
    ['tags', '# type T { # a: Int @tag(name: "secret") }', "error a.graphql:1: The @tag 'secret' of 'T.a' is unknown."],
  ])('%s', (_rule, sdl, expected) => {
    expect(lint(described(sdl))).toEqual([expected]);
  });

  test('has nothing against what is as it should be', () => {
    const sdl =
      '# type T @key(fields: "id") { # id: ID! # a: Int @deprecated(reason: "Goes after 2027-01-01") # b: Int @tag(name: "internal") }';
    expect(lint(described(sdl))).toEqual([]);
  });

  test('only counts what stands in the published graph already, wherever it stands now', () => {
    const [before, after] = ['type T { a: Int }', '\n\ntype T { a: Int b: Int }'];
    const found = (all: boolean) => told(lintGraph([source('a', before)], [source('a', after)], rules, all));
    expect(found(false)).toEqual([
      "warning a.graphql:3: Field 'T.b' has no description.",
      "note a.graphql: 2 findings of the published graph, which this proposal didn't bring.",
    ]);
    expect(found(true)).toHaveLength(3);
  });
});

describe('plans', () => {
  const graph = (products: string, reviews: string): string =>
    compose([source('products', link + products), source('reviews', link + reviews)]).supergraphSdl!;
  const reviews =
    'type Query { review: Review } type Review { text: String product: Product } type Product @key(fields: "id") { id: ID }';
  const before = graph(
    'type Product @key(fields: "id") { id: ID name: String }',
    reviews.replace('text: String', 'text: String author: String'),
  );
  const after = graph(
    'type Product @key(fields: "id") { id: ID name: String } type Review @key(fields: "id") { id: ID author: String }',
    reviews.replace('type Review {', 'type Review @key(fields: "id") { id: ID'),
  );

  test('that need more requests are told with both sizes, and no others', () => {
    const of = (text: string) => told(checkPlans(before, after, [operation(text)]));
    expect(of('{ review { text author } }')).toEqual([
      'warning operation Op: Its plan grows from 1 request in 1 round trip to 2 in 2.',
    ]);
    expect(of('{ review { text product { name } } }')).toEqual([]);
  });
});

describe('exposure', () => {
  const guard =
    'directive @authenticated on FIELD_DEFINITION | OBJECT directive @requiresScopes(scopes: [[String!]!]!) on FIELD_DEFINITION | OBJECT ';
  const judge = (before: string, after: string): string[] =>
    told(checkExposure(buildSchema(guard + before), buildSchema(guard + after)));
  const scoped = (scopes: string) => `type Query { a: Int @requiresScopes(scopes: ${scopes}) }`;

  test.each([
    ['a lost guard', 'type Query { a: Int @authenticated }', 'type Query { a: Int }', 'error'],
    [
      'a lost guard of a type',
      'type Query { a: A } type A @authenticated { x: Int }',
      'type Query { a: A } type A { x: Int }',
      'error',
    ],
    ['one more way in', scoped('[["a"]]'), scoped('[["a"], ["b"]]'), 'error'],
    ['a scope less', scoped('[["a", "b"]]'), scoped('[["a"]]'), 'error'],
    ['another scope', scoped('[["a"]]'), scoped('[["b"]]'), 'error'],
    ['a new guard', 'type Query { a: Int }', 'type Query { a: Int @authenticated }', 'warning'],
    ['a scope more', scoped('[["a"]]'), scoped('[["a", "b"]]'), 'warning'],
    ['a way in less', scoped('[["a"], ["b"]]'), scoped('[["a"]]'), 'warning'],
  ])('%s', (_name, before, after, level) => {
    expect(judge(before, after)).toEqual([expect.stringMatching(`^${level} `)]);
  });

  test('the same scopes in another order are no change', () => {
    expect(judge(scoped('[["a", "b"], ["c"]]'), scoped('[["c"], ["b", "a"]]'))).toEqual([]);
  });
});

describe('migrations', () => {
  const judge = (sql: string, code = ''): string[] =>
    told(checkMigrations([{ file: 'm.sql', sql }], new Set(), new Map([['store.ts', code]])));

  test.each([
    ['ALTER TABLE "a" DROP COLUMN "b";', 'drops a column'],
    ['DROP TABLE a;', 'drops a table'],
    ['ALTER TABLE a RENAME COLUMN b TO c;', 'renames'],
    ['ALTER TABLE a ALTER COLUMN b TYPE bigint;', "changes a column's type"],
    ['ALTER TABLE a ALTER COLUMN b SET NOT NULL;', 'refuses rows'],
    ['ALTER TABLE a ADD COLUMN b int NOT NULL;', 'adds a required column without a default'],
    ['TRUNCATE a;', 'empties a table'],
  ])('%s', (sql, what) => {
    expect(judge(`-- A comment.\n${sql}`)).toEqual([expect.stringMatching(`^error m.sql:2: It ${what}`)]);
  });

  test('a dropped column that code still names is told with the files, by its own name or by Prisma’s', () => {
    const sql = 'ALTER TABLE a DROP COLUMN visit_count;';
    for (const code of ['select visit_count from a', 'store.a.findMany({ select: { visitCount: true } })'])
      expect(judge(sql, code)[1]).toBe("error m.sql:1: Column 'visit_count' is dropped while code still names it.");
    expect(judge(sql, 'visit_counts')).toHaveLength(1);
  });

  test('what only adds, what is in a comment or a text, and what was published, is fine', () => {
    expect(
      judge('CREATE TABLE a (b int NOT NULL);\nALTER TABLE a ADD COLUMN c int NOT NULL DEFAULT 1;\n-- DROP TABLE a;'),
    ).toEqual([]);
    expect(checkMigrations([{ file: 'm.sql', sql: 'DROP TABLE a;' }], new Set(['m.sql']), new Map())).toEqual([]);
  });
});

describe('contracts', () => {
  const contract = [{ name: 'public', excludeTags: ['internal'] }];
  const graph = (sdl: string) => [source('a', link + sdl)];
  const before = graph('type Query { a: Int b: Int @tag(name: "internal") }');

  test('a field that leaves the variant breaks its clients, though the whole graph keeps it', () => {
    const after = graph('type Query { a: Int @tag(name: "internal") b: Int @tag(name: "internal") c: Int }');
    expect(told(checkContracts(before, after, contract, [operation('{ a }')]))).toEqual([
      "error Query.a: Contract 'public': Field 'Query.a' was removed.",
    ]);
  });

  test('a variant that doesn’t hold together is an error', () => {
    const after = graph('type Query { a: A } type A @tag(name: "internal") { x: Int }');
    expect(told(checkContracts(before, after, contract, []))[0]).toMatch(
      /^error a\.graphql:\d+: Contract 'public': Without what is tagged internal it doesn't compose/,
    );
  });
});
