import { uuidv7 } from 'uuidv7';
import { z } from 'zod';
import { defineEvent } from './define-event.ts';
import { topics } from './topics.ts';

/**
 * A router counted who sent which operation: a batch of some seconds, on its way to the usage store. Its envelope's id is
 * the batch's. No value of a request is in it: the texts have none, and `sent` has coordinates of the graph.
 *
 * The router, which serves any graph, writes and reads it by a schema of its own (router/usage/usage-message.ts); a test
 * holds both to be the same.
 */
export const usageCounted = defineEvent({
  topic: topics.routerUsage,
  type: 'usage.counted',
  version: 1,
  // Any: sums have no order, and the partitions fill evenly.
  key: () => uuidv7(),
  data: z.object({
    operations: z.array(z.object({ id: z.string(), name: z.string().nullable(), text: z.string() })),
    counts: z.array(
      z.object({
        operation: z.string(),
        client: z.string(),
        version: z.string(),
        day: z.iso.date(),
        count: z.int().min(1),
        sent: z.array(z.string()).nullable(),
      }),
    ),
  }),
});
