import { type GraphQLField, type GraphQLSchema, getDirectiveValues } from 'graphql';
import type { SubscriptionSource } from './port.ts';

/** Reads a Subscription field's @event in the supergraph schema; null where it has none. */
export function readSubscriptionSource(schema: GraphQLSchema, fieldName: string): SubscriptionSource | null {
  const field: GraphQLField<unknown, unknown> | undefined = schema.getSubscriptionType()?.getFields()[fieldName];
  const directive = schema.getDirective('event');
  if (!field?.astNode || !directive) return null;
  const values = getDirectiveValues(directive, field.astNode) as
    | { topic: string; type: string; recipient?: string | null }
    | undefined;
  if (!values) return null;
  return {
    field: fieldName,
    topic: values.topic,
    type: values.type,
    recipient: values.recipient ? values.recipient.split('.') : null,
  };
}
