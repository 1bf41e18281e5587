import { expect, test } from '@jest/globals';
import { demoPassword } from '../../scripts/seed/population/people.ts';
import { createGraphClient, type GraphClient } from '../support/graph-client.ts';
import { until } from '../support/until.ts';
import type { RunningProduct } from './product.ts';

const password = 'correct horse battery';
let registered = 0;

/** Registers a fresh account and returns its client. */
export async function register(
  product: RunningProduct,
): Promise<{ id: string; token: string; handle: string; client: GraphClient }> {
  const handle = `e2e_${process.pid}_${Date.now().toString(36)}_${registered++}`;
  const answer = await createGraphClient(product.url).data<{
    register: { session: { accessToken: string; user: { id: string } } | null; userErrors: unknown[] };
  }>(
    `mutation ($input: RegisterInput!) {
      register(input: $input) { session { accessToken refreshToken expiresAt user { id } } userErrors { code message field } }
    }`,
    {
      input: {
        email: `${handle}@demo.example`,
        password,
        handle,
        name: `Name of ${handle}`,
        birthDate: '1990-05-04',
        city: 'Bern',
      },
    },
  );
  expect(answer.register.userErrors).toEqual([]);
  const session = answer.register.session!;
  return {
    id: session.user.id,
    token: session.accessToken,
    handle,
    client: createGraphClient(product.url, session.accessToken),
  };
}

async function signIn(product: RunningProduct, email: string): Promise<string> {
  const answer = await createGraphClient(product.url).data<{ signIn: { session: { accessToken: string } | null } }>(
    'mutation ($input: SignInInput!) { signIn(input: $input) { session { accessToken } userErrors { code } } }',
    { input: { email, password: demoPassword } },
  );
  return answer.signIn.session!.accessToken;
}

/** As many as the founding rule wants. */
const deeds = 100;
/** The demo population has bad accounts: one that is found out meanwhile can't be visited, and another takes its place. */
const spare = 50;

/** Visits and likes a hundred of the people, one after the other. */
async function likeHundred(client: GraphClient, people: readonly string[]): Promise<void> {
  let done = 0;
  for (const id of people) {
    if (done === deeds) return;
    const answer = await client.request(
      `mutation ($id: ID!) { visitProfile(userId: $id) { userErrors { code } } likeProfile(userId: $id) { userErrors { code } } }`,
      { id },
    );
    expect(answer.errors).toBeUndefined();
    const { visitProfile, likeProfile } = answer.data as Record<string, { userErrors: { code: string }[] }>;
    const codes = [...visitProfile!.userErrors, ...likeProfile!.userErrors].map(({ code }) => code);
    if (codes.includes('TARGET_UNAVAILABLE')) continue;
    expect(codes).toEqual([]);
    done++;
  }
  expect(done).toBe(deeds);
}

function untilStatus(client: GraphClient, status: string): Promise<unknown> {
  return until(async () => {
    const { me } = await client.data<{ me: { status: string } }>('{ me { status } }');
    return me.status === status;
  }, `the account's status to be ${status}`);
}

/** Whether a visit is accepted. Anything but a visit and a refusal of the account is a failure. */
async function mayAct(client: GraphClient, id: string): Promise<boolean> {
  const answer = await client.request<{ visitProfile: { userErrors: { code: string }[] } | null }>(
    `mutation ($id: ID!) { visitProfile(userId: $id) { userErrors { code } } }`,
    { id },
  );
  const codes = [
    ...(answer.errors ?? []).map(({ extensions }) => extensions?.code),
    ...(answer.data?.visitProfile?.userErrors ?? []).map(({ code }) => code),
  ];
  expect(['', 'ACCOUNT_RESTRICTED']).toContain(codes.join());
  return codes.length === 0;
}

const casesOf = `query ($user: ID!) {
  fraudCases(userId: $user, status: OPEN, first: 10) { edges { node { id timeline { kind rule } } } }
}`;
interface CasesAnswer {
  fraudCases: { edges: { node: { id: string; timeline: { kind: string; rule: string | null }[] } }[] };
}

/** The claims every composition of the product must keep, whatever its log is. */
export function acceptanceTests(product: () => RunningProduct): void {
  test('a visit reaches its live recipient with the name that another subgraph owns, and stands in the list', async () => {
    const ada = await register(product());
    const bob = await register(product());
    const live = await ada.client.subscribe('subscription { profileVisited { id at visitor { id name handle } } }');
    const { visitProfile } = await bob.client.data<{ visitProfile: { visit: { id: string }; userErrors: unknown[] } }>(
      `mutation ($id: ID!) { visitProfile(userId: $id) { visit { id } userErrors { code } } }`,
      { id: ada.id },
    );
    expect(visitProfile.userErrors).toEqual([]);
    await until(() => live.received.length > 0, 'the visit to reach its recipient');
    expect(live.received[0]?.data).toEqual({
      profileVisited: {
        id: visitProfile.visit.id,
        at: expect.any(String),
        visitor: { id: bob.id, name: `Name of ${bob.handle}`, handle: bob.handle },
      },
    });
    const list = await ada.client.data(
      `{ me { visitors(first: 20) { edges { node { visitor: user { name } visits lastVisitedAt } } pageInfo { hasNextPage endCursor } } } }`,
    );
    expect(list).toEqual({
      me: {
        visitors: {
          edges: [
            { node: { visitor: { name: `Name of ${bob.handle}` }, visits: 1, lastVisitedAt: expect.any(String) } },
          ],
          pageInfo: { hasNextPage: false, endCursor: expect.any(String) },
        },
      },
    });
    await live.close();
  });

  test('two likes that meet are a match that both are told of', async () => {
    const ada = await register(product());
    const bob = await register(product());
    const told = await ada.client.subscribe('subscription { matched { id users { id handle } } }');
    const like = `mutation ($id: ID!) { likeProfile(userId: $id) { like { id } match { id } userErrors { code } } }`;
    await bob.client.data(like, { id: ada.id });
    const answer = await ada.client.data<{ likeProfile: { match: { id: string } } }>(like, { id: bob.id });
    await until(() => told.received.length > 0, 'the match to reach one of the two');
    const { matched } = told.received[0]!.data as { matched: { id: string; users: { handle: string }[] } };
    expect(matched.id).toBe(answer.likeProfile.match.id);
    expect(matched.users.map((user) => user.handle).sort()).toEqual([ada.handle, bob.handle].sort());
    await told.close();
  });

  test('100 visits and 100 likes in the first minutes end in FRAUDULENT, a refused mutation and a socket closed with 4403', async () => {
    const people = await product().people(deeds + spare);
    const honest = await register(product());
    const burst = await register(product());
    const socket = await burst.client.subscribe('subscription { profileVisited { id } }');
    await likeHundred(burst.client, people);
    await untilStatus(burst.client, 'FRAUDULENT');
    await until(async () => !(await mayAct(burst.client, honest.id)), 'the router to refuse the account');
    await until(() => socket.closed.code === 4403, 'the socket to be closed with 4403');
  });

  test('a reviewer is told of the case at once, sees its evidence, and CLEARED lifts the restriction everywhere', async () => {
    const analyst = createGraphClient(product().url, await signIn(product(), 'analyst@demo.example'));
    const opened = await analyst.subscribe('subscription { fraudCaseOpened { id user { id } } }');
    const people = await product().people(deeds + spare);
    const honest = await register(product());
    const burst = await register(product());
    await likeHundred(burst.client, people);
    await untilStatus(burst.client, 'FRAUDULENT');
    await until(async () => !(await mayAct(burst.client, honest.id)), 'the router to refuse the account');
    const told = await until(
      () =>
        opened.received
          .map(({ data }) => (data as { fraudCaseOpened: { id: string; user: { id: string } } }).fraudCaseOpened)
          .find(({ user }) => user.id === burst.id),
      'the case to be told live',
    );
    await opened.close();
    const queue = await analyst.data<CasesAnswer>(casesOf, { user: burst.id });
    expect(queue.fraudCases.edges.map(({ node }) => node.id)).toEqual([told.id]);
    const kinds = queue.fraudCases.edges[0]!.node.timeline.map(({ kind, rule }) => `${kind} ${rule ?? ''}`.trim());
    expect(kinds).toEqual(expect.arrayContaining(['EVIDENCE founding', 'CASE_OPENED', 'RESTRICTED']));

    const verdict = await analyst.data<{ resolveFraudCase: { case: { verdict: string }; userErrors: unknown[] } }>(
      `mutation ($id: ID!) {
        resolveFraudCase(input: { id: $id, verdict: CLEARED, note: "A demo." }) { case { status verdict note } userErrors { code } }
      }`,
      { id: told.id },
    );
    expect(verdict.resolveFraudCase).toEqual({
      case: { status: 'RESOLVED', verdict: 'CLEARED', note: 'A demo.' },
      userErrors: [],
    });
    await untilStatus(burst.client, 'ACTIVE');
    await until(() => mayAct(burst.client, honest.id), 'the router and the subgraph to let the account act again');
    const live = await burst.client.subscribe('subscription { profileVisited { id } }');
    expect(live.closed.code).toBeNull();
    await live.close();
    const after = await analyst.data<CasesAnswer>(casesOf, { user: burst.id });
    expect(after.fraudCases.edges).toEqual([]);
  });

  test('a request without an identity, and one without the scope, are told apart by their codes', async () => {
    const anonymous = await createGraphClient(product().url).request(
      `mutation { visitProfile(userId: "x") { visit { id } } }`,
    );
    expect(anonymous.errors?.[0]?.extensions?.code).toBe('UNAUTHENTICATED');
    const someone = await register(product());
    const refused = await someone.client.request('{ fraudCases(first: 1) { edges { node { id } } } }');
    expect(refused.errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
  });
}
