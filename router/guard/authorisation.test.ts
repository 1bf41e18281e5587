import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestRouter, type TestRouter } from '../test-support/start-test-router.ts';
import { startTestIssuer, type TestIssuer } from '../test-support/test-issuer.ts';
import type { TestSubgraph } from '../test-support/test-subgraphs.ts';

const people: TestSubgraph = {
  sdl: `
    extend schema @link(
      url: "https://specs.apollo.dev/federation/v2.9"
      import: ["@key", "@shareable", "@authenticated", "@requiresScopes", "@policy"]
    )
    type Query {
      person: Person
      people: [Person]
      strictPeople: [Person!]
      node(secret: Boolean): Node
      thing(secret: Boolean): Thing
      named(company: Boolean): Named
      secret: String @authenticated
      must: String! @authenticated
      vault: Vault
      wage: Wage
    }
    type Mutation {
      write: String @requiresScopes(scopes: [["write"]])
      touch: String
    }
    interface Node { id: ID! }
    union Thing = Person | Vault
    interface Named { name: String }
    type Company implements Named { name: String capital: Int @authenticated }
    type Person implements Node & Named @key(fields: "id") {
      id: ID!
      name: String
      email: String @authenticated
      birth: String! @authenticated
      salary: Wage
      notes: String @requiresScopes(scopes: [["hr", "read"], ["admin"]])
      score: Int @policy(policies: [["is_boss"]])
      friend: Person
    }
    type Vault implements Node @authenticated { id: ID! gold: Int }
    scalar Wage @requiresScopes(scopes: [["hr"]])
  `,
  resolvers: {
    Query: {
      person: () => person('1'),
      people: () => [person('1'), null, person('2')],
      strictPeople: () => [person('1'), person('2')],
      node: (_: unknown, { secret }: { secret?: boolean }) =>
        secret ? { __typename: 'Vault', id: 'v', gold: 7 } : { __typename: 'Person', ...person('1') },
      thing: (_: unknown, { secret }: { secret?: boolean }) =>
        secret ? { __typename: 'Vault', id: 'v', gold: 7 } : { __typename: 'Person', ...person('1') },
      named: (_: unknown, { company }: { company?: boolean }) =>
        company ? { __typename: 'Company', name: 'Acme', capital: 3 } : { __typename: 'Person', ...person('1') },
      secret: () => 'the secret',
      must: () => 'must',
      vault: () => ({ id: 'v', gold: 7 }),
      wage: () => 100,
    },
    Mutation: { write: () => 'written', touch: () => 'touched' },
    Person: { friend: () => person('9') },
  },
};

const person = (id: string) => ({
  id,
  name: `name ${id}`,
  email: `${id}@example.org`,
  birth: '1990-05-04',
  salary: 100,
  notes: 'notes',
  score: 5,
});

let issuer: TestIssuer;
beforeAll(async () => {
  issuer = await startTestIssuer();
});
afterAll(() => issuer.close());

const bearer = async (scope: string) => ({ authorization: `Bearer ${await issuer.sign({ sub: 'ada', scope })}` });

describe('fields that a caller may not see', () => {
  let router: TestRouter;
  beforeAll(async () => {
    router = await startTestRouter({
      subgraphs: { people },
      config: {
        identity: issuer.identity,
        authorization: { policies: { is_boss: { scopes: [['boss']] } } },
      },
    });
  });
  afterAll(() => router.close());
  const asked = () => router.subgraphs.calls.at(-1)!.query;

  test('are null with an error and its path, and the rest is answered', async () => {
    const { status, data, errors } = await router.ask({ query: '{ person { id email name } }' });
    expect(status).toBe(200);
    expect(data).toEqual({ person: { id: '1', email: null, name: 'name 1' } });
    expect(Object.keys(data.person)).toEqual(['id', 'email', 'name']);
    expect(errors).toEqual([
      { message: 'Sign in to see this.', path: ['person', 'email'], extensions: { code: 'UNAUTHENTICATED' } },
    ]);
  });

  test('are never asked of a subgraph', async () => {
    await router.ask({ query: '{ person { mail: email id } }' });
    expect(asked()).not.toContain('email');
  });

  test('are shown to whoever may see them', async () => {
    const { data, errors } = await router.ask({ query: '{ person { email birth } secret }' }, await bearer(''));
    expect(data).toEqual({ person: { email: '1@example.org', birth: '1990-05-04' }, secret: 'the secret' });
    expect(errors).toBeUndefined();
  });

  test('are FORBIDDEN, not UNAUTHENTICATED, to somebody who is signed in', async () => {
    const { data, codes } = await router.ask({ query: '{ person { notes } }' }, await bearer('hr'));
    expect(data).toEqual({ person: { notes: null } });
    expect(codes).toEqual(['FORBIDDEN']);
  });

  test('one set of scopes held whole is enough, parts of several are not', async () => {
    const notes = async (scope: string) =>
      (await router.ask({ query: '{ person { notes } }' }, await bearer(scope))).data.person.notes;
    expect(await notes('hr read')).toBe('notes');
    expect(await notes('admin')).toBe('notes');
    expect(await notes('read other')).toBeNull();
  });

  test('a policy is met by the scopes that the config gives it, and by nothing else', async () => {
    const score = async (scope: string) =>
      (await router.ask({ query: '{ person { score } }' }, await bearer(scope))).data.person.score;
    expect(await score('boss')).toBe(5);
    expect(await score('is_boss')).toBeNull();
  });

  test('a non-null field takes its parent with it', async () => {
    const { data, errors } = await router.ask({ query: '{ person { name birth } }' });
    expect(data).toEqual({ person: null });
    expect(errors).toMatchObject([{ path: ['person', 'birth'] }]);
  });

  test('a non-null root field takes the data with it', async () => {
    const { data, errors } = await router.ask({ query: '{ must person { id } }' });
    expect(data).toBeNull();
    expect(errors).toMatchObject([{ path: ['must'], extensions: { code: 'UNAUTHENTICATED' } }]);
  });

  test('in a list each item has its null and its error, with its index', async () => {
    const { data, errors } = await router.ask({ query: '{ people { id email } }' });
    expect(data).toEqual({ people: [{ id: '1', email: null }, null, { id: '2', email: null }] });
    expect(errors?.map(({ path }) => path)).toEqual([
      ['people', 0, 'email'],
      ['people', 2, 'email'],
    ]);
  });

  test('in a list of non-null items a non-null field takes the list with it', async () => {
    expect((await router.ask({ query: '{ people { id birth } }' })).data).toEqual({ people: [null, null, null] });
    expect((await router.ask({ query: '{ strictPeople { id birth } }' })).data).toEqual({ strictPeople: null });
  });

  test('a selection that loses all its fields still says whether the object is there', async () => {
    expect((await router.ask({ query: '{ person { email } }' })).data).toEqual({ person: { email: null } });
    expect((await router.ask({ query: '{ people { email } }' })).data).toEqual({
      people: [{ email: null }, null, { email: null }],
    });
  });

  test('an operation that loses everything asks no subgraph', async () => {
    const calls = router.subgraphs.calls.length;
    const { data, codes } = await router.ask({
      query: 'query Q { secret again: secret ... on Query { vault { gold } } }',
    });
    expect(data).toEqual({ secret: null, again: null, vault: null });
    expect(codes).toEqual(['UNAUTHENTICATED', 'UNAUTHENTICATED', 'UNAUTHENTICATED']);
    expect(router.subgraphs.calls.length).toBe(calls);
  });

  test('a mutation is refused without running, and its neighbours run', async () => {
    const { data, codes } = await router.ask({ query: 'mutation { write touch }' }, await bearer('read'));
    expect(data).toEqual({ write: null, touch: 'touched' });
    expect(codes).toEqual(['FORBIDDEN']);
    expect(asked()).not.toContain('write');
  });

  test('a field whose type is guarded is guarded', async () => {
    const { data, codes } = await router.ask({ query: '{ wage person { salary } }' }, await bearer('read'));
    expect(data).toEqual({ wage: null, person: { salary: null } });
    expect(codes).toEqual(['FORBIDDEN', 'FORBIDDEN']);
  });

  test('are found through fragments, named and inline, nested and repeated', async () => {
    const { data, errors } = await router.ask({
      query: `{ person { ...A friend { ...A ... { email } } } }
        fragment A on Person { id ...B }
        fragment B on Person { mail: email }`,
    });
    expect(data).toEqual({ person: { id: '1', mail: null, friend: { id: '9', mail: null, email: null } } });
    expect(errors).toHaveLength(3);
    expect(asked()).not.toContain('email');
  });

  test('behind an interface are refused by what the object is', async () => {
    const query = `query N($company: Boolean) {
      named(company: $company) { __typename name ... on Company { capital } ... on Person { email } }
    }`;
    expect((await router.ask({ query, variables: { company: false } })).data).toEqual({
      named: { __typename: 'Person', name: 'name 1', email: null },
    });
    const company = await router.ask({ query, variables: { company: true } });
    expect(company.data).toEqual({ named: { __typename: 'Company', name: 'Acme', capital: null } });
    expect(company.errors).toMatchObject([{ path: ['named', 'capital'] }]);
  });

  test("can't be read around their type through an interface", async () => {
    const { data, codes } = await router.ask({ query: '{ node(secret: true) { id } }' });
    expect(data).toEqual({ node: null });
    expect(codes).toEqual(['UNAUTHENTICATED']);
  });

  test('behind a union are refused by what the object is', async () => {
    const query = '{ thing(secret: true) { ... on Vault { gold } ... on Person { email } } }';
    expect((await router.ask({ query })).data).toEqual({ thing: { gold: null } });
    expect((await router.ask({ query }, await bearer(''))).data).toEqual({ thing: { gold: 7 } });
  });

  test('that are skipped are neither null nor an error', async () => {
    const query = `query Q($with: Boolean = false, $without: Boolean!) {
      person { id email @include(if: $with) notes @skip(if: $without) score @skip(if: true) }
    }`;
    const { data, errors } = await router.ask({ query, variables: { without: true } });
    expect(data).toEqual({ person: { id: '1' } });
    expect(errors).toBeUndefined();
    expect((await router.ask({ query, variables: { with: true, without: true } })).data).toEqual({
      person: { id: '1', email: null },
    });
  });

  test('an alias of a fragment hides nothing, and merged fields are one null', async () => {
    const { data, errors } = await router.ask({ query: '{ person { id } person { email } ... { person { email } } }' });
    expect(data).toEqual({ person: { id: '1', email: null } });
    expect(errors).toHaveLength(1);
  });

  test('introspection is open', async () => {
    const { data } = await router.ask({ query: '{ __type(name: "Vault") { name } secret }' });
    expect(data).toEqual({ __type: { name: 'Vault' }, secret: null });
  });

  test('the same document is answered to each caller as that caller may see it', async () => {
    const query = '{ person { email notes } }';
    const [anonymous, ada, boss] = await Promise.all([
      router.ask({ query }),
      router.ask({ query }, await bearer('')),
      router.ask({ query }, await bearer('admin')),
    ]);
    expect(anonymous!.data.person).toEqual({ email: null, notes: null });
    expect(ada!.data.person).toEqual({ email: '1@example.org', notes: null });
    expect(boss!.data.person).toEqual({ email: '1@example.org', notes: 'notes' });
  });
});

describe('with `unauthorized: reject`', () => {
  let router: TestRouter;
  beforeAll(async () => {
    router = await startTestRouter({
      subgraphs: { people },
      config: { identity: issuer.identity, authorization: { unauthorized: 'reject' } },
    });
  });
  afterAll(() => router.close());

  test('an operation is refused as a whole, with an error for each field', async () => {
    const calls = router.subgraphs.calls.length;
    const { status, data, errors } = await router.ask({ query: '{ person { id email birth } }' });
    expect([status, data]).toEqual([401, undefined]);
    expect(errors?.map(({ extensions }) => extensions)).toEqual([
      { code: 'UNAUTHENTICATED', coordinate: 'Person.email' },
      { code: 'UNAUTHENTICATED', coordinate: 'Person.birth' },
    ]);
    expect((await router.ask({ query: '{ person { notes } }' }, await bearer(''))).status).toBe(403);
    expect(router.subgraphs.calls.length).toBe(calls);
  });
});
