import { type OutboxEvent, writeOutbox } from '../../../platform/outbox/write-outbox.ts';
import type { Prisma, PrismaClient } from '../../../prisma/users/generated/client.ts';
import { toUserModel, userColumns } from '../accounts/account-row.ts';
import type { UserModel } from '../model.ts';

/** A session as it begins, with its first refresh token. */
export interface NewSession {
  readonly id: string;
  readonly accountId: string;
  readonly startedAt: Date;
  readonly expiresAt: Date;
  readonly tokenHash: Uint8Array<ArrayBuffer>;
}

/** One trade of a refresh token for the next. */
export interface Rotation {
  readonly tokenHash: Uint8Array<ArrayBuffer>;
  readonly nextHash: Uint8Array<ArrayBuffer>;
  readonly now: Date;
  /** When the next token ends. */
  readonly expiresAt: Date;
  /** The event of a session that is ended because a token of it was used twice. */
  readonly revoked: (session: { id: string; accountId: string }) => OutboxEvent;
}

export interface RotatedSession {
  readonly id: string;
  readonly user: UserModel;
  readonly scopes: readonly string[];
}

export interface SessionStore {
  /** False where the account is gone. */
  open(session: NewSession, events: readonly OutboxEvent[]): Promise<boolean>;
  /** Null for a token that is unknown, used, over, or of an ended session; a used one ends its session. */
  rotate(rotation: Rotation): Promise<RotatedSession | null>;
  /** Ends an account's session; publishes the event if it wasn't over already. */
  signOut(session: { id: string; accountId: string }, now: Date, event: OutboxEvent): Promise<void>;
}

/** Adds a session in the transaction that also stores its cause. */
export async function insertSession(transaction: Prisma.TransactionClient, session: NewSession): Promise<void> {
  const { tokenHash, ...row } = session;
  const token = { hash: tokenHash, issuedAt: row.startedAt, expiresAt: row.expiresAt };
  await transaction.session.create({ data: { ...row, tokens: { create: token } } });
}

/**
 * Locks are always taken from the account to the session to the token, so that no two of these wait in a circle.
 */
export function createSessionStore(prisma: PrismaClient): SessionStore {
  return {
    open: (session, events) =>
      prisma.$transaction(async (transaction) => {
        // Shared lock: a deletion under way waits for this session and then ends it with the others.
        const accounts = await transaction.$queryRaw<unknown[]>`
          SELECT 1 FROM account WHERE id = ${session.accountId}::uuid AND status <> 'DELETED' FOR SHARE`;
        if (accounts.length === 0) return false;
        await insertSession(transaction, session);
        await writeOutbox(transaction, events);
        return true;
      }),

    rotate: ({ tokenHash, nextHash, now, expiresAt, revoked }) =>
      prisma.$transaction(async (transaction) => {
        const token = await transaction.refreshToken.findUnique({
          where: { hash: tokenHash },
          select: {
            expiresAt: true,
            usedAt: true,
            session: { select: { id: true, accountId: true, account: { select: { ...userColumns, scopes: true } } } },
          },
        });
        if (!token || token.expiresAt <= now) return null;
        const { account, ...session } = token.session;
        // Prolonging the session locks it: refreshes, sign-out and deletion of one session come one after the other.
        const open = await transaction.session.updateMany({
          where: { id: session.id, endedAt: null },
          data: { expiresAt },
        });
        if (open.count === 0) return null;
        const use = await transaction.refreshToken.updateMany({
          where: { hash: tokenHash, usedAt: null },
          data: { usedAt: now },
        });
        if (use.count === 0) {
          await transaction.session.update({
            where: { id: session.id },
            data: { endedAt: now, endReason: 'TOKEN_REUSED' },
          });
          await writeOutbox(transaction, [revoked(session)]);
          return null;
        }
        await transaction.refreshToken.create({
          data: { hash: nextHash, sessionId: session.id, issuedAt: now, expiresAt },
        });
        return { id: session.id, user: toUserModel(account), scopes: account.scopes };
      }),

    signOut: ({ id, accountId }, now, event) =>
      prisma.$transaction(async (transaction) => {
        const ended = await transaction.session.updateMany({
          where: { id, accountId, endedAt: null },
          data: { endedAt: now, endReason: 'SIGNED_OUT' },
        });
        if (ended.count > 0) await writeOutbox(transaction, [event]);
      }),
  };
}
