import { z } from 'zod';
import { defineEvent } from './define-event.ts';
import { topics } from './topics.ts';

/** An attempt to sign in failed. `user` is null when no account has that email; then the address hash is the key. */
export const signInFailed = defineEvent({
  topic: topics.usersAuthenticated,
  type: 'sign-in.failed',
  version: 1,
  key: (data, context) => data.user?.id ?? context.address ?? 'unknown',
  data: z.object({ user: z.object({ id: z.uuid() }).nullable() }),
});
