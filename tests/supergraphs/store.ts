import type { SupergraphFixture } from './subgraph.ts';

const link = (imports: string) =>
  `extend schema @link(url: "https://specs.apollo.dev/federation/v2.5", import: [${imports}])\n`;

/**
 * A shop: an interface with a key that two other subgraphs extend by @interfaceObject, unions, nested lists, compound
 * and multiple keys, @provides, @override, @requires with and without arguments.
 */
export const store: SupergraphFixture = {
  name: 'store',
  subgraphs: [
    {
      name: 'products',
      typeDefs: `${link('"@key", "@shareable", "@inaccessible"')}
        type Query {
          product(id: ID!): Product
          products(first: Int = 3): [Product!]!
          book(isbn: String!): Book
          books: [Book]
          search(text: String!, kinds: [Kind!] = [BOOK], filter: Filter): [Item]
          featured: Item!
          shelf: [[Product]]
          bundle: Bundle
          bundles: [Bundle!]
          version: String! @shareable
        }
        type Mutation {
          rename(id: ID!, name: String!): Product
          restock(id: ID!, by: Int = 1): Int!
          clear: ClearPayload!
        }
        type ClearPayload { ok: Boolean! query: Query product: Product }
        enum Kind { BOOK GADGET HIDDEN @inaccessible }
        input Filter { min: Float max: Float = 10 tags: [String!] nested: Filter }
        interface Product @key(fields: "id") { id: ID! name: String price(currency: String = "EUR"): Float! size: Size kind: Kind }
        type Size @shareable { width: Int! height: Int depth: Depth }
        type Depth @shareable { mm: Int }
        type Book implements Product @key(fields: "id") @key(fields: "isbn") {
          id: ID! isbn: String! name: String price(currency: String = "EUR"): Float! size: Size kind: Kind pages: Int! sequel: Book
        }
        type Gadget implements Product @key(fields: "id") {
          id: ID! name: String price(currency: String = "EUR"): Float! size: Size kind: Kind volts: Float parts: [Gadget!]
        }
        type Bundle @key(fields: "vendor { id } code") { vendor: Vendor! code: String! items: [Product!] grid: [[Item]!] title: String! }
        type Vendor @key(fields: "id") { id: ID! label: String }
        union Item = Book | Gadget | Bundle
      `,
    },
    {
      name: 'stock',
      typeDefs: `${link('"@key", "@external", "@requires", "@shareable", "@override"')}
        type Query { version: String! @shareable warehouses: [Warehouse!]! }
        type Book @key(fields: "id") {
          id: ID! price(currency: String = "EUR"): Float! @external size: Size @external name: String @external
          inStock: Boolean! @requires(fields: "name")
          shippingUsd: Float @requires(fields: "price(currency: \\"USD\\") size { width height }")
          shippingEur: Float! @requires(fields: "price(currency: \\"EUR\\")")
        }
        type Size @shareable { width: Int! height: Int depth: Depth }
        type Depth @shareable { mm: Int }
        type Gadget @key(fields: "id") {
          id: ID! size: Size @external
          inStock: Boolean
          fits: String @requires(fields: "size { depth { mm } }")
        }
        type Bundle @key(fields: "vendor { id } code") { vendor: Vendor! code: String! available: Int! homes: [Warehouse] }
        type Vendor @key(fields: "id", resolvable: false) { id: ID! }
        type Warehouse @key(fields: "id") @key(fields: "code") { id: ID! code: String! name: String manager: Person }
        type Person @key(fields: "id") { id: ID! badge: String @override(from: "people") }
      `,
    },
    {
      name: 'reviews',
      typeDefs: `${link('"@key", "@external", "@requires", "@provides", "@interfaceObject", "@shareable"')}
        type Query { reviews(limit: Int! = 2): [Review!]! topReview: Review }
        type Product @key(fields: "id") @interfaceObject {
          id: ID! name: String @external
          reviews(first: Int): [Review!]!
          rating: Float
          slug: String @requires(fields: "name")
        }
        type Review @key(fields: "id") {
          id: ID! body: String author: Person @provides(fields: "name") about: Product! replies: [Review]
        }
        type Person @key(fields: "id") { id: ID! name: String @external wrote: [Review!] }
      `,
    },
    {
      name: 'people',
      typeDefs: `${link('"@key", "@shareable", "@tag"')}
        type Query { me: Person person(id: ID!): Person! people(ids: [ID!]!): [Person]! }
        type Mutation { befriend(id: ID!): Person! }
        type Person @key(fields: "id") @key(fields: "login") {
          id: ID! login: String! name: String @shareable badge: String friends(first: Int = 2): [Person!] best: Person! address: Address
          contact: Contact likes: Liking
        }
        type Address { street: String! city: City }
        type City { name: String! }
        interface Contact { value: String! }
        type Email implements Contact { value: String! host: String }
        type Phone implements Contact { value: String! country: Int! }
        union Liking = Person | Warehouse
        type Warehouse @key(fields: "code") { code: String! rooms: [[Int]] keeper: Person }
      `,
    },
  ],
};
