import type { SupergraphFixture } from './subgraph.ts';

const link = (imports: string) =>
  `extend schema @link(url: "https://specs.apollo.dev/federation/v2.5", import: [${imports}])\n`;

/**
 * Subgraphs that don't agree: enums, inputs, unions and nullability of which clients see what all have, parts that are
 * hidden from clients, root fields that several answer in part, a type that is an entity for one of them only, directives
 * of operations.
 */
export const mixed: SupergraphFixture = {
  name: 'mixed',
  subgraphs: [
    {
      name: 'left',
      typeDefs: `${link('"@key", "@shareable", "@inaccessible"')}
        directive @mark(as: String = "plain") on FIELD
        type Query {
          pair: Pair @shareable pairs: [Pair!] @shareable root: Query @shareable
          leftOnly(filter: Filter, kind: Kind = LOUD): Half
          people: [Human!]! shared: Choice @shareable
        }
        type Mutation { change(kind: Kind!): Both @shareable grow(by: Int = 1): Int! turn: Half }
        enum Kind { LOUD QUIET SECRET @inaccessible }
        enum Colour { RED GREEN }
        input Filter { text: String limit: Int = 3 left: Boolean }
        type Pair { id: ID! @shareable left: Half colour: Colour @shareable state: State secret: String @inaccessible }
        enum State { OPEN CLOSED HIDDEN @inaccessible }
        type Half { size: Int! half: Half kind: State }
        type Human { id: ID @shareable }
        union Choice = Half | Both
        type Both @shareable { a: Int b: String }
      `,
    },
    {
      name: 'right',
      typeDefs: `${link('"@key", "@shareable", "@inaccessible"')}
        directive @mark(as: String = "plain") on FIELD
        type Query {
          pair: Pair @shareable pairs: [Pair!] @shareable root: Query @shareable
          rightOnly(filter: Filter): [Part] beings: [Being!]! shared: Choice @shareable
        }
        type Mutation { change(kind: Kind!): Both @shareable shrink: Int! }
        enum Kind { LOUD QUIET SECRET @inaccessible }
        enum Colour { RED GREEN BLUE }
        input Filter { text: String limit: Int = 3 right: Float }
        type Pair { id: ID! @shareable right(n: Int = 2): Part! colour: Colour @shareable }
        type Part { weight: Float parts: [Part] being: Being }
        union Being = Human | Robot
        type Human @key(fields: "id") { id: ID! name: String alike: [Being!]! }
        type Robot { id: ID name: String @shareable alike: [Being!]! }
        union Choice = Part | Both
        type Both @shareable { a: Int b: String }
      `,
    },
    {
      name: 'names',
      typeDefs: `${link('"@key"')}
        directive @mark(as: String = "plain") on FIELD
        type Human @key(fields: "id") { id: ID! born: Int parents: [Human] }
      `,
    },
  ],
};
