import { z } from 'zod';
import { defineEvent } from './define-event.ts';
import { topics } from './topics.ts';

/**
 * The account's status now; the last one of each account is kept for ever (compacted), so that a process that just
 * started knows who is restricted before it serves. Published at registration too: no event means no such account.
 */
export const userStatusChanged = defineEvent({
  topic: topics.usersStatus,
  type: 'user.status-changed',
  version: 1,
  key: (data) => data.user.id,
  data: z.object({
    user: z.object({ id: z.uuid() }),
    status: z.enum(['ACTIVE', 'FRAUDULENT', 'SUSPENDED', 'DELETED']),
  }),
});
