import {
  type DocumentNode,
  type FieldDefinitionNode,
  GraphQLError,
  Kind,
  type ObjectTypeDefinitionNode,
  type ObjectTypeExtensionNode,
  parse,
  Source,
  type TypeNode,
} from 'graphql';
import type { SubgraphSource } from '../composition/subgraph-sources.ts';
import type { Finding } from '../report/finding.ts';
import type { EventSchema, JsonSchema } from './json-schema.ts';

/**
 * Judges Subscription fields that are fed from events (`@event(topic:, type:, recipient:)`): the event exists, it carries
 * every field that the subgraph declares of the types the field returns, and where a recipient is named, every event
 * says who it is.
 */
export function checkLiveFields(sources: readonly SubgraphSource[], events: readonly EventSchema[]): Finding[] {
  return sources.flatMap((source) => {
    const document = parseSource(source);
    return document ? checkSource(source, typesOf(document), events) : [];
  });
}

type ObjectNode = ObjectTypeDefinitionNode | ObjectTypeExtensionNode;
type Types = ReadonlyMap<string, readonly FieldDefinitionNode[]>;

/** A source that can't be parsed feeds nothing: composition tells of it. */
function parseSource(source: SubgraphSource): DocumentNode | null {
  try {
    return parse(new Source(source.sdl, source.file));
  } catch (error) {
    if (error instanceof GraphQLError) return null;
    throw error;
  }
}

function typesOf(document: DocumentNode): Types {
  const types = new Map<string, FieldDefinitionNode[]>();
  for (const node of document.definitions) {
    if (node.kind !== Kind.OBJECT_TYPE_DEFINITION && node.kind !== Kind.OBJECT_TYPE_EXTENSION) continue;
    const { name, fields = [] } = node as ObjectNode;
    types.set(name.value, [...(types.get(name.value) ?? []), ...fields]);
  }
  return types;
}

function checkSource(source: SubgraphSource, types: Types, events: readonly EventSchema[]): Finding[] {
  return (types.get('Subscription') ?? []).flatMap((field): Finding[] => {
    const directive = field.directives?.find(({ name }) => name.value === 'event');
    if (!directive) return [];
    const given = new Map(
      (directive.arguments ?? []).map(({ name, value }) => [
        name.value,
        value.kind === Kind.STRING ? value.value : undefined,
      ]),
    );
    const [topic, type, recipient] = [given.get('topic'), given.get('type'), given.get('recipient')];
    const place = `${source.file}:${field.loc?.startToken.line ?? 1}`;
    const found = (reason: string, advice: string): Finding => ({
      stage: 'events',
      level: 'error',
      place,
      reason: `'Subscription.${field.name.value}' is fed by ${topic} ${type}: ${reason}.`,
      affected: [],
      advice,
    });
    const event = events.find((schema) => schema.topic === topic && schema.type === type);
    if (!event) return [found('there is no such event', 'Name an event that has a schema, or add its schema.')];
    const missing = missingIn(event.data, field.type, types, '', new Set());
    const findings = missing.map((reason) =>
      found(reason, 'Carry it in the event, or leave the field to the subgraph that owns it.'),
    );
    const lost = recipient === undefined ? null : lostRecipient(event.data, recipient);
    if (lost) findings.push(found(lost, 'Name a path that every event has, or make it required in the event.'));
    return findings;
  });
}

/** What `type` asks for that the event's data doesn't have, or need not have. */
function missingIn(data: JsonSchema, type: TypeNode, types: Types, path: string, within: Set<string>): string[] {
  if (type.kind === Kind.NON_NULL_TYPE)
    return admitsNull(data) ? [`'${path}' may be null`] : missingIn(data, type.type, types, path, within);
  const value = withoutNull(data);
  if (type.kind === Kind.LIST_TYPE) {
    if (value.type !== 'array') return [`'${path}' is no list`];
    return value.items ? missingIn(value.items, type.type, types, `${path}[]`, within) : [];
  }
  const fields = types.get(type.name.value);
  if (!fields) {
    const expected = jsonTypes[type.name.value];
    if (!expected || value.type === undefined || [value.type].flat().every((one) => expected.includes(one))) return [];
    return [`'${path}' is ${[value.type].flat().join(' or ')}, no ${type.name.value}`];
  }
  if (within.has(type.name.value)) return [];
  const inside = new Set([...within, type.name.value]);
  return fields.flatMap((field) => {
    if (field.directives?.some(({ name }) => name.value === 'external')) return [];
    const inner = path === '' ? field.name.value : `${path}.${field.name.value}`;
    const carried = value.properties?.[field.name.value];
    if (!carried) return [`it doesn't carry '${inner}'`];
    if (field.type.kind === Kind.NON_NULL_TYPE && !value.required?.includes(field.name.value))
      return [`it need not carry '${inner}'`];
    return missingIn(carried, field.type, types, inner, inside);
  });
}

const jsonTypes: Readonly<Record<string, readonly string[]>> = {
  ID: ['string', 'integer'],
  String: ['string'],
  Int: ['integer'],
  Float: ['number', 'integer'],
  Boolean: ['boolean'],
};

/** Why an event could come without saying whom it is for; null where it can't. */
function lostRecipient(data: JsonSchema, recipient: string): string | null {
  let schema = data;
  for (const name of recipient.split('.')) {
    const next = schema.properties?.[name];
    if (!next) return `it has no '${recipient}' to tell whom it is for`;
    if (!schema.required?.includes(name) || admitsNull(next)) return `it may come without its recipient '${recipient}'`;
    schema = next;
  }
  return schema.type === 'string' ? null : `its recipient '${recipient}' is no string`;
}

const admitsNull = (schema: JsonSchema): boolean =>
  [schema.type].flat().includes('null') || Boolean(schema.anyOf?.some(admitsNull));

/** The one form a value has besides null; a schema of several forms as it is. */
function withoutNull(schema: JsonSchema): JsonSchema {
  const forms = schema.anyOf?.filter((form) => form.type !== 'null');
  return forms?.length === 1 ? forms[0]! : schema;
}
