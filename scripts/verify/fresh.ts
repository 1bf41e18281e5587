import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { compose } from '../../registry/composition/compose.ts';
import { readSubgraphSources } from '../../registry/composition/subgraph-sources.ts';
import { readCommandLine } from '../start/command-line.ts';

const usage = `npm run fresh: whether the generated files that are committed are what their sources make now

The generated types are made anew for it; supergraph.graphql is only compared.
`;

readCommandLine('npm run fresh', usage, {});

/** Generated files that are committed must be what their sources make now. */
const stale: string[] = [];

if (compose(readSubgraphSources('supergraph.yaml')).supergraphSdl !== readFileSync('supergraph.graphql', 'utf8'))
  stale.push('supergraph.graphql is stale: run `npm run compose` and commit it');

const before = generatedState();
execFileSync(process.execPath, ['--import', 'tsx', 'scripts/generate/event-schemas.ts'], { stdio: 'ignore' });
execFileSync(process.execPath, ['node_modules/@graphql-codegen/cli/cjs/bin.js', '--config', 'codegen.ts', '--silent'], {
  stdio: 'inherit',
});
if (generatedState() !== before) stale.push('generated types are stale: run `npm run codegen` and commit them');

for (const line of stale) console.error(line);
console.log(`fresh: ${stale.length} stale`);
process.exitCode = stale.length > 0 ? 1 : 0;

/** Names and contents of the generated files in the working tree. */
function generatedState(): string {
  const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '*/generated/*'], { encoding: 'utf8' });
  return files
    .split('\n')
    .filter(Boolean)
    .sort()
    .map((file) => `${file}\n${readFileSync(file, 'utf8')}`)
    .join('\n');
}
