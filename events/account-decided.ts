import { z } from 'zod';
import { defineEvent } from './define-event.ts';
import { topics } from './topics.ts';

/** Fraud's decision on an account. Users applies it to the account's status; a later decision replaces an earlier one. */
export const accountDecided = defineEvent({
  topic: topics.fraudDecided,
  type: 'account.decided',
  version: 1,
  key: (data) => data.user.id,
  data: z.object({
    user: z.object({ id: z.uuid() }),
    action: z.enum(['RESTRICT', 'RELEASE']),
    /** The case that explains it. */
    case: z.object({ id: z.uuid() }),
    rules: z.array(z.string()),
  }),
});
