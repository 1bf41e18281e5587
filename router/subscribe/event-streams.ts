import { type ConstDirectiveNode, type GraphQLSchema, Kind } from 'graphql';
import type { SubscriptionSource } from '../execute/port.ts';

/**
 * What a subscription listens to: the events of one type on one topic, told apart by the recipient that a path into
 * their data names. Fields with the same @event share a stream.
 */
export interface EventStream {
  readonly key: string;
  readonly topic: string;
  readonly type: string;
  readonly recipient: readonly string[] | null;
}

export function streamOf(source: SubscriptionSource): EventStream {
  const { topic, type, recipient } = source;
  return { key: `${topic}\n${type}\n${recipient?.join('.') ?? ''}`, topic, type, recipient };
}

/** The sources of every Subscription field that has an @event, by field, as the supergraph declares them. */
export function sourcesOf(supergraphSchema: GraphQLSchema): ReadonlyMap<string, SubscriptionSource> {
  const sources = new Map<string, SubscriptionSource>();
  for (const field of Object.values(supergraphSchema.getSubscriptionType()?.getFields() ?? {})) {
    const applied = field.astNode?.directives?.find((directive) => directive.name.value === 'event');
    const [topic, type, recipient] = ['topic', 'type', 'recipient'].map((name) => textArgument(applied, name));
    if (topic === undefined || type === undefined) continue;
    sources.set(field.name, { field: field.name, topic, type, recipient: recipient?.split('.') ?? null });
  }
  return sources;
}

/** Whom an event is for: the text at the stream's path; null where the path leads nowhere. */
export function recipientOf(stream: EventStream, data: unknown): string | null {
  let value: unknown = data;
  for (const name of stream.recipient ?? []) {
    if (typeof value !== 'object' || value === null) return null;
    value = (value as Record<string, unknown>)[name];
  }
  return typeof value === 'string' ? value : null;
}

function textArgument(directive: ConstDirectiveNode | undefined, name: string): string | undefined {
  const value = directive?.arguments?.find((argument) => argument.name.value === name)?.value;
  return value?.kind === Kind.STRING ? value.value : undefined;
}
