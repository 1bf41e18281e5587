import fc from 'fast-check';

/**
 * Documents for the schema below, most of them valid: aliases, arguments, variables, directives, abstract types and
 * fragments, with a wrong name here and there.
 */
export const fuzzedSdl = `
  extend schema @link(
    url: "https://specs.apollo.dev/federation/v2.9"
    import: ["@key", "@authenticated", "@cost", "@listSize"]
  )
  type Query {
    me: User
    node(id: ID, in: Where): Node
    users(first: Int): [User!] @listSize(slicingArguments: ["first"], requireOneSlicingArgument: false, assumedSize: 2)
  }
  type Mutation { touch(in: Where): User }
  interface Node { id: ID! }
  type User implements Node { id: ID! name: String @authenticated secret: Int! @authenticated friends: [User] }
  type Thing implements Node { id: ID! size: Int @cost(weight: 3) owner: User }
  input Where { and: [Where!] text: String n: Int }
`;

const variableTypes: Readonly<Record<string, string>> = {
  v: 'ID',
  b: 'Boolean = true',
  c: 'Boolean!',
  n: 'Int',
  w: 'Where',
};

const where = rarely('{no: 1}', '{}', '{and: [{n: 1}, {text: "a"}]}', '{and: {n: $n}}', '$w', 'null');
/** One of the usual values, and now and then the odd one. */
function rarely(odd: string, ...usual: string[]): fc.Arbitrary<string> {
  return fc.oneof({ arbitrary: fc.constantFrom(...usual), weight: 30 }, { arbitrary: fc.constant(odd), weight: 1 });
}

const directive = fc.constantFrom('', '', '', '', ' @skip(if: $b)', ' @include(if: $c)', ' @include(if: true)');
/** An alias of the field's own, so that fields of one set seldom clash. */
const alias = (name: string) => fc.constantFrom('', '', `${name}1: `, name === 'name' ? '__proto__: ' : `${name}2: `);

const { query, mutation, user } = fc.letrec<Record<'query' | 'mutation' | 'user' | 'thing' | 'node', string>>((tie) => {
  const set = (...selections: fc.Arbitrary<string>[]) =>
    fc
      .array(fc.oneof({ maxDepth: 4, withCrossShrink: true }, ...selections), { minLength: 1, maxLength: 3 })
      .map((chosen) => `{ ${chosen.join(' ')} }`);
  const field = (name: string, below?: fc.Arbitrary<string>, args: fc.Arbitrary<string> = fc.constant('')) =>
    fc
      .tuple(alias(name), args, directive, below ?? fc.constant(''))
      .map(([as, given, applied, inner]) => `${as}${name}${given}${applied} ${inner}`);
  const on = (type: string, below: fc.Arbitrary<string>) =>
    fc.tuple(directive, below).map(([applied, inner]) => `... on ${type}${applied} ${inner}`);
  const leaf = (...names: string[]) => fc.constantFrom(...names, '__typename').chain((name) => field(name));
  return {
    query: set(
      leaf('__typename'),
      field('me', tie('user')),
      field('users', tie('user'), fc.constantFrom('', '', '', '(first: $n)')),
      field(
        'node',
        tie('node'),
        fc.tuple(fc.constantFrom('"1"', '$v', 'null'), where).map(([id, w]) => `(id: ${id}, in: ${w})`),
      ),
      rarely('nothing', '...G', '__schema { queryType { name } }'),
    ),
    mutation: set(
      field(
        'touch',
        tie('user'),
        where.map((given) => `(in: ${given})`),
      ),
    ),
    user: set(
      leaf('id', 'name', 'secret'),
      field('friends', tie('user')),
      on('User', tie('user')),
      on('Node', tie('node')),
      fc.constant('...F'),
    ),
    thing: set(leaf('id', 'size'), field('owner', tie('user'))),
    node: set(leaf('id'), on('User', tie('user')), on('Thing', tie('thing'))),
  };
});

/** A document's text. */
export const arbitraryDocument: fc.Arbitrary<string> = fc
  .tuple(
    fc.oneof(
      { arbitrary: query, weight: 4 },
      mutation.map((set) => `mutation ${set}`),
    ),
    query,
    user,
  )
  .map(([operation, g, f]) => {
    const isMutation = operation.startsWith('mutation');
    const body = isMutation ? operation.slice('mutation '.length) : operation;
    const withG = body.includes('...G') ? ` fragment G on Query ${g.replaceAll('...G', '__typename')}` : '';
    const withF = /\.\.\.F/.test(body + withG) ? ` fragment F on User ${f.replaceAll('...F', 'id')}` : '';
    const all = `${body}${withG}${withF}`;
    const used = Object.keys(variableTypes).filter((name) => all.includes(`$${name}`));
    const definitions = used.map((name) => `$${name}: ${variableTypes[name]}`).join(', ');
    return `${isMutation ? 'mutation' : 'query'} Q${definitions && `(${definitions})`} ${all}`;
  });

/** Variables for it, of the right types more often than not. */
export const arbitraryVariables: fc.Arbitrary<object> = fc.record({
  v: mostly(fc.constantFrom('1', 2, '')),
  b: mostly(fc.boolean()),
  c: mostly(fc.boolean()),
  n: mostly(fc.integer({ min: -5, max: 50 })),
  w: mostly(fc.constantFrom({}, null, { and: [{ n: 1 }, {}] }, { and: { text: 'x' } })),
});

function mostly(usual: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc.oneof({ arbitrary: usual, weight: 20 }, { arbitrary: fc.jsonValue(), weight: 1 });
}
