import { LiveError } from './messages.ts';

/** Close codes after which coming back can't help, with the error that the subscriptions end with. */
const finalCloses: Readonly<Record<number, { code: string; message: string }>> = {
  4400: { code: 'BAD_REQUEST', message: 'The router did not understand this client.' },
  4403: { code: 'ACCOUNT_RESTRICTED', message: 'The account is restricted.' },
  4406: { code: 'BAD_REQUEST', message: 'The router does not speak graphql-transport-ws.' },
  4409: { code: 'BAD_REQUEST', message: 'An operation id was used twice.' },
  4410: { code: 'SESSION_REVOKED', message: 'The session was ended: sign in again.' },
  4429: { code: 'TOO_MANY', message: 'Too many connections or subscriptions of this account are open.' },
};

/** The token was refused or has ended: worth another try with a fresh one. */
export const unauthorizedClose = 4401;

/** What a broken connection means for its subscriptions: the error they end with, or null where they come back. */
export function finalErrorOf(cause: unknown): LiveError | null {
  const closeCode = closeCodeOf(cause);
  const final = closeCode === null ? undefined : finalCloses[closeCode];
  return final ? new LiveError(final.code, final.message, { closeCode: closeCode! }) : null;
}

/** The close code of a CloseEvent; null for anything else, such as a connection that could not be made. */
export function closeCodeOf(cause: unknown): number | null {
  const code = (cause as { code?: unknown } | null)?.code;
  return typeof code === 'number' ? code : null;
}
