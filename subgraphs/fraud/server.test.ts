import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { uuidv7 } from 'uuidv7';
import type { SubgraphServer } from '../../platform/http/subgraph-server.ts';
import { nobody } from '../../platform/http/test/test-subgraph.ts';
import type { Identity } from '../../platform/identity/identity.ts';
import { createInternalTokenSigner, identityHeader } from '../../platform/identity/internal-token.ts';
import { createLogger } from '../../platform/telemetry/logger.ts';
import { patient } from '../../tests/support/patient.ts';
import { type FraudDatabase, openFraudDatabase } from './fixtures/database.ts';
import { findingOf } from './fixtures/findings.ts';
import { startFraudServer } from './server.ts';
import { createAssessmentStore } from './store/assessment-store.ts';
import { createCaseStore } from './store/case-store.ts';
import { createDecisionStore } from './store/decision-store.ts';
import { createVerdictStore } from './store/verdict-store.ts';

const secret = 'a secret of the tests that is long enough';
const settings = { caseScore: 0.6 };
let database: FraudDatabase;
let server: SubgraphServer;

beforeAll(async () => {
  database = await openFraudDatabase();
  server = await startFraudServer({
    assessments: createAssessmentStore(database),
    cases: createCaseStore(database.prisma),
    verdicts: createVerdictStore(database.prisma),
    internalTokenSecret: secret,
    port: 0,
    host: '127.0.0.1',
    overload: patient,
    logger: createLogger('test', 'silent'),
  });
});
afterAll(async () => {
  await server.close();
  await database.close();
});

const reviewerId = uuidv7();
const member: Identity = { ...nobody, subject: uuidv7(), session: uuidv7() };
const reviewer: Identity = { ...member, subject: reviewerId, scopes: ['fraud:read', 'fraud:review'] };
const sign = createInternalTokenSigner(secret);

// biome-ignore lint/suspicious/noExplicitAny: answers are as free as the queries.
async function ask(identity: Identity, query: string, variables: object = {}): Promise<any> {
  const response = await fetch(`http://127.0.0.1:${server.port}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', [identityHeader]: await sign(identity) },
    body: JSON.stringify({ query, variables }),
  });
  return response.json();
}

async function openCase(user = uuidv7()): Promise<{ id: string; user: string }> {
  await createDecisionStore(database.prisma).record([findingOf(user)], settings);
  const { id } = await database.prisma.fraudCase.findFirstOrThrow({ where: { userId: user, status: 'OPEN' } });
  return { id, user };
}
const resolveMutation = `mutation ($input: ResolveFraudCaseInput!) { resolveFraudCase(input: $input) {
  case { id status verdict note resolvedAt resolvedBy { id } } userErrors { code message field } } }`;

describe('scopes', () => {
  const risk = ['query ($r: [_Any!]!) { _entities(representations: $r) { ... on User { risk { score } } } }', 'User'];
  const entity = ['query ($r: [_Any!]!) { _entities(representations: $r) { ... on FraudCase { note } } }', 'FraudCase'];
  test.each([
    ['User.risk', risk],
    ['a case as an entity', entity],
  ])('%s is refused without an identity and without the scope', async (_, [query, __typename]) => {
    const { id } = await openCase();
    const variables = { r: [{ __typename, id }] };
    expect((await ask(nobody, query!, variables)).errors[0].extensions.code).toBe('UNAUTHENTICATED');
    expect((await ask(member, query!, variables)).errors[0].extensions.code).toBe('FORBIDDEN');
    expect((await ask(reviewer, query!, variables)).errors).toBeUndefined();
  });

  test.each([
    ['fraudCases', '{ fraudCases { edges { node { id } } } }'],
    ['fraudCase', `{ fraudCase(id: "${uuidv7()}") { id } }`],
    [
      'resolveFraudCase',
      `mutation { resolveFraudCase(input: { id: "${uuidv7()}", verdict: CLEARED }) { userErrors { code } } }`,
    ],
  ])('%s is refused without an identity and without the scope', async (_, query) => {
    const reader = { ...member, scopes: ['fraud:read'] };
    expect((await ask(nobody, query)).errors[0].extensions.code).toBe('UNAUTHENTICATED');
    expect((await ask(member, query)).errors[0].extensions.code).toBe('FORBIDDEN');
    expect((await ask(reader, query)).errors[0].extensions.code).toBe('FORBIDDEN');
    expect((await ask(reviewer, query)).errors).toBeUndefined();
  });
});

describe('risk', () => {
  const query = `query ($r: [_Any!]!) { _entities(representations: $r) { ... on User {
    id risk { score level reasons { rule detail at } } } } }`;
  test('tells score, level and reasons, and nothing of an account that nothing was seen of', async () => {
    const { user } = await openCase();
    const unknown = uuidv7();
    const ids = [user, unknown, 'not a UUID'];
    const answer = await ask(reviewer, query, { r: ids.map((id) => ({ __typename: 'User', id })) });
    const { rule, detail, atMs } = findingOf(user);
    expect(answer.data._entities).toEqual([
      { id: user, risk: { score: 1, level: 'HIGH', reasons: [{ rule, detail, at: new Date(atMs).toISOString() }] } },
      { id: unknown, risk: { score: 0, level: 'NONE', reasons: [] } },
      { id: 'not a UUID', risk: { score: 0, level: 'NONE', reasons: [] } },
    ]);
  });
});

describe('cases', () => {
  test('are listed latest first, page by page, by status, each once', async () => {
    const made: string[] = [];
    for (let i = 0; i < 7; i++) made.push((await openCase()).id);
    await ask(reviewer, resolveMutation, { input: { id: made[3], verdict: 'CLEARED' } });
    const query = `query ($after: String) { fraudCases(status: OPEN, first: 3, after: $after) {
      edges { cursor node { id status openedAt user { id } reasons { rule } } } pageInfo { hasNextPage endCursor } } }`;
    const seen: { id: string; openedAt: string }[] = [];
    for (let after: string | null = null; ; ) {
      // biome-ignore lint/suspicious/noExplicitAny: see `ask`.
      const { fraudCases }: any = (await ask(reviewer, query, { after })).data;
      // biome-ignore lint/suspicious/noExplicitAny: see `ask`.
      seen.push(...fraudCases.edges.map((edge: any) => edge.node));
      if (!fraudCases.pageInfo.hasNextPage) break;
      after = fraudCases.pageInfo.endCursor;
    }
    expect(new Set(seen.map(({ id }) => id)).size).toBe(seen.length);
    const order = seen.map(({ id }) => id).filter((id) => made.includes(id));
    expect(order).toEqual(made.filter((_, index) => index !== 3).reverse());
    expect(seen.map(({ openedAt }) => openedAt)).toEqual(
      seen
        .map(({ openedAt }) => openedAt)
        .sort()
        .reverse(),
    );
  });

  test.each([
    ['first: 0', 'BAD_USER_INPUT'],
    ['first: 101', 'BAD_USER_INPUT'],
    ['after: "rubbish"', 'BAD_USER_INPUT'],
  ])('a page with %s is %s', async (args, code) => {
    const answer = await ask(reviewer, `{ fraudCases(${args}) { edges { cursor } } }`);
    expect(answer.errors[0].extensions.code).toBe(code);
  });

  test('one is found by its id, and null for an id that names none', async () => {
    const { id, user } = await openCase();
    const query =
      'query ($id: ID!) { fraudCase(id: $id) { id status verdict note user { id } reasons { rule detail at } } }';
    expect((await ask(reviewer, query, { id })).data.fraudCase).toMatchObject({
      id,
      status: 'OPEN',
      verdict: null,
      user: { id: user },
      reasons: [{ rule: 'founding' }],
    });
    expect((await ask(reviewer, query, { id: uuidv7() })).data.fraudCase).toBeNull();
    expect((await ask(reviewer, query, { id: 'not a UUID' })).data.fraudCase).toBeNull();
  });
});

describe('the queue', () => {
  const idsOf = async (filter: string): Promise<string[]> => {
    const answer = await ask(reviewer, `{ fraudCases(first: 100, ${filter}) { edges { node { id } } } }`);
    return answer.data.fraudCases.edges.map((edge: { node: { id: string } }) => edge.node.id);
  };
  test('is filtered by account and by rule', async () => {
    const { id, user } = await openCase();
    expect(await idsOf(`userId: "${user}"`)).toEqual([id]);
    expect(await idsOf(`userId: "${user}", rule: "founding"`)).toEqual([id]);
    expect(await idsOf(`userId: "${user}", rule: "velocity"`)).toEqual([]);
    expect(await idsOf('userId: "not a UUID"')).toEqual([]);
  });
});

describe("a case's timeline", () => {
  test('tells what was seen and what was done, by whom, in the order of time', async () => {
    const { id } = await openCase();
    await ask(reviewer, resolveMutation, { input: { id, verdict: 'CLEARED' } });
    const query = 'query ($id: ID!) { fraudCase(id: $id) { timeline { at kind rule detail by { id } } } }';
    const { timeline } = (await ask(reviewer, query, { id })).data.fraudCase;
    expect(timeline).toMatchObject([
      { kind: 'EVIDENCE', rule: 'founding', detail: findingOf(id).detail, by: null },
      { kind: 'CASE_OPENED', rule: null, detail: null, by: null },
      { kind: 'RESTRICTED', by: null },
      { kind: 'CASE_RESOLVED', by: { id: reviewerId } },
      { kind: 'RELEASED', by: { id: reviewerId } },
    ]);
  });
});

describe('a verdict', () => {
  test('is kept with its note, its time and who gave it', async () => {
    const { id } = await openCase();
    const answer = await ask(reviewer, resolveMutation, { input: { id, verdict: 'CONFIRMED', note: '  sure  ' } });
    expect(answer.data.resolveFraudCase).toMatchObject({
      case: { id, status: 'RESOLVED', verdict: 'CONFIRMED', note: 'sure', resolvedBy: { id: reviewerId } },
      userErrors: [],
    });
  });

  test('is given once', async () => {
    const { id } = await openCase();
    await ask(reviewer, resolveMutation, { input: { id, verdict: 'CLEARED' } });
    const again = await ask(reviewer, resolveMutation, { input: { id, verdict: 'CONFIRMED' } });
    expect(again.data.resolveFraudCase).toMatchObject({
      case: null,
      userErrors: [{ code: 'ALREADY_RESOLVED', field: ['input', 'id'] }],
    });
  });

  test.each([
    ['of a case that is not there', { id: uuidv7() }, 'NOT_FOUND', 'id'],
    ['of an id that is none', { id: 'not a UUID' }, 'NOT_FOUND', 'id'],
    ['with a note that is too long', { id: uuidv7(), note: 'x'.repeat(2_001) }, 'INVALID_INPUT', 'note'],
  ])('%s is refused as data', async (_, input, code, field) => {
    const answer = await ask(reviewer, resolveMutation, { input: { ...input, verdict: 'CLEARED' } });
    expect(answer.data.resolveFraudCase).toMatchObject({ case: null, userErrors: [{ code, field: ['input', field] }] });
  });
});

test('a request without an internal token is refused', async () => {
  const response = await fetch(`http://127.0.0.1:${server.port}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ __typename }' }),
  });
  expect(response.status).toBe(401);
});
