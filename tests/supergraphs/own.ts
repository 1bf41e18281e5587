import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SupergraphFixture } from './subgraph.ts';

const root = join(import.meta.dirname, '..', '..');

/** The supergraph of this repository, with made-up data. */
export const own: SupergraphFixture = {
  name: 'own',
  subgraphs: [
    ...['users', 'activity', 'fraud'].map((name) => ({
      name,
      typeDefs: readFileSync(join(root, 'subgraphs', name, 'schema.graphql'), 'utf8'),
    })),
    { name: 'events', typeDefs: readFileSync(join(root, 'events', 'schema.graphql'), 'utf8') },
  ],
};
