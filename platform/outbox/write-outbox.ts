/** An event to publish, in the shape of the `outbox` table's rows that every owning database has. */
export interface OutboxEvent {
  readonly topic: string;
  readonly key: string;
  readonly envelope: unknown;
}

/** The part of a Prisma transaction that this needs. */
interface OutboxTransaction {
  outboxEvent: { createMany(args: { data: OutboxRow[] }): Promise<unknown> };
}

interface OutboxRow {
  topic: string;
  key: string;
  envelope: object;
}

/** An event as `events/` makes it, with the topic it belongs to. */
export function outboxEvent(definition: { topic: { name: string } }, envelope: { key: string }): OutboxEvent {
  return { topic: definition.topic.name, key: envelope.key, envelope };
}

/** Stores events in the transaction that stores the rows they tell of; the relay publishes them after the commit. */
export async function writeOutbox(transaction: OutboxTransaction, events: readonly OutboxEvent[]): Promise<void> {
  if (events.length === 0) return;
  await transaction.outboxEvent.createMany({
    data: events.map(({ topic, key, envelope }) => ({ topic, key, envelope: envelope as object })),
  });
}
