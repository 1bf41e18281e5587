import { z } from 'zod';
import { defineEvent } from './define-event.ts';
import { topics } from './topics.ts';

/** Somebody signed in. Keyed by the account; address and device hashes are in the envelope. */
export const signInSucceeded = defineEvent({
  topic: topics.usersAuthenticated,
  type: 'sign-in.succeeded',
  version: 1,
  key: (data) => data.user.id,
  data: z.object({ user: z.object({ id: z.uuid() }) }),
});
