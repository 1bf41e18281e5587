import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose';
import type { Pool } from 'pg';
import { createPool } from '../../../platform/postgres/pool.ts';
import { createLogger } from '../../../platform/telemetry/logger.ts';
import { createMigratedDatabase, type TestDatabase } from '../../../tests/support/database.ts';
import { openStore, type UsersStore } from '../open-store.ts';
import { createAccessTokenSigner } from './access-token.ts';
import { createSeal } from './seal.ts';
import { createSigningKeys } from './signing-keys.ts';

let database: TestDatabase;
let pool: Pool;
let store: UsersStore;
beforeAll(async () => {
  database = await createMigratedDatabase('users');
  pool = createPool(database.url, { connectionsMax: 6, applicationName: 'test' });
  store = openStore(pool);
});
afterAll(async () => {
  await store.close();
  await pool.end();
  await database.drop();
});

const start = new Date('2026-01-01T00:00:00Z');
const dayMs = 24 * 60 * 60 * 1000;
const logger = createLogger('test', 'silent');

/** The keys as a process sees them that starts at an instant. */
async function keysAt(instant: Date, secret = 'a secret') {
  const keys = await createSigningKeys({
    store: store.signingKeys,
    seal: createSeal(secret),
    now: () => instant,
    logger,
  });
  await keys.close();
  return { signer: keys.signer().kid, published: keys.keySet().keys.map((key) => key.kid), keys };
}

describe('signing keys', () => {
  test('live one life from the first start to retirement', async () => {
    // Copies that start together agree on one key.
    const copies = await Promise.all([keysAt(start), keysAt(start), keysAt(start)]);
    const first = copies[0]!.signer;
    for (const copy of copies) expect(copy).toMatchObject({ signer: first, published: [first] });

    // A restart uses the same one.
    expect((await keysAt(new Date(start.getTime() + 89 * dayMs))).signer).toBe(first);

    // After 90 days the next key is published, and signs only when verifiers have had time to see it.
    const due = new Date(start.getTime() + 90 * dayMs + 1);
    const announced = await keysAt(due);
    expect(announced.signer).toBe(first);
    expect(announced.published).toHaveLength(2);
    const takenOver = await keysAt(new Date(due.getTime() + 30 * 60 * 1000));
    expect(takenOver.signer).not.toBe(first);
    expect(takenOver.published).toContain(first);

    // A token of the old key is good to its end.
    const sign = createAccessTokenSigner({ keys: announced.keys, issuer: 'http://users.test' });
    const { token } = await sign({ accountId: 'a', sessionId: 's', scopes: [] }, due);
    const keySet = createLocalJWKSet(takenOver.keys.keySet() as JSONWebKeySet);
    await expect(jwtVerify(token, keySet, { currentDate: due })).resolves.toMatchObject({ payload: { sub: 'a' } });

    // A day after it signed last the old key is gone.
    const later = await keysAt(new Date(due.getTime() + 30 * 60 * 1000 + dayMs + 1));
    expect(later.published).toEqual([takenOver.signer]);
  });

  test('the database alone signs nothing: private keys are sealed with the secret', async () => {
    const instant = new Date(start.getTime() + 100 * dayMs);
    const before = await keysAt(instant);
    const { rows } = await pool.query('SELECT private_jwe FROM signing_key');
    for (const row of rows) {
      expect(row.private_jwe).not.toContain('"d"');
      expect(await createSeal('another secret').open(row.private_jwe)).toBeNull();
      expect(await createSeal('a secret').open(row.private_jwe)).toContain('"d"');
    }
    // Under a new secret a new key signs at once, and tokens of the old one stay good.
    const after = await keysAt(instant, 'another secret');
    expect(after.signer).not.toBe(before.signer);
    expect(after.published).toContain(before.signer);
  });
});
