import type { JWK } from 'jose';
import type { Prisma, PrismaClient } from '../../../prisma/users/generated/client.ts';

/** A key pair as it is kept. */
export interface StoredKey {
  readonly kid: string;
  readonly publicJwk: JWK;
  /** The private JWK, sealed. */
  readonly privateJwe: string;
  readonly createdAt: Date;
  readonly signsFrom: Date;
}

export interface SigningKeyStore {
  /** The latest first. */
  findAll(): Promise<readonly StoredKey[]>;
  /**
   * Lets one copy of the process at a time look at the keys and change them: `decide` gets those there are, the latest
   * first, and returns one to add, if any, and those to remove. Returns the keys afterwards.
   */
  change(
    decide: (keys: readonly StoredKey[]) => Promise<{ add: StoredKey | null; remove: readonly string[] }>,
  ): Promise<readonly StoredKey[]>;
}

/** Any number that nothing else in this database locks: 'keys' as an integer. */
const lockId = 1_801_812_339;

export function createSigningKeyStore(prisma: PrismaClient): SigningKeyStore {
  const latestFirst: Prisma.SigningKeyFindManyArgs = { orderBy: [{ signsFrom: 'desc' }, { kid: 'desc' }] };
  const read = (row: Omit<StoredKey, 'publicJwk'> & { publicJwk: unknown }): StoredKey => ({
    ...row,
    publicJwk: row.publicJwk as JWK,
  });
  return {
    findAll: async () => (await prisma.signingKey.findMany(latestFirst)).map(read),

    change: (decide) =>
      prisma.$transaction(async (transaction) => {
        await transaction.$executeRaw`SELECT pg_advisory_xact_lock(${lockId})`;
        const { add, remove } = await decide((await transaction.signingKey.findMany(latestFirst)).map(read));
        if (remove.length > 0) await transaction.signingKey.deleteMany({ where: { kid: { in: [...remove] } } });
        if (add) await transaction.signingKey.create({ data: { ...add, publicJwk: add.publicJwk as object } });
        return (await transaction.signingKey.findMany(latestFirst)).map(read);
      }),
  };
}
