import { promisify } from 'node:util';
import { deflate } from 'node:zlib';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { type Claim, ClaimEndedError } from '../../../platform/http/claim.ts';
import { createPasswords, type Passwords } from './passwords.ts';

const claim: Claim = { ended: () => null };
let passwords: Passwords;
beforeAll(async () => {
  passwords = await createPasswords();
});

describe('passwords', () => {
  test('are checked against their own hash, whatever characters they have', async () => {
    for (const password of ['correct horse battery', '🔑 ключ\u0000', ' '.repeat(8)]) {
      const hash = await passwords.hash(password, claim);
      expect(await passwords.check(hash, password, claim)).toBe(true);
      expect(await passwords.check(hash, `${password} `, claim)).toBe(false);
    }
  });

  test('one password has another hash each time', async () => {
    const twice = ['correct horse battery', 'correct horse battery'].map((password) => passwords.hash(password, claim));
    const [first, second] = await Promise.all(twice);
    expect(first).not.toBe(second);
  });

  test('where there is no account no password is right', async () => {
    expect(await passwords.check(null, '', claim)).toBe(false);
  });

  test('however many are checked at once, other work of the thread pool doesn’t wait for them all', async () => {
    let checked = 0;
    const all = Array.from({ length: 24 }, () => passwords.check(null, 'wrong', claim).then(() => checked++));
    await promisify(deflate)('work for a thread');
    expect(checked).toBeLessThan(12);
    await Promise.all(all);
  });

  test('one for whom nobody waits any more is not looked at', async () => {
    const gone = new ClaimEndedError('CLIENT_GONE', 'Nobody waits for this answer any more.');
    await expect(passwords.check(null, 'wrong', { ended: () => gone })).rejects.toBe(gone);
    await expect(passwords.hash('new', { ended: () => gone })).rejects.toBe(gone);
    expect(await passwords.check(null, 'next', claim)).toBe(false);
  });
});
