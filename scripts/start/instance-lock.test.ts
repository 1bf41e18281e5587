import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type Home, homeAt } from './home.ts';
import { holderOf, takeLock } from './instance-lock.ts';

let home: Home;

beforeEach(() => {
  home = homeAt(mkdtempSync(join(tmpdir(), 'kith-lock-')));
});

afterEach(() => rmSync(home.folder, { recursive: true }));

describe('the lock on a data folder', () => {
  test('is refused to a second command, with the first one named', () => {
    takeLock(home, 'npm start');
    expect(() => takeLock(home, 'npm run seed')).toThrow(
      `'npm start' already runs on ${home.folder} (process ${process.pid}): stop it with Ctrl-C first`,
    );
  });

  test('is free again once it was given back', () => {
    takeLock(home, 'npm start')();
    expect(existsSync(home.lock)).toBe(false);
    expect(() => takeLock(home, 'npm run seed')).not.toThrow();
  });

  test('is taken over from a process that is gone', () => {
    // Above every system's highest process id.
    writeFileSync(home.lock, JSON.stringify({ pid: 2 ** 30, command: 'npm start', birth: '1' }));
    expect(holderOf(home)).toBeUndefined();
    takeLock(home, 'npm start');
    expect(holderOf(home)?.pid).toBe(process.pid);
  });

  test('is taken over from a process whose id another one has now', () => {
    writeFileSync(home.lock, JSON.stringify({ pid: process.pid, command: 'npm start', birth: 'long ago' }));
    expect(holderOf(home)).toBeUndefined();
  });

  test('is taken over when it is damaged', () => {
    writeFileSync(home.lock, '{"pid":');
    expect(() => takeLock(home, 'npm start')).not.toThrow();
  });
});
