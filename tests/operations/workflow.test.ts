import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';

const root = join(import.meta.dirname, '..', '..');
const { jobs } = parse(readFileSync(join(root, '.github/workflows/verify.yml'), 'utf8'));
const { env, steps }: { env: Record<string, string>; steps: { run?: string }[] } = jobs.verify;

test('a change is verified with every server that a test asks for: none is skipped', () => {
  const asked = new Set<string>();
  for (const folder of ['tests', 'platform', 'router', 'subgraphs', 'loadtest', 'client', 'registry', 'scripts'])
    for (const file of readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }))
      if (file.endsWith('.ts') && !file.includes('node_modules'))
        for (const [, name] of readFileSync(join(root, folder, file), 'utf8').matchAll(
          /process\.env\.(REQUIRE_[A-Z]+)/g,
        ))
          asked.add(name!);
  expect(asked.size).toBeGreaterThan(3);
  expect(env).toEqual(Object.fromEntries([...asked].map((name) => [name, '1'])));
});

test('it runs npm scripts that are there', () => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const runs = steps.flatMap(({ run }) => [...(run ?? '').matchAll(/npm run (\S+)/g)].map(([, name]) => name!));
  expect(runs).toEqual(['verify']);
  for (const name of runs) expect(Object.keys(scripts)).toContain(name);
});
