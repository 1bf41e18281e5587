import { spawnSync } from 'node:child_process';
import { readCommandLine } from '../start/command-line.ts';

const usage = `npm run verify: everything that CI runs; all of it is run, and what failed is said at the end

  npm run verify -- --without-tests   all but the tests
`;

const given = readCommandLine('npm run verify', usage, { 'without-tests': { type: 'boolean' } });

/** Everything that CI runs, in the order in which it fails fastest. */
const steps: readonly [name: string, command: readonly string[]][] = [
  ['format and lint', ['npx', 'biome', 'check', '.']],
  ['types', ['npm', 'run', '--silent', 'types']],
  ['walls between rooms', ['npm', 'run', '--silent', 'walls']],
  ['licences', ['npm', 'run', '--silent', 'licences']],
  ['generated files fresh', ['npm', 'run', '--silent', 'fresh']],
  ['tests', ['npm', 'test']],
];

const failed: string[] = [];
for (const [name, command] of steps) {
  if (name === 'tests' && given['without-tests']) continue;
  const startedAt = Date.now();
  console.log(`\n== ${name}: ${command.join(' ')}`);
  const { status } = spawnSync(command[0]!, command.slice(1), { stdio: 'inherit' });
  console.log(`== ${name}: ${status === 0 ? 'passed' : 'FAILED'} in ${Math.round((Date.now() - startedAt) / 1000)} s`);
  if (status !== 0) failed.push(name);
}
console.log(failed.length === 0 ? '\nverify: all passed' : `\nverify: failed: ${failed.join(', ')}`);
process.exitCode = failed.length === 0 ? 0 : 1;
