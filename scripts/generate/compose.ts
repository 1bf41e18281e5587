import { writeFileSync } from 'node:fs';
import { compose } from '../../registry/composition/compose.ts';
import { readSubgraphSources } from '../../registry/composition/subgraph-sources.ts';

const { supergraphSdl, findings } = compose(readSubgraphSources('supergraph.yaml'));
for (const { level, place, reason } of findings) if (level !== 'note') console.error(`${level}: ${place}: ${reason}`);
if (supergraphSdl) {
  writeFileSync('supergraph.graphql', supergraphSdl);
  console.log('supergraph.graphql composed from supergraph.yaml');
} else {
  console.error('The subgraphs do not compose; supergraph.graphql is left as it was.');
  process.exitCode = 1;
}
