import type { SupergraphFixture } from './subgraph.ts';

const link = (imports: string) =>
  `extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: [${imports}])\n`;

/** Keys of all kinds: some only carried, some compound and nested; chains of @requires; the same field asked for with other arguments. */
export const keys: SupergraphFixture = {
  name: 'keys',
  subgraphs: [
    {
      name: 'a',
      typeDefs: `${link('"@key", "@external", "@requires", "@shareable"')}
        type Query { feed: [Post] order: Order }
        type Part
          @key(fields: "id")
          @key(fields: "serial", resolvable: false)
          @key(fields: "origin { plant line }", resolvable: false) {
          id: ID! serial: ID! origin: Origin! name: String!
        }
        type Origin @shareable { plant: ID! line: ID! batch: ID! }
        type Post @key(fields: "id") { id: ID! comments(limit: Int!): [Comment] @external hot: Boolean @requires(fields: "comments(limit: 2) { id score }") }
        type Comment @key(fields: "id") { id: ID! body: String! related: [Post] @external spam: Boolean @requires(fields: "related { comments(limit: 3) { id } }") score: Int @external }
        type Order @key(fields: "number region { code }") { number: ID! region: Region! total: Int }
        type Region @shareable { code: ID! name: String }
      `,
    },
    {
      name: 'b',
      typeDefs: `${link('"@key", "@external", "@requires", "@shareable"')}
        type Query { machine: Machine machines: [Machine!]! }
        type Machine @key(fields: "id") { id: ID! parts: [Part!]! spare: Part }
        type Part
          @key(fields: "origin { plant line }", resolvable: false)
          @key(fields: "id origin { line batch }")
          @key(fields: "serial", resolvable: false)
          @key(fields: "id", resolvable: false) {
          id: ID! serial: ID! origin: Origin! name: String! @external label: String! @requires(fields: "name")
        }
        type Origin @shareable { plant: ID! line: ID! batch: ID! }
        type Post @key(fields: "id") {
          id: ID!
          author: Author @requires(fields: "summary")
          summary: String @external
          comments(limit: Int!): [Comment]
          first: String @requires(fields: "price(unit: \\"A\\")")
          second: String @requires(fields: "price(unit: \\"B\\") summary")
          price(unit: String!): Int @external
        }
        type Comment @key(fields: "id") { id: ID! date: String related: [Post] score: Int }
        type Author { id: ID! name: String }
        type Order @key(fields: "number region { code }") @key(fields: "slip") { number: ID! region: Region! slip: ID! lines: [Line!] }
        type Region @shareable { code: ID! }
        type Line { part: Part quantity: Int! }
      `,
    },
    {
      name: 'c',
      typeDefs: `${link('"@key", "@external", "@requires", "@shareable"')}
        type Query { slips: [Order] }
        type Post @key(fields: "id") { id: ID! price(unit: String!): Int summary: String @requires(fields: "title") title: String @external }
        type Order @key(fields: "slip") { slip: ID! paid: Boolean! }
      `,
    },
    {
      name: 'd',
      typeDefs: `${link('"@key"')}
        type Post @key(fields: "id") { id: ID! title: String }
      `,
    },
  ],
};
