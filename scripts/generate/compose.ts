import { writeFileSync } from 'node:fs';
import { composeSupergraph } from '../../registry/compose.ts';

writeFileSync('supergraph.graphql', composeSupergraph('supergraph.yaml'));
console.log('supergraph.graphql composed from supergraph.yaml');
