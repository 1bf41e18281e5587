/** The operations that are measured. */
export interface Operation {
  readonly title: string;
  readonly query: string;
  /** Its own name in the text, by which a handler without GraphQL tells them apart. */
  readonly name: string;
  /** Another number is another request: nothing that one asks for is asked for by another. */
  variables(number: number): Readonly<Record<string, unknown>>;
  /** As many are counted in a round at least, and twice as many warm a router up: a machine that is busy measures warm code, too. */
  readonly requests: number;
}

const visits = (visitor: string) =>
  `($id: ID!) { person(id: $id) { id name visits(first: 20) { id at visitor { ${visitor} } } } }`;

/** The query of the public benchmark of federation gateways; only its seed is ours. */
const heavy = `query Heavy($seed: Int!) {
  users(seed: $seed) { ...User reviews { ...Review product { ...Product reviews { ...Review author { ...User reviews { ...Review product { ...Product } } } } } } }
  topProducts(seed: $seed) { ...Product reviews { ...Review author { ...User reviews { ...Review product { ...Product } } } } }
}
fragment User on User { id username name }
fragment Review on Review { id body }
fragment Product on Product { inStock name price shippingEstimate upc weight }`;

export const operations = {
  a: {
    title: 'one hop',
    name: 'OneHop',
    requests: 2500,
    query: 'query OneHop($id: ID!) { person(id: $id) { id name handle } }',
    variables: (number) => ({ id: `p${number}` }),
  },
  b: {
    title: 'two hops over a list of 20: a person, their visits, the visitors (three calls in a row)',
    name: 'TwoHops',
    requests: 2000,
    query: `query TwoHops${visits('id name')}`,
    variables: (number) => ({ id: `p${number}` }),
  },
  c: {
    title: 'three hops: b with a third subgraph’s field on each visitor (four calls)',
    name: 'ThreeHops',
    requests: 1500,
    query: `query ThreeHops${visits('id name risk { score level }')}`,
    variables: (number) => ({ id: `p${number}` }),
  },
  d: {
    title: 'the heavy nested query of the public gateway benchmark, four subgraphs, 88 KB',
    name: 'Heavy',
    requests: 300,
    query: heavy,
    variables: (number) => ({ seed: number }),
  },
} as const satisfies Readonly<Record<string, Operation>>;

export type OperationKey = keyof typeof operations;
export const operationKeys = Object.keys(operations) as OperationKey[];
