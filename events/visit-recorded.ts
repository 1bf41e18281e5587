import { z } from 'zod';
import { defineEvent } from './define-event.ts';
import { topics } from './topics.ts';

/** The fields of `Visit` in `schema.graphql` that an event carries. */
const visit = z.object({
  id: z.uuid(),
  at: z.iso.datetime({ precision: 3 }),
  visitor: z.object({ id: z.uuid() }),
  visited: z.object({ id: z.uuid() }),
});

/** Somebody visited a profile: the fact, keyed by the actor. */
export const visitRecorded = defineEvent({
  topic: topics.activityRecorded,
  type: 'visit.recorded',
  version: 1,
  key: (data) => data.visitor.id,
  data: visit,
});

/** The same visit as a notice for its live recipient, keyed by the recipient. */
export const visitNoticed = defineEvent({
  topic: topics.activityNoticed,
  type: 'visit.recorded',
  version: 1,
  key: (data) => data.visited.id,
  data: visit,
});
