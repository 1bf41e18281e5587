import { z } from 'zod';
import { defineEvent } from './define-event.ts';
import { topics } from './topics.ts';

/** A like was taken back. Keyed by the actor, so that it follows its like. */
export const likeRemoved = defineEvent({
  topic: topics.activityRecorded,
  type: 'like.removed',
  version: 1,
  key: (data) => data.from.id,
  data: z.object({
    id: z.uuid(),
    at: z.iso.datetime({ precision: 3 }),
    from: z.object({ id: z.uuid() }),
    to: z.object({ id: z.uuid() }),
  }),
});
