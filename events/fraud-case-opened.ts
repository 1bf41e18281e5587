import { z } from 'zod';
import { defineEvent } from './define-event.ts';
import { topics } from './topics.ts';

/** A case was opened for review: exactly the fields of `FraudCase` in `schema.graphql` that the event carries. */
export const fraudCaseOpened = defineEvent({
  topic: topics.fraudOpened,
  type: 'fraud-case.opened',
  version: 1,
  key: (data) => data.id,
  data: z.object({
    id: z.uuid(),
    openedAt: z.iso.datetime({ precision: 3 }),
    user: z.object({ id: z.uuid() }),
  }),
});
