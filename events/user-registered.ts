import { z } from 'zod';
import { defineEvent } from './define-event.ts';
import { topics } from './topics.ts';

/** An account came to be. Its own `time` starts the founding rule's ten minutes. */
export const userRegistered = defineEvent({
  topic: topics.usersChanged,
  type: 'user.registered',
  version: 1,
  key: (data) => data.user.id,
  data: z.object({
    user: z.object({ id: z.uuid(), handle: z.string(), name: z.string(), city: z.string() }),
  }),
});
