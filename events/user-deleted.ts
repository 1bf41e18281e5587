import { z } from 'zod';
import { defineEvent } from './define-event.ts';
import { topics } from './topics.ts';

/** An account was deleted by its owner; every consumer erases what it holds of it but the id. */
export const userDeleted = defineEvent({
  topic: topics.usersChanged,
  type: 'user.deleted',
  version: 1,
  key: (data) => data.user.id,
  data: z.object({ user: z.object({ id: z.uuid() }) }),
});
