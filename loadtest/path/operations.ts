import type { ClientRequest } from './drive.ts';

/** Somebody who asks. */
export interface Viewer {
  readonly id: string;
  readonly token: string;
}

export const operationNames = ['b', 'c', 'visit', 'like'] as const;
export type OperationName = (typeof operationNames)[number];

export const operationTitles: Readonly<Record<OperationName, string>> = {
  b: 'viewer → 20 visitors → names',
  c: 'the same with a third subgraph’s field on each',
  visit: 'a visit',
  like: 'a like',
};

const visitors = (fields: string) =>
  `query { me { id visitors(first: 20) { edges { node { user { ${fields} } } } } } }`;
const texts: Readonly<Record<OperationName, string>> = {
  b: visitors('id name'),
  c: visitors('id name risk { score level }'),
  visit: 'mutation ($userId: ID!) { visitProfile(userId: $userId) { visit { id at } userErrors { code } } }',
  like: 'mutation ($userId: ID!) { likeProfile(userId: $userId) { like { id at } match { id } userErrors { code } } }',
};

/**
 * Makes requests: another viewer every time, by chance or, `inTurn`, one after the other; and for a mutation anybody as its
 * target.
 */
export function createRequests(
  operation: OperationName,
  viewers: readonly Viewer[],
  people: readonly string[],
  inTurn = false,
) {
  let turn = 0;
  const query = texts[operation];
  const isQuery = operation === 'b' || operation === 'c';
  const oneOf = <Item>(items: readonly Item[]): Item => items[Math.floor(Math.random() * items.length)]!;
  return (): ClientRequest => {
    const { id, token } = inTurn ? viewers[turn++ % viewers.length]! : oneOf(viewers);
    if (isQuery) return { token, body: JSON.stringify({ query }) };
    let userId = oneOf(people);
    while (userId === id) userId = oneOf(people);
    return { token, body: JSON.stringify({ query, variables: { userId } }) };
  };
}
