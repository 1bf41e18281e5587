import { z } from 'zod';
import { defineEvent } from './define-event.ts';
import { topics } from './topics.ts';

/** Two people like each other. Published once for each of the two, keyed by `recipient`. */
export const matchNoticed = defineEvent({
  topic: topics.activityNoticed,
  type: 'match.made',
  version: 1,
  key: (data) => data.recipient.id,
  data: z.object({
    id: z.uuid(),
    at: z.iso.datetime({ precision: 3 }),
    users: z.array(z.object({ id: z.uuid() })).length(2),
    recipient: z.object({ id: z.uuid() }),
  }),
});
