import { composeServices } from '@apollo/composition';
import { type DocumentNode, parse } from 'graphql';

const link =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.0", import: ["@key", "@requires", "@external", "@provides", "@shareable"])\n';

/**
 * The subgraphs of the bench. People, visits and risk: one fact about a person each, for operations of one to three hops.
 * Accounts, inventory, products and reviews have the shape of the public benchmark of federation gateways.
 */
export const subgraphs: Readonly<Record<string, DocumentNode>> = Object.fromEntries(
  Object.entries({
    people: `
      type Query { person(id: ID!): Person }
      type Person @key(fields: "id") { id: ID! name: String handle: String }`,
    visits: `
      type Person @key(fields: "id") { id: ID! visits(first: Int = 20): [Visit!] }
      type Visit { id: ID! at: String visitor: Person! }`,
    risk: `
      type Person @key(fields: "id") { id: ID! risk: Risk }
      type Risk { score: Int level: String }`,
    accounts: `
      type Query { users(seed: Int!): [User] }
      type User @key(fields: "id") { id: ID! name: String username: String @shareable }`,
    inventory: `
      type Product @key(fields: "upc") {
        upc: String! weight: Int @external price: Int @external
        inStock: Boolean shippingEstimate: Int @requires(fields: "price weight")
      }`,
    products: `
      type Query { topProducts(seed: Int!, first: Int = 5): [Product] }
      type Product @key(fields: "upc") { upc: String! name: String price: Int weight: Int }`,
    reviews: `
      type Review @key(fields: "id") { id: ID! body: String product: Product author: User @provides(fields: "username") }
      type User @key(fields: "id") { id: ID! username: String @external reviews: [Review] }
      type Product @key(fields: "upc") { upc: String! reviews: [Review] }`,
  }).map(([name, text]) => [name, parse(link + text)]),
);

/** Where it would be told that a person changed; nobody does while costs are measured. */
export const peopleTopic = 'people.changed';

/** The same people with hints by which a router may keep them (docs/entity-cache.md). */
const keptPeople = parse(`
  extend schema
    @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@composeDirective"])
    @link(url: "https://kith.dev/cache/v1.0", import: ["@cacheControl", "@staleOn"])
    @composeDirective(name: "@cacheControl")
    @composeDirective(name: "@staleOn")
  directive @staleOn(topic: String!, type: String!, key: String!) repeatable on OBJECT | INTERFACE | FIELD_DEFINITION
  directive @cacheControl(maxAge: Int, scope: cache__Scope) on FIELD_DEFINITION
  enum cache__Scope { PUBLIC PRIVATE }
  type Query { person(id: ID!): Person }
  type Person @key(fields: "id") @staleOn(topic: "${peopleTopic}", type: "person.changed", key: "person.id") {
    id: ID! name: String @cacheControl(maxAge: 300) handle: String @cacheControl(maxAge: 300)
  }
`);

/** Composes them; `urls` by subgraph name. With `hints` routers may keep people. */
export function composeSupergraph(urls: Readonly<Record<string, string>>, hints = false): string {
  const result = composeServices(
    Object.entries(subgraphs).map(([name, typeDefs]) => ({
      name,
      url: urls[name]!,
      typeDefs: hints && name === 'people' ? keptPeople : typeDefs,
    })),
  );
  if (result.errors) throw new Error(result.errors.map(({ message }) => message).join('\n'));
  return result.supergraphSdl;
}
