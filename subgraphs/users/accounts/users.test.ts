import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { uuidv7 } from 'uuidv7';
import { createPool } from '../../../platform/postgres/pool.ts';
import { openStore } from '../open-store.ts';
import { registerSomebody, startTestUsers, type TestUsers } from '../test/start-test-users.ts';
import { ageOn } from './age.ts';
import { createUserLoader } from './load-users.ts';

let users: TestUsers;
beforeAll(async () => {
  users = await startTestUsers();
});
afterAll(() => users.close());

const privateFields = 'query ($id: ID!) { user(id: $id) { email birthDate handle age } }';
const entities = `query ($people: [_Any!]!) {
  _entities(representations: $people) { ... on User { id handle name status email interests joinedAt } }
}`;
const reference = (id: string) => ({ __typename: 'User', id });

describe('reading people', () => {
  test('a request that no router signed is refused', async () => {
    const response = await fetch(`${users.url}/graphql`, { method: 'POST', body: '{"query":"{ me { id } }"}' });
    expect(response.status).toBe(401);
  });

  test('me is who is signed in, and null where nobody is', async () => {
    const { id, identity, input } = await registerSomebody(users);
    expect((await users.ask('{ me { id email } }', {}, identity)).data.me).toEqual({ id, email: input.email });
    expect((await users.ask('{ me { id } }')).data).toEqual({ me: null });
  });

  test('me is null for a subject of another issuer, whose ids are no ids here', async () => {
    const answer = await users.ask('{ me { id } }', {}, { subject: "auth0|'x\u0000" });
    expect(answer).toEqual({ data: { me: null } });
  });

  test('email and birth date are shown to their owner and to user:private, and are null to everybody else', async () => {
    const { id, identity, input } = await registerSomebody(users);
    const somebody = await registerSomebody(users);
    const seen = { email: input.email, birthDate: input.birthDate };
    const age = ageOn(new Date().toISOString().slice(0, 10), input.birthDate);
    const as = async (who: object) => (await users.ask(privateFields, { id }, who)).data.user;
    expect(await as(identity)).toEqual({ ...seen, handle: input.handle, age });
    expect(await as({ scopes: ['user:private'] })).toMatchObject(seen);
    for (const who of [{}, somebody.identity, { scopes: ['fraud:read', 'fraud:review'] }])
      expect(await as(who)).toEqual({ email: null, birthDate: null, handle: input.handle, age });
  });

  test('a handle is found without regard to case, and what can be none finds nobody', async () => {
    const { id, input } = await registerSomebody(users);
    const byHandle = async (handle: string) =>
      (await users.ask('query ($handle: String!) { userByHandle(handle: $handle) { id } }', { handle })).data
        .userByHandle;
    expect(await byHandle(input.handle.toUpperCase())).toEqual({ id });
    expect(await byHandle('nobody_here')).toBeNull();
    expect(await byHandle("\u0000' OR 1=1")).toBeNull();
  });

  test('an id that nobody has, or that is none, is nobody and no error', async () => {
    for (const id of [uuidv7(), 'x', '', '\u0000', '1; DROP TABLE account'])
      expect(await users.ask('query ($id: ID!) { user(id: $id) { id } }', { id })).toEqual({ data: { user: null } });
  });

  test('entities come back in the order they were asked for, unknown ones as null', async () => {
    const [a, b] = [await registerSomebody(users), await registerSomebody(users)];
    const people = [reference(b.id), reference(uuidv7()), reference(a.id), reference('x'), reference(b.id)];
    const { data } = await users.ask(entities, { people });
    expect(data._entities.map((user: { handle: string } | null) => user?.handle ?? null)).toEqual([
      b.input.handle,
      null,
      a.input.handle,
      null,
      b.input.handle,
    ]);
  });

  test('whatever of a person is asked for is there, however the fields are asked for', async () => {
    const { id, identity, input } = await registerSomebody(users);
    const { handle, name, city, email } = input;
    const people = [reference(id)];
    const texts = [
      'query ($people: [_Any!]!) { _entities(representations: $people) { ... on User { name handle } } }',
      'query ($people: [_Any!]!) { _entities(representations: $people) { ... on User { name handle city } } }',
      `query ($people: [_Any!]!) { _entities(representations: $people) { ...A ... on User { name } } }
       fragment A on User { handle ...B } fragment B on User { city email }`,
      `query ($people: [_Any!]!, $more: Boolean = true) {
         _entities(representations: $people) { ... on User { name handle city @include(if: $more) } }
       }`,
    ];
    const fields = [
      { name, handle },
      { name, handle, city },
      { handle, city, email, name },
      { name, handle, city },
    ];
    // The second time it runs compiled.
    for (let time = 1; time <= 3; time++) {
      const answers = await Promise.all(texts.map((text) => users.ask(text, { people }, identity)));
      expect(answers).toEqual(fields.map((user) => ({ data: { _entities: [user] } })));
      const twice = await users.ask('{ me { id } whole: me { email name } }', {}, identity);
      expect(twice.data).toEqual({ me: { id }, whole: { email, name } });
    }
  });

  test('the people that one request asks for are read together, each once', async () => {
    const [a, b] = [await registerSomebody(users), await registerSomebody(users)];
    const pool = createPool(users.database.url, { connectionsMax: 1, applicationName: 'test' });
    const store = openStore(pool);
    const reads: (readonly string[])[] = [];
    const loader = createUserLoader({
      ...store.accounts,
      findByIds: (ids) => {
        reads.push(ids);
        return store.accounts.findByIds(ids);
      },
    }).claimedBy(undefined);
    const found = await Promise.all([a.id, b.id, a.id].map((id) => loader.load(id)));
    expect(found.map((user) => user?.id)).toEqual([a.id, b.id, a.id]);
    expect(reads).toEqual([[a.id, b.id]]);
    await store.close();
    await pool.end();
  });
});
