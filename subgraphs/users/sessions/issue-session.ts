import { uuidv7 } from 'uuidv7';
import type { SessionModel, UserModel } from '../model.ts';
import type { AccessTokenSigner } from '../signing-keys/access-token.ts';
import { createRefreshToken, hashRefreshToken } from './refresh-token.ts';
import type { NewSession } from './store.ts';

/** A session ends when it wasn't refreshed for 30 days: who comes back within a month stays signed in. */
const refreshTokenMs = 30 * 24 * 60 * 60 * 1000;

export interface SessionIssuer {
  /** A new session to be stored, with its refresh token, which is known here alone. */
  begin(accountId: string, now: Date): { row: NewSession; refreshToken: string };
  /** The next refresh token of a session. */
  next(now: Date): { refreshToken: string; hash: Uint8Array<ArrayBuffer>; expiresAt: Date };
  /** What the client gets, once it is stored. */
  issue(
    session: { id: string; refreshToken: string; user: UserModel; scopes: readonly string[] },
    now: Date,
  ): Promise<SessionModel>;
}

export function createSessionIssuer(deps: { signAccessToken: AccessTokenSigner }): SessionIssuer {
  const next: SessionIssuer['next'] = (now) => {
    const refreshToken = createRefreshToken();
    const expiresAt = new Date(now.getTime() + refreshTokenMs);
    return { refreshToken, hash: hashRefreshToken(refreshToken), expiresAt };
  };
  return {
    next,
    begin(accountId, now) {
      const { refreshToken, hash, expiresAt } = next(now);
      return { row: { id: uuidv7(), accountId, startedAt: now, expiresAt, tokenHash: hash }, refreshToken };
    },
    async issue({ id, refreshToken, user, scopes }, now) {
      const { token, expiresAt } = await deps.signAccessToken({ accountId: user.id, sessionId: id, scopes }, now);
      return { accessToken: token, refreshToken, expiresAt, user };
    },
  };
}
