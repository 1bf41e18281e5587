import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { operationFromDocument, Supergraph } from '@apollo/federation-internals';
import { type FetchNode, type PlanNode, QueryPlanner } from '@apollo/query-planner';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Kind, type OperationDefinitionNode, parse, print } from 'graphql';
import { uuidv7 } from 'uuidv7';
import {
  type ActivityFixture,
  createActivityFixture,
  visitProfile,
} from '../../subgraphs/activity/test/activity-fixture.ts';
import { registerSomebody, startTestUsers, type TestUsers } from '../../subgraphs/users/test/start-test-users.ts';

const root = join(import.meta.dirname, '..', '..');

/** What the router sends for the client's operations: the fetches of their plans. */
function recordFetches(): FetchNode[] {
  const text = readFileSync(join(root, 'supergraph.graphql'), 'utf8').replaceAll(', for: SECURITY', '');
  const supergraph = Supergraph.build(text);
  const planner = new QueryPlanner(supergraph);
  const folder = join(root, 'client', 'operations');
  const { definitions } = parse(
    readdirSync(folder)
      .map((file) => readFileSync(join(folder, file), 'utf8'))
      .join('\n'),
  );
  const operations = definitions.filter(
    (definition): definition is OperationDefinitionNode => definition.kind === Kind.OPERATION_DEFINITION,
  );
  const fragments = definitions.filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION);
  return operations
    .filter(({ operation }) => operation !== 'subscription')
    .flatMap((operation) => {
      const document = { kind: Kind.DOCUMENT, definitions: [operation, ...fragments] } as const;
      const used = parse(print(document));
      return fetchesOf(
        planner.buildQueryPlan(operationFromDocument(supergraph.apiSchema(), used, { validate: false })).node,
      );
    });
}

function fetchesOf(node: PlanNode | { kind: 'Subscription' } | undefined): FetchNode[] {
  if (!node) return [];
  if (node.kind === 'Fetch') return [node];
  if (node.kind === 'Flatten') return fetchesOf(node.node);
  if (node.kind === 'Sequence' || node.kind === 'Parallel') return node.nodes.flatMap(fetchesOf);
  throw new Error(`A plan has a ${node.kind}`);
}

let users: TestUsers;
let activity: ActivityFixture;
let people: { id: string; identity: object }[];
beforeAll(async () => {
  [users, activity] = await Promise.all([startTestUsers(), createActivityFixture()]);
  people = await Promise.all([1, 2, 3].map(() => registerSomebody(users)));
  for (const { id } of people)
    await activity.store.accounts.project([{ id, status: 'ACTIVE', offset: 0, at: new Date() }]);
  for (const { id } of people)
    for (const { id: userId } of people) if (userId !== id) await activity.ask(id, visitProfile, { userId });
});
afterAll(() => Promise.all([users.close(), activity.close()]));

let texts = 0;

/** Asks three times: an operation runs the ordinary way when it is first seen, and compiled from then on. */
async function expectSameTwice(ask: (query: string) => Promise<unknown>, query: string): Promise<void> {
  // Another text each time, so that the first time is one.
  const text = `${query} # ${texts++}`;
  const ordinary = JSON.stringify(await ask(text));
  for (let time = 0; time < 2; time++) expect(JSON.stringify(await ask(text))).toBe(ordinary);
}

/** Values for every variable that the operations name. A mutation gets what makes it fail alike every time. */
const variablesFor = (kind: string): Record<string, unknown> => ({
  id: people[1]!.id,
  handle: 'nobody_here',
  userId: kind === 'mutation' ? people[0]!.id : people[1]!.id,
  first: 2,
  after: null,
  filter: null,
  refreshToken: 'none',
  input: kind === 'mutation' ? null : {},
  representations: [...people.map(({ id }) => id), uuidv7(), 'no id'].map((id) => ({ __typename: 'User', id })),
});

const recorded = recordFetches().filter(({ serviceName }) => serviceName === 'users' || serviceName === 'activity');

describe('what a router sends for the client’s operations', () => {
  test('is recorded: fetches of both subgraphs', () => {
    expect(recorded.filter(({ serviceName }) => serviceName === 'users').length).toBeGreaterThan(10);
    expect(recorded.filter(({ serviceName }) => serviceName === 'activity').length).toBeGreaterThan(5);
  });

  test.each(
    recorded.map((fetch, index) => [`${index} ${fetch.serviceName} ${fetch.operationName ?? ''}`, fetch] as const),
  )('%s is answered alike compiled and not', async (_name, { serviceName, operation, operationKind }) => {
    const variables = variablesFor(operationKind);
    const [me] = people as [{ id: string; identity: object }];
    const asks =
      serviceName === 'users'
        ? [me.identity, {}].map((who) => (query: string) => users.ask(query, variables, who))
        : [me.id, null].map((who) => (query: string) => activity.ask(who, query, variables));
    for (const ask of asks) await expectSameTwice(ask, operation);
  });
});
