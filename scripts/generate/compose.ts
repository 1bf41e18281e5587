import { writeFileSync } from 'node:fs';
import { compose } from '../../registry/composition/compose.ts';
import { readSubgraphSources } from '../../registry/composition/subgraph-sources.ts';
import { readCommandLine } from '../start/command-line.ts';

const usage = `npm run compose: writes supergraph.graphql, of the subgraphs that supergraph.yaml names

Where they don't compose it says why, leaves the file as it was, and ends with 1.
`;

readCommandLine('npm run compose', usage, {});
const { supergraphSdl, findings } = compose(readSubgraphSources('supergraph.yaml'));
for (const { level, place, reason } of findings) if (level !== 'note') console.error(`${level}: ${place}: ${reason}`);
if (supergraphSdl) {
  writeFileSync('supergraph.graphql', supergraphSdl);
  console.log('supergraph.graphql composed from supergraph.yaml');
} else {
  console.error('The subgraphs do not compose; supergraph.graphql is left as it was.');
  process.exitCode = 1;
}
