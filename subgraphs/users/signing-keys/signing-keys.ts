import { type CryptoKey, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose';
import { uuidv7 } from 'uuidv7';
import type { Logger } from '../../../platform/telemetry/logger.ts';
import type { Seal } from './seal.ts';
import type { SigningKeyStore, StoredKey } from './store.ts';

/** The key pairs (ES256, P-256) that sign access tokens: made at the first start, shared by all copies, rotated. */
export interface SigningKeys {
  /** The key that signs now. */
  signer(): { kid: string; key: CryptoKey };
  /** The public keys of every token that may still be good, as a JWK set (RFC 7517). */
  keySet(): { keys: readonly JWK[] };
  close(): Promise<void>;
}

const minuteMs = 60 * 1000;
const dayMs = 24 * 60 * minuteMs;
/** A key is replaced long before anybody could wear it out; often enough that replacing it is routine. */
const keyAgeMaxMs = 90 * dayMs;
/** Verifiers keep a key set for minutes (jose: 10); a new key waits longer than that before it signs. */
const publishedBeforeMs = 30 * minuteMs;
/** A replaced key is kept as long as any token of it (15 minutes), and any clock that is off, could need it. */
const keptAfterMs = dayMs;
/** All copies look for changed keys this often; far more often than `publishedBeforeMs`. */
const reloadMs = minuteMs;

/** Loads the keys, makes one where there is none that this process can use, and keeps them fresh until `close`. */
export async function createSigningKeys(deps: {
  store: SigningKeyStore;
  seal: Seal;
  now: () => Date;
  logger: Logger;
}): Promise<SigningKeys> {
  const { store, seal, now, logger } = deps;
  let keySet: { keys: readonly JWK[] } = { keys: [] };
  let signer: { kid: string; key: CryptoKey } | undefined;

  async function load(): Promise<void> {
    let keys = await store.findAll();
    if (isDue(keys) || !(await findSigner(keys))) keys = await store.change(decideChange);
    keySet = { keys: keys.map((key) => key.publicJwk) };
    const next = await findSigner(keys);
    if (!next) throw new Error('No signing key could be made.');
    signer = next;
  }

  function isDue(keys: readonly StoredKey[]): boolean {
    const newest = keys[0];
    return !newest || now().getTime() - newest.createdAt.getTime() > keyAgeMaxMs || retired(keys).length > 0;
  }

  /** Run under the store's lock: another copy may have done it a moment ago. */
  async function decideChange(keys: readonly StoredKey[]) {
    const remove = retired(keys);
    const newest = keys[0];
    if (!(await findSigner(keys))) return { add: await createKey(seal, now(), now()), remove };
    if (newest && now().getTime() - newest.createdAt.getTime() <= keyAgeMaxMs) return { add: null, remove };
    return { add: await createKey(seal, now(), new Date(now().getTime() + publishedBeforeMs)), remove };
  }

  /** The newest key that may sign now and that this process's secret opens. */
  async function findSigner(keys: readonly StoredKey[]): Promise<typeof signer> {
    for (const stored of keys) {
      if (stored.signsFrom > now()) continue;
      if (stored.kid === signer?.kid) return signer;
      const jwk = await seal.open(stored.privateJwe);
      if (jwk !== null) return { kid: stored.kid, key: (await importJWK(JSON.parse(jwk), 'ES256')) as CryptoKey };
    }
    return undefined;
  }

  /** Keys whose successor has been signing for longer than any of their tokens lives. */
  function retired(keys: readonly StoredKey[]): string[] {
    const signing = keys.filter((key) => key.signsFrom <= now());
    return signing
      .slice(1)
      .filter((_key, index) => now().getTime() - signing[index]!.signsFrom.getTime() > keptAfterMs)
      .map((key) => key.kid);
  }

  await load();
  let loading = Promise.resolve();
  const timer = setInterval(() => {
    loading = load().catch((error: unknown) => logger.warn({ err: error }, 'signing keys could not be reloaded'));
  }, reloadMs);
  timer.unref();

  return {
    signer: () => signer!,
    keySet: () => keySet,
    close: async () => {
      clearInterval(timer);
      await loading;
    },
  };
}

async function createKey(seal: Seal, createdAt: Date, signsFrom: Date): Promise<StoredKey> {
  const kid = uuidv7();
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
  return {
    kid,
    publicJwk: { ...(await exportJWK(publicKey)), kid, alg: 'ES256', use: 'sig' },
    privateJwe: await seal.close(JSON.stringify(await exportJWK(privateKey))),
    createdAt,
    signsFrom,
  };
}
