import { z } from 'zod';
import { defineEvent } from './define-event.ts';
import { topics } from './topics.ts';

/** Fields of a profile were changed. Carries which, and no values: a reader that needs one asks the owner. */
export const userProfileChanged = defineEvent({
  topic: topics.usersChanged,
  type: 'user.profile-changed',
  version: 1,
  key: (data) => data.user.id,
  data: z.object({ user: z.object({ id: z.uuid() }), fields: z.array(z.string()) }),
});
