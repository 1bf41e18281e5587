import { lstatSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { layMissingLinks } from './embedded-binaries.ts';

test('links that no install script laid are laid, and those that are there stay', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kith-links-'));
  try {
    mkdirSync(join(folder, 'native', 'lib'), { recursive: true });
    writeFileSync(join(folder, 'native', 'lib', 'libpq.so.5.18'), 'library');
    writeFileSync(
      join(folder, 'native', 'pg-symlinks.json'),
      JSON.stringify([
        { source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so.5' },
        { source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so' },
      ]),
    );
    layMissingLinks(folder);
    layMissingLinks(folder);
    for (const name of ['libpq.so.5', 'libpq.so']) {
      expect(lstatSync(join(folder, 'native', 'lib', name)).isSymbolicLink()).toBe(true);
      expect(readFileSync(join(folder, 'native', 'lib', name), 'utf8')).toBe('library');
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a package without a list of links has none to lay', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kith-links-'));
  expect(() => layMissingLinks(folder)).not.toThrow();
  rmSync(folder, { recursive: true });
});
