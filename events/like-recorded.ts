import { z } from 'zod';
import { defineEvent } from './define-event.ts';
import { topics } from './topics.ts';

/** The fields of `Like` in `schema.graphql` that an event carries. */
const like = z.object({
  id: z.uuid(),
  at: z.iso.datetime({ precision: 3 }),
  from: z.object({ id: z.uuid() }),
  to: z.object({ id: z.uuid() }),
});

/** Somebody liked a profile: the fact, keyed by the actor. */
export const likeRecorded = defineEvent({
  topic: topics.activityRecorded,
  type: 'like.recorded',
  version: 1,
  key: (data) => data.from.id,
  data: like,
});

/** The same like as a notice for its live recipient, keyed by the recipient. */
export const likeNoticed = defineEvent({
  topic: topics.activityNoticed,
  type: 'like.recorded',
  version: 1,
  key: (data) => data.to.id,
  data: like,
});
