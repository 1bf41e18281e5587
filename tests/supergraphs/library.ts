import type { SubgraphFixture } from './subgraph.ts';

const link = (...names: readonly string[]) =>
  `extend schema @link(url: "https://specs.apollo.dev/federation/v2.5", import: [${names.map((name) => `"@${name}"`).join(', ')}])\n`;

const books = [
  { __typename: 'Novel', id: 'b1', title: 'One', authorId: 'a1', pages: 100 },
  { __typename: 'Atlas', id: 'b2', title: 'Two', authorId: 'a2', maps: 7 },
  { __typename: 'Novel', id: 'b3', title: 'Three', authorId: 'gone', pages: 300 },
  { __typename: 'Novel', id: 'b4', title: 'Four', authorId: 'a1', pages: 400 },
];

const bookById = (id: string) => books.find((book) => book.id === id) ?? null;

/** Who calls what in which order, for the mutations. */
export const libraryLog: string[] = [];

/**
 * Books owned by one subgraph, their authors by another, their marks by a third that knows books as an
 * @interfaceObject: small enough that a test can say what an answer must be.
 */
export const library: readonly SubgraphFixture[] = [
  {
    name: 'catalog',
    typeDefs: `${link('key', 'shareable')}
      type Query {
        books: [Book!]!
        book(id: ID!): Book
        things: [Thing]
        rows: [[Book!]]
        strict: Book!
        secret: String
        echo(input: Echo, flag: Boolean = true): String
        root: Query!
      }
      type Mutation { addBook(title: String!): Book rename(title: String!): Book }
      type Subscription { published(shelf: Int): Book }
      input Echo { text: String! times: Int = 2 inner: Echo }
      interface Book @key(fields: "id") { id: ID! title: String author: Author }
      type Novel implements Book @key(fields: "id") { id: ID! title: String author: Author pages: Int! }
      type Atlas implements Book @key(fields: "id") { id: ID! title: String author: Author maps: Int }
      type Author @key(fields: "id") { id: ID! }
      type Note @shareable { text: String! }
      union Thing = Novel | Author | Note
    `,
    resolvers: {
      Query: {
        books: () => books,
        book: (_: unknown, { id }: { id: string }) => bookById(id),
        things: () => [books[0], { __typename: 'Author', id: 'a2' }, { __typename: 'Note', text: 'n' }, null],
        rows: () => [[books[0], books[1]], null, [], [books[3]]],
        strict: () => books[0],
        secret: () => {
          throw Object.assign(new Error('no secret'), {
            extensions: { code: 'HIDDEN', hint: 7, stacktrace: ['at /srv/secret.ts'], __proto__: { polluted: true } },
          });
        },
        echo: (_: unknown, args: unknown) => JSON.stringify(args),
        root: () => ({}),
      },
      Mutation: {
        addBook: (_: unknown, { title }: { title: string }) => {
          libraryLog.push(`add ${title}`);
          return { ...books[0], title };
        },
        rename: (_: unknown, { title }: { title: string }) => {
          libraryLog.push(`rename ${title}`);
          return { ...books[0], title };
        },
      },
      Book: { __resolveReference: ({ id }: { id: string }) => bookById(id) },
      Novel: {
        __resolveReference: ({ id }: { id: string }) => bookById(id),
        author: ({ authorId }: { authorId: string }) => ({ id: authorId }),
      },
      Atlas: {
        __resolveReference: ({ id }: { id: string }) => bookById(id),
        author: ({ authorId }: { authorId: string }) => ({ id: authorId }),
      },
    },
  },
  {
    name: 'people',
    typeDefs: `${link('key')}
      type Mutation { hire(name: String!): Author }
      type Author @key(fields: "id") { id: ID! name: String! nick: String constructor: String friends: [Author] }
    `,
    resolvers: {
      Mutation: {
        hire: (_: unknown, { name }: { name: string }) => {
          libraryLog.push(`hire ${name}`);
          return { id: 'a1', name };
        },
      },
      Author: {
        __resolveReference: ({ id }: { id: string }) => (id === 'gone' ? null : { id, name: `Name of ${id}` }),
        nick: ({ id }: { id: string }) => {
          if (id === 'a2') throw new Error('no nick');
          return `nick-${id}`;
        },
        constructor: () => 'built',
        friends: () => [{ id: 'a2', name: 'Name of a2' }, null],
      },
    },
  },
  {
    name: 'marks',
    typeDefs: `${link('key', 'interfaceObject', 'external', 'requires')}
      type Query { best: Book marked: [Book!] }
      type Book @key(fields: "id") @interfaceObject {
        id: ID! title: String @external stars: Int! slug: String @requires(fields: "title")
      }
    `,
    resolvers: {
      Query: { best: () => ({ id: 'b2' }), marked: () => [{ id: 'b1' }, { id: 'b2' }] },
      Book: {
        __resolveReference: (reference: object) => reference,
        stars: ({ id }: { id: string }) => Number(id.slice(1)),
        slug: ({ title }: { title?: string }) => title?.toLowerCase() ?? null,
      },
    },
  },
];
