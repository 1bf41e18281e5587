import { describe, expect, test } from '@jest/globals';
import { createPasswordCheck, hashPassword } from './password.ts';

describe('passwords', () => {
  test('are checked against their own hash, whatever characters they have', async () => {
    const check = await createPasswordCheck();
    for (const password of ['correct horse battery', '🔑 ключ\u0000', ' '.repeat(8)]) {
      const hash = await hashPassword(password);
      expect(await check(hash, password)).toBe(true);
      expect(await check(hash, `${password} `)).toBe(false);
    }
  });

  test('one password has another hash each time', async () => {
    expect(await hashPassword('correct horse battery')).not.toBe(await hashPassword('correct horse battery'));
  });

  test('where there is no account no password is right', async () => {
    const check = await createPasswordCheck();
    expect(await check(null, '')).toBe(false);
  });
});
