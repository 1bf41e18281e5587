/** A value's own fields, by which a stub finds the others. */
export type Row = Readonly<Record<string, unknown>>;

/** How a stub resolves a field: from its parent (the root has none) and its arguments. */
export type Resolve = (parent: Row, args: Readonly<Record<string, unknown>>) => unknown;

/** As many as a page of visitors has. */
const visitsPerPerson = 20;
/** As many as in the public benchmark; some write more and some are reviewed more, so that its answer has 88 KB. */
const users = 6;
const reviews = 11;
const authors = 3;
const reviewed = 4;
const bodyLength = 293;
const text = 'A review that says what it says, at some length, and then some more of the same. '.repeat(6);

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
/** Ids are `seed-number`: another seed is another set of everything, so that no two requests ask for the same. */
const split = (id: unknown): [string, number] => {
  const [seed = '', number = '0'] = String(id).split('-');
  return [seed, Number(number)];
};
const reviewsWhere = (seed: string, isIts: (review: number) => boolean) =>
  numbers(reviews)
    .filter(isIts)
    .map((number) => ({ id: `${seed}-${number}` }));
const authorOf = (review: number) => (review % authors) + 1;
const productOf = (review: number) => (review % reviewed) + 1;

/** All fields by type, whichever subgraph has them. */
export const fields: Readonly<Record<string, Readonly<Record<string, Resolve>>>> = {
  Query: {
    person: (_, { id }) => ({ id }),
    users: (_, { seed }) => numbers(users).map((number) => ({ id: `${seed}-${number}` })),
    topProducts: (_, { seed, first }) => numbers(Number(first)).map((number) => ({ upc: `${seed}-${number}` })),
  },
  Person: {
    id: ({ id }) => id,
    name: ({ id }) => `Person ${id}`,
    handle: ({ id }) => `person_${id}`,
    visits: ({ id }, { first }) =>
      numbers(Math.min(Number(first), visitsPerPerson)).map((number) => ({ id: `${id}-${number}` })),
    risk: ({ id }) => ({ score: String(id).length }),
  },
  Visit: {
    id: ({ id }) => `visit-${id}`,
    at: () => '2026-01-01T00:00:00.000Z',
    visitor: ({ id }) => ({ id }),
  },
  Risk: { score: ({ score }) => score, level: ({ score }) => (Number(score) > 9 ? 'HIGH' : 'LOW') },
  User: {
    id: ({ id }) => id,
    name: ({ id }) => `User ${id}`,
    username: ({ id }) => `user_${id}`,
    reviews: ({ id }) => {
      const [seed, user] = split(id);
      return reviewsWhere(seed, (review) => authorOf(review) === user);
    },
  },
  Review: {
    id: ({ id }) => id,
    body: ({ id }) => text.slice(split(id)[1], split(id)[1] + bodyLength),
    author: ({ id }) => ({ id: `${split(id)[0]}-${authorOf(split(id)[1])}` }),
    product: ({ id }) => ({ upc: `${split(id)[0]}-${productOf(split(id)[1])}` }),
  },
  Product: {
    upc: ({ upc }) => upc,
    name: ({ upc }) => `Product ${upc}`,
    price: ({ upc }) => split(upc)[1] * 100,
    weight: ({ upc }) => split(upc)[1] * 10,
    inStock: ({ upc }) => split(upc)[1] % 2 === 0,
    shippingEstimate: ({ price, weight }) => (Number(price) > 500 ? 0 : Number(weight) / 2),
    reviews: ({ upc }) => {
      const [seed, product] = split(upc);
      return reviewsWhere(seed, (review) => productOf(review) === product);
    },
  },
};
