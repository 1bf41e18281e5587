import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { buildSchema, parse } from 'graphql';
import { type RunningRouter, startRouter } from '../../tests/supergraphs/start-router.ts';
import { createOverrideLabels } from './override-labels.ts';

const link = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.7", import: ["@key", "@override"])\n';

describe('labels of progressive overrides', () => {
  const schema = buildSchema(`
    directive @join__field(overrideLabel: String) repeatable on FIELD_DEFINITION
    type Query { a: Int @join__field(overrideLabel: "percent(25)") b: Int @join__field(overrideLabel: "percent(100)")
      c: Int @join__field(overrideLabel: "launch") d: Int @join__field(overrideLabel: "percent(0)") }`);

  test('hold for their part of the requests; those that are no percentage never do', () => {
    const all = parse('{ a b c d }');
    expect(createOverrideLabels(schema, () => 0.2).draw(all)).toEqual(['percent(25)', 'percent(100)']);
    expect(createOverrideLabels(schema, () => 0.25).draw(all)).toEqual(['percent(100)']);
    expect(createOverrideLabels(schema, () => 0).draw(parse('{ d c }'))).toEqual([]);
  });

  test('are drawn only for documents that may ask for their fields', () => {
    expect(createOverrideLabels(schema, () => 0).draw(parse('{ ...F } fragment F on Query { b }'))).toEqual([
      'percent(100)',
    ]);
  });
});

describe('@override with a label', () => {
  let router: RunningRouter;
  beforeAll(async () => {
    const user = (name: string, override: string) =>
      `${link} type User @key(fields: "id") { id: ID! ${name}: String ${override} }`;
    const two = (field: string, share: number) => [
      {
        name: `old${field}`,
        typeDefs: `${user(field, '')} type Query { ${field}User: User }`,
        resolvers: { Query: { [`${field}User`]: () => ({ id: '1' }) }, User: { [field]: () => 'old' } },
      },
      {
        name: `new${field}`,
        typeDefs: user(field, `@override(from: "old${field}", label: "percent(${share})")`),
        resolvers: { User: { [field]: () => 'new' } },
      },
    ];
    router = await startRouter([...two('moved', 100), ...two('kept', 0)]);
  });
  afterAll(() => router.close());

  test('gives the field of the new subgraph to the share of the requests that it says, and of the old one to others', async () => {
    const { data, errors } = await router.ask('{ movedUser { moved kept } keptUser { kept } }');
    expect([data, errors]).toEqual([{ movedUser: { moved: 'new', kept: 'old' }, keptUser: { kept: 'old' } }, []]);
  });

  test('large operations, planned in a thread, have it too', async () => {
    const aliases = Array.from({ length: 120 }, (_, index) => `m${index}: moved`).join(' ');
    const { data } = await router.ask(`{ movedUser { ${aliases} } }`);
    expect(new Set(Object.values((data as { movedUser: object }).movedUser))).toEqual(new Set(['new']));
  });
});
