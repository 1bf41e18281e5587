import { UnknownTopicError } from '../unknown-topic.ts';

/**
 * The protocol's name of an error, e.g. `REBALANCE_IN_PROGRESS`, wherever in the chain of causes kafkajs put it; where
 * several things failed at once, of the first.
 */
export function typeOf(error: unknown): string | undefined {
  let current = error;
  for (let depth = 0; depth < 8 && current instanceof Object; depth++) {
    const { type, cause, errors } = current as { type?: unknown; cause?: unknown; errors?: readonly unknown[] };
    if (typeof type === 'string') return type;
    current = cause ?? errors?.[0];
  }
  return undefined;
}

const lostGroup = new Set([
  'REBALANCE_IN_PROGRESS',
  'ILLEGAL_GENERATION',
  'UNKNOWN_MEMBER_ID',
  'FENCED_INSTANCE_ID',
  'NOT_COORDINATOR_FOR_GROUP',
]);

/** True when the member must join anew, and its partitions may be another's. */
export const isGroupLost = (error: unknown): boolean => lostGroup.has(typeOf(error) ?? '');

/** Rejects with an UnknownTopicError where Kafka says that the topic isn't there. */
export async function namingTopic<Result>(topic: string, run: () => Promise<Result>): Promise<Result> {
  try {
    return await run();
  } catch (error) {
    throw typeOf(error) === 'UNKNOWN_TOPIC_OR_PARTITION' ? new UnknownTopicError(topic) : error;
  }
}
