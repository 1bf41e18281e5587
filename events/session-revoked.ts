import { z } from 'zod';
import { defineEvent } from './define-event.ts';
import { topics } from './topics.ts';

/** A session ended before its access token does: signed out, or its refresh token was used twice. */
export const sessionRevoked = defineEvent({
  topic: topics.usersChanged,
  type: 'session.revoked',
  version: 1,
  key: (data) => data.user.id,
  data: z.object({ user: z.object({ id: z.uuid() }), session: z.object({ id: z.uuid() }) }),
});
