import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { readCommandLine } from '../../scripts/start/command-line.ts';
import { scenarios } from '../scenarios/all.ts';
import { bundleScript } from './bundle.ts';

const usage = `npm run loadtest:k6: makes the script with which k6 runs the same scenarios as 'npm run loadtest'

It goes to loadtest/k6/dist/kith.js; what it is run with is printed. k6 itself isn't needed to make it.
`;

readCommandLine('npm run loadtest:k6', usage, {});

const file = join(import.meta.dirname, 'dist', 'kith.js');
mkdirSync(dirname(file), { recursive: true });
writeFileSync(file, await bundleScript());
const path = relative(process.cwd(), file);
process.stdout.write(`${path} is made. Where k6 is installed and Kith runs:

${scenarios.map(({ name }) => `  k6 run -e SCENARIO=${name} ${path}`).join('\n')}

-e RATE=200, DURATION=60 (seconds), USERS=1000, RENEW_AFTER=480 (seconds) and URL=http://127.0.0.1:4000/graphql change what the scenario says.
`);
