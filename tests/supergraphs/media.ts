import type { SupergraphFixture } from './subgraph.ts';

const link = (imports: string) =>
  `extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: [${imports}])\n`;

/** Abstract types spread over subgraphs: unions that intersect, interfaces without keys, shared roots, nested @provides. */
export const media: SupergraphFixture = {
  name: 'media',
  subgraphs: [
    {
      name: 'catalog',
      typeDefs: `${link('"@key", "@shareable", "@provides", "@external"')}
        type Query { media: Media @shareable shelf: [Media] shows: [Show!]! viewer: Viewer @shareable any: Thing }
        union Media = Song | Film | Show
        interface Thing { id: ID! title: String }
        type Song implements Thing @key(fields: "id") { id: ID! title: String length: Int! }
        type Film implements Thing @key(fields: "id") { id: ID! title: String @shareable director: Crew @provides(fields: "name agent { name }") }
        type Show @key(fields: "id") { id: ID! title: String @shareable episodes: [Episode!]! }
        type Episode @key(fields: "show { id } number") { show: Show! number: Int! name: String }
        type Crew @key(fields: "id") { id: ID! name: String @external agent: Agent @external }
        type Agent @key(fields: "id") { id: ID! name: String @external }
        type Viewer { media: Media @shareable name: String }
      `,
    },
    {
      name: 'crew',
      typeDefs: `${link('"@key", "@shareable"')}
        type Query { crew: [Crew] viewer: Viewer @shareable worker: Worker }
        interface Worker { id: ID! name: String }
        type Crew implements Worker @key(fields: "id") { id: ID! name: String @shareable agent: Agent @shareable films: [Film] }
        type Agent implements Worker @key(fields: "id") { id: ID! name: String @shareable clients: [Worker!] }
        type Film @key(fields: "id") { id: ID! title: String @shareable cast(first: Int): [Crew!] }
        type Viewer { media: Media @shareable rank: Int! }
        union Media = Film | Song
        type Song @key(fields: "id") { id: ID! plays: Int }
      `,
    },
    {
      name: 'ratings',
      typeDefs: `${link('"@key", "@shareable"')}
        type Query { media: Media @shareable }
        union Media = Film | Show
        type Film @key(fields: "id") { id: ID! stars: Float! critics: [Critic] }
        type Show @key(fields: "id") { id: ID! stars: Float title: String @shareable }
        type Episode @key(fields: "show { id } number") { show: Show! number: Int! stars: Float! }
        interface Critic { name: String! }
        type Reader implements Critic { name: String! since: Int }
        type Paper implements Critic { name: String! city: String! }
      `,
    },
  ],
};
