import type { SupergraphFixture } from './subgraph.ts';

const link = (imports: string) =>
  `extend schema @link(url: "https://specs.apollo.dev/federation/v2.7", import: [${imports}])\n`;

/**
 * Entities in every role: keys that may be null, that lead from subgraph to subgraph, that contain lists of entities or
 * stand on an external field; children that are no entities, reached through their parent; requirements of requirements,
 * some through another entity; overrides, one of them for no request yet (the stock gateway knows no other share);
 * subgraphs in the words of Federation 1.
 */
export const office: SupergraphFixture = {
  name: 'office',
  subgraphs: [
    {
      name: 'staff',
      typeDefs: `${link('"@key", "@shareable", "@external", "@requires"')}
        type Query { staff: [Person!]! person: Person desks: [Desk] team: Team! }
        type Person @key(fields: "id") @key(fields: "id badge") {
          id: ID! badge: ID! name: String @shareable title: String @shareable
          desk: Desk
          seat: Seat @shareable
          senior: Boolean! @external
          bonus: Int @requires(fields: "senior")
          share: Float @external
          pension: Int @requires(fields: "share")
        }
        type Desk @key(fields: "code") { code: ID person: Person }
        type Seat @key(fields: "number") { number: ID! colour: String }
        type Team @key(fields: "people { id }") { people: [Person!]! }
      `,
    },
    {
      name: 'rooms',
      typeDefs: `${link('"@key", "@shareable"')}
        type Person @key(fields: "id badge") { id: ID! badge: ID! seat: Seat @shareable }
        type Seat { place: Spot }
        type Spot { floor: Int! window: Boolean }
        type Team @key(fields: "people { id badge }") { people: [Person!]! lead: Person @shareable size: Int }
      `,
    },
    {
      name: 'assets',
      typeDefs: `${link('"@key", "@external", "@requires", "@override", "@shareable"')}
        type Query { assets: [Asset] }
        type Desk @key(fields: "code") @key(fields: "tag") { code: ID tag: ID! }
        type Asset @key(fields: "tag") { tag: ID! desk: Desk owner: Person }
        type Person @key(fields: "id") {
          id: ID! badge: ID! @external title: String @shareable @override(from: "staff") since: Int @external
          senior: Boolean! @requires(fields: "manager { since }")
          manager: Person
          bonus: Int @external
          share: Float @requires(fields: "bonus")
        }
        type Team @key(fields: "people { id badge } lead { id }") { people: [Person!]! lead: Person @shareable budget: Float }
      `,
    },
    {
      name: 'payroll',
      typeDefs: `${link('"@key", "@external", "@requires", "@override"')}
        type Query { paid: [Person] }
        type Desk @key(fields: "tag") { tag: ID! cost: Int lamps: [Lamp!] }
        type Lamp { watts: Int }
        type Person @key(fields: "id") {
          id: ID! pension: Int @external bonus: Int @external
          total: Int @requires(fields: "pension bonus")
          nickname: String @override(from: "legacy", label: "percent(0)")
        }
      `,
    },
    {
      name: 'legacy',
      // Without a @link: Federation 1.
      typeDefs: `
        type Query { veteran: Person named: Person @provides(fields: "name") }
        type Person @key(fields: "id") @extends { id: ID! @external name: String @external nickname: String since: Int }
        extend type Asset @key(fields: "tag") { tag: ID! @external note: String }
      `,
    },
  ],
};
