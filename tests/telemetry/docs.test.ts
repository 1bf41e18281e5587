import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { trackedFiles } from '../../scripts/verify/tracked-files.ts';

const root = join(import.meta.dirname, '..', '..');
const prefixes = '(?:http|router|subgraph|log|outbox|pg|fraud|limit|trace)';

/** The names of metrics in the code: a literal handed to whoever makes one. */
function declared(): string[] {
  const files = trackedFiles().filter(
    (file) => /^(platform|router|subgraphs)\/.*\.ts$/.test(file) && !/\.test\.ts$|\/generated\//.test(file),
  );
  const names = files.flatMap((file) =>
    [
      ...readFileSync(join(root, file), 'utf8').matchAll(
        new RegExp(`\\b(?:counter|counters|timing|gauge|count)\\(\\s*'(${prefixes}_[a-z_]+)'`, 'g'),
      ),
    ].map(([, name]) => name!),
  );
  return [...new Set(names)].sort();
}

describe('docs/telemetry.md', () => {
  test('explains every metric that there is, and none that there is not', () => {
    const page = readFileSync(join(root, 'docs', 'telemetry.md'), 'utf8');
    const rows = page.split('\n').filter((line) => line.startsWith('| `'));
    const explained = rows.flatMap((row) =>
      [...row.split(' | ')[0]!.matchAll(new RegExp(`\`(${prefixes}_[a-z_]+)\``, 'g'))].map(([, name]) => name!),
    );
    expect(declared().length).toBeGreaterThan(30);
    expect([...new Set(explained)].sort()).toEqual(declared());
  });
});
