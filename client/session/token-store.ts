/** What signing in gives: both tokens, and when the access token ends (ISO 8601). */
export interface SessionTokens {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly expiresAt: string;
}

export interface TokenStoreOptions {
  /** Asks for new tokens; null where the session is over. Rejects where it can't be told (no network): the old are kept. */
  readonly refresh: (refreshToken: string) => Promise<SessionTokens | null>;
  /** Where tokens outlive the page, e.g. `localStorage`; left out: they don't. */
  readonly storage?: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
  /** Under which name. */
  readonly key?: string;
  /** Called when somebody signed in or the session ended. */
  readonly onChange?: (signedIn: boolean) => void;
}

/** Keeps a session's tokens and renews them silently. `token` is what the fetcher and the live client ask for. */
export interface TokenStore {
  token(info?: { readonly refused?: boolean }): Promise<string | null>;
  readonly signedIn: boolean;
  /** Keeps what signing in gave; null signs out. */
  set(tokens: SessionTokens | null): void;
}

/** An access token is renewed this long before it ends, in milliseconds: clocks differ, and requests take a while. */
const earlyMs = 30_000;

/** However many requests find the token old at once, one of them renews it and all wait for that. */
export function createTokenStore(options: TokenStoreOptions): TokenStore {
  const { storage, key = 'kith-session', onChange } = options;
  let tokens = read(storage?.getItem(key) ?? null);
  let renewing: Promise<string | null> | null = null;

  const set = (next: SessionTokens | null): void => {
    const changed = (next === null) !== (tokens === null);
    tokens = next;
    if (next) storage?.setItem(key, JSON.stringify(next));
    else storage?.removeItem(key);
    if (changed) onChange?.(next !== null);
  };

  const renew = async (old: SessionTokens): Promise<string | null> => {
    const next = await options.refresh(old.refreshToken);
    // Somebody signed in or out in the meantime: that counts.
    if (tokens === old) set(next);
    return tokens?.accessToken ?? null;
  };

  return {
    async token({ refused = false } = {}) {
      if (renewing) return renewing;
      if (!tokens) return null;
      if (!refused && Date.parse(tokens.expiresAt) - Date.now() > earlyMs) return tokens.accessToken;
      renewing = renew(tokens).finally(() => {
        renewing = null;
      });
      return renewing;
    },
    get signedIn() {
      return tokens !== null;
    },
    set,
  };
}

function read(text: string | null): SessionTokens | null {
  try {
    const value = text === null ? null : (JSON.parse(text) as SessionTokens);
    return typeof value?.refreshToken === 'string' ? value : null;
  } catch {
    return null;
  }
}
