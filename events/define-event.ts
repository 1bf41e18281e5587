import { uuidv7 } from 'uuidv7';
import { z } from 'zod';
import { type Envelope, envelopeSchema } from './envelope.ts';
import type { TopicDeclaration } from './topics.ts';

/** What surrounds an event besides its data: who, from where, caused by which request, and when. */
export interface EventContext {
  /** Event time. */
  readonly time: Date;
  readonly actor: string | null;
  readonly device: string | null;
  readonly address: string | null;
  readonly client: string | null;
  readonly trace: string | null;
}

/** One event type on one topic: makes envelopes and reads them back. */
export interface EventDefinition<Data> {
  readonly topic: TopicDeclaration;
  readonly type: string;
  readonly version: number;
  readonly data: z.ZodType<Data>;
  /** A new event with an id of its own. Throws a ZodError when `data` doesn't fit: a producer's bug. */
  create(data: Data, context: EventContext): Envelope<Data>;
  /** True for an envelope of this type on this topic. */
  is(topic: string, envelope: Envelope): boolean;
  /** The envelope with its data checked. Throws a ZodError when it doesn't fit: a poison event. */
  read(envelope: Envelope): Envelope<Data>;
}

export function defineEvent<Data>(declaration: {
  topic: TopicDeclaration;
  type: string;
  version: number;
  key: (data: Data, context: EventContext) => string;
  data: z.ZodType<Data>;
}): EventDefinition<Data> {
  const { topic, type, version, key, data: schema } = declaration;
  const whole = envelopeSchema.extend({ type: z.literal(type), version: z.int().min(1).max(version), data: schema });
  return {
    topic,
    type,
    version,
    data: schema,
    create(data, context) {
      return whole.parse({
        id: uuidv7(),
        type,
        version,
        time: context.time.toISOString(),
        key: key(data, context),
        actor: context.actor,
        device: context.device,
        address: context.address,
        client: context.client,
        trace: context.trace,
        data,
      }) as Envelope<Data>;
    },
    is: (topicName, envelope) => topicName === topic.name && envelope.type === type,
    read: (envelope) => whole.parse(envelope) as Envelope<Data>,
  };
}
