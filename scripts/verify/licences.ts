import { readFileSync } from 'node:fs';
import { readCommandLine } from '../start/command-line.ts';

const usage = `npm run licences: the licence of every direct dependency, and whether we may use it
`;

readCommandLine('npm run licences', usage, {});

/** Lists the licence of every direct dependency, and fails on one that is neither permissive nor named as an exception. */
const permissive = new Set([
  'MIT',
  'ISC',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'MIT OR Apache-2.0',
]);
/** Free to use and change, not to be offered as a managed service: the README names each package that is under it. */
const exceptions = new Set(['Elastic-2.0']);
const readme = readFileSync('README.md', 'utf8');

const root = JSON.parse(readFileSync('package.json', 'utf8'));
const names = Object.keys({ ...root.dependencies, ...root.devDependencies }).sort();
let refused = 0;
for (const name of names) {
  const { version, license } = JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8'));
  const known = permissive.has(license) || (exceptions.has(license) && readme.includes(`\`${name}\``));
  if (!known) refused += 1;
  console.log(`${known ? ' ' : '!'} ${name}@${version}: ${license}`);
}
console.log(`licences: ${names.length} direct dependencies, ${refused} refused`);
process.exitCode = refused > 0 ? 1 : 0;
