import type { SupergraphFixture } from './subgraph.ts';

const link = (imports: string) =>
  `extend schema @link(url: "https://specs.apollo.dev/federation/v2.5", import: [${imports}])\n`;

/**
 * Abstract types in every role: @provides through interfaces and unions and several levels deep, @requires of an
 * interface and through fragments, an @interfaceObject that requires, interfaces that refer to themselves or that a
 * subgraph has no types for, types that belong to an interface in one subgraph only.
 */
export const travel: SupergraphFixture = {
  name: 'travel',
  subgraphs: [
    {
      name: 'places',
      typeDefs: `${link('"@key", "@shareable"')}
        type Query { place: Place places: [Place!]! node(n: Int): Node stays: [Stay] }
        interface Node { id: ID! }
        interface Place @key(fields: "id") { id: ID! name: String country: String }
        type Town implements Place & Node @key(fields: "id") { id: ID! name: String country: String people: Int twin: Town }
        type Peak implements Place @key(fields: "id") { id: ID! name: String country: String metres: Int! }
        union Stay = Hotel | Hut
        type Hotel @key(fields: "id") { id: ID! name: String @shareable stars: Int rooms: [Room!] @shareable }
        type Hut implements Node @key(fields: "id") { id: ID! name: String @shareable beds: Int! }
        type Room @key(fields: "id") { id: ID! view: View @shareable label: String @shareable }
        interface View { text: String! }
        interface Wide implements View { text: String! degrees: Int! }
        type Sea implements View & Wide @shareable { text: String! degrees: Int! water: String! }
        type Hills implements View & Wide @shareable { text: String! degrees: Int! snow: Boolean }
        type Wall implements View @shareable { text: String! }
      `,
    },
    {
      name: 'tips',
      typeDefs: `${link('"@key", "@external", "@requires", "@interfaceObject"')}
        type Query { tips(first: Int = 2): [Tip!] bestPlace: Place }
        type Place @key(fields: "id") @interfaceObject {
          id: ID! country: String @external
          tips: [Tip!]
          advice: String @requires(fields: "country")
          neighbour: Place
        }
        type Tip @key(fields: "id") { id: ID! text: String about: Place! }
      `,
    },
    {
      name: 'booking',
      typeDefs: `${link('"@key", "@external", "@requires", "@provides", "@shareable"')}
        type Query {
          offer: Offer @provides(fields: "stay { ... on Hotel { name rooms { label } } ... on Hut { name } }")
          offers: [Offer]
          listed: [Listed] @shareable
        }
        union Stay = Hotel | Hut
        interface Listed { name: String self: Listed }
        type Offer @key(fields: "id") { id: ID! stay: Stay price: Int }
        type Hotel implements Listed @key(fields: "id") {
          id: ID! name: String @external rooms: [Room!] @external self: Hotel @provides(fields: "name")
        }
        type Hut implements Listed @key(fields: "id") { id: ID! name: String @external self: Hut @provides(fields: "name") }
        type Room @key(fields: "id") {
          id: ID! label: String @external view: View @external
          teaser: String @requires(fields: "view { text ... on Wide { degrees ... on Sea { water } ... on Hills { snow } } }")
          plain: Boolean @requires(fields: "view { ... on Wall { text } }")
        }
        interface View { text: String! }
        interface Wide implements View { text: String! degrees: Int! }
        type Sea implements View & Wide @shareable { text: String! degrees: Int! water: String! }
        type Hills implements View & Wide @shareable { text: String! degrees: Int! snow: Boolean }
        type Wall implements View @shareable { text: String! }
      `,
    },
    {
      name: 'maps',
      typeDefs: `${link('"@key", "@shareable"')}
        type Query { listed: [Listed] @shareable }
        interface Listed { name: String }
        interface Node { id: ID! }
        type Hotel implements Listed & Node @key(fields: "id") { id: ID! name: String @shareable map: Map }
        type Hut implements Listed @key(fields: "id") { id: ID! name: String @shareable map: Map }
        type Map { url: String! scale: Int }
      `,
    },
  ],
};
