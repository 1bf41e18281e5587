import { uuidv7 } from 'uuidv7';
import { sessionRevoked } from '../../events/session-revoked.ts';
import { userStatusChanged } from '../../events/user-status-changed.ts';
import type { Issuer } from './issuer.ts';
import type { Stack } from './stack.ts';
import { subscribe } from './subscribe.ts';

/**
 * How long connections outlive the event that takes their account or session out, in milliseconds: from when the event
 * is given to the log to when the client's socket is closed.
 */
export interface Closings {
  readonly restrictedMs: readonly number[];
  readonly revokedMs: readonly number[];
}

/** The close codes that say why (docs/live.md). */
const closeCodes = { restricted: 4403, revoked: 4410 };
/** Thirty times what is promised: past it the benchmark fails. */
const closeTimeoutMs = 30_000;
const subscription = 'subscription { profileVisited { id } }';
const context = { actor: null, device: null, address: null, client: null, trace: null };

/** One account after the other, so that each is alone on its way. */
export async function measureClosings(
  stack: Stack,
  { issuer, count }: { issuer: Issuer; count: number },
): Promise<Closings> {
  const measure = async (kind: 'restricted' | 'revoked'): Promise<number[]> => {
    const found: number[] = [];
    for (let index = 0; index < count; index++) found.push(await closeOne(stack, issuer, kind));
    return found;
  };
  return { restrictedMs: await measure('restricted'), revokedMs: await measure('revoked') };
}

async function closeOne(stack: Stack, issuer: Issuer, kind: 'restricted' | 'revoked'): Promise<number> {
  const id = uuidv7();
  let close: (code: number) => void = () => {};
  const closed = new Promise<{ code: number; atMs: number }>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`A ${kind} account's socket was not closed`)), closeTimeoutMs);
    close = (code) => {
      clearTimeout(timer);
      resolve({ code, atMs: performance.now() });
    };
  });
  // It is awaited below; should what comes before that fail, this is no news.
  closed.catch(() => {});
  const token = await issuer.token(id);
  await subscribe({ url: stack.router.webSocket, token, query: subscription, onEvent() {}, onClose: close });
  const now = { ...context, time: new Date() };
  const [topic, event] =
    kind === 'restricted'
      ? ['users.status', userStatusChanged.create({ user: { id }, status: 'FRAUDULENT' as const }, now)]
      : ['users.changed', sessionRevoked.create({ user: { id }, session: { id } }, now)];
  const fromMs = performance.now();
  await stack.log.append([{ topic, key: event.key, value: JSON.stringify(event) }]);
  // It may be closed before the append is acknowledged here.
  const { code, atMs } = await closed;
  if (code !== closeCodes[kind]) throw new Error(`A ${kind} account's socket was closed with ${code}`);
  return atMs - fromMs;
}
