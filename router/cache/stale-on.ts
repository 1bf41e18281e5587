import { type GraphQLInterfaceType, type GraphQLObjectType, type GraphQLSchema, parse, print } from 'graphql';
import { type Annotated, applied, argument } from '../guard/linked-directives.ts';

/** The way from an entity to what its events call it by: a field of the entity, and where the event's data has it. */
export interface KeyPart {
  /** The path of a field within the entity, e.g. `["id"]`. */
  readonly field: readonly string[];
  /** The path within the event's data, e.g. `["user", "id"]`; through lists, which name several entities. */
  readonly path: readonly string[];
}

/** An event that makes entities of a type stale. */
export interface StaleOn {
  readonly topic: string;
  readonly type: string;
  readonly typeName: string;
  /** Ordered by field. */
  readonly key: readonly KeyPart[];
  /** The subgraphs whose answers it makes stale. */
  readonly services: readonly string[];
}

/** What makes the entities of one type, as one subgraph answers them, stale. */
export interface TypeMapping {
  readonly typeName: string;
  /** The fields by which events name them: the same for each of its events. */
  readonly fields: readonly (readonly string[])[];
  readonly topics: ReadonlySet<string>;
}

/** What the @staleOn directives of one supergraph say. */
export interface StaleMappings {
  readonly events: readonly StaleOn[];
  /** Undefined where no event, or more than one way of naming it, is declared: nothing of it is kept then. */
  of(service: string, typeName: string): TypeMapping | undefined;
  /** The longest that any field of the graph may be kept, in seconds. */
  readonly maxAgeSeconds: number;
  /** Differs where the mappings do, or that. */
  readonly id: string;
}

/**
 * Reads `@staleOn(topic:, type:, key:)` off a supergraph schema.
 *
 * On a type it holds for what every subgraph answers of it, on a field for the subgraphs that have the field. `key` is a
 * path into the event's data to the value of the type's first key of one field, or `field: path` for each of several:
 * `"region: order.region, id: order.id"`.
 */
export function readStaleMappings(schema: GraphQLSchema): StaleMappings {
  const graphs = graphNames(schema);
  const events: StaleOn[] = [];
  let maxAgeSeconds = 0;
  for (const type of Object.values(schema.getTypeMap())) {
    if (!('getFields' in type) || !('getInterfaces' in type)) continue;
    const ownersOf = (element: Annotated, join: string): readonly string[] =>
      applied(element, join).map((node) => graphs.get(String(argument(node, 'graph'))) ?? '');
    const servicesOf = (field: Annotated): readonly string[] => {
      const owners = ownersOf(field, 'join__field');
      return owners.length > 0 ? owners : ownersOf(type, 'join__type');
    };
    const fields = Object.values(type.getFields());
    for (const hint of fields.flatMap((field) => applied(field, 'cacheControl')))
      maxAgeSeconds = Math.max(maxAgeSeconds, Number(argument(hint, 'maxAge') ?? 0));
    // Of the other subgraphs nothing is kept that could become stale.
    const hinted = new Set(fields.filter((field) => applied(field, 'cacheControl').length > 0).flatMap(servicesOf));
    const read = (element: Annotated, of: readonly string[]): void => {
      for (const directive of applied(element, 'staleOn')) {
        const [topic, name, text] = ['topic', 'type', 'key'].map((argumentName) => argument(directive, argumentName));
        const key = readKey(String(text), type);
        const services = of.filter((service) => hinted.has(service));
        if (services.length > 0)
          events.push({ topic: String(topic), type: String(name), typeName: type.name, key, services });
      }
    };
    read(type, [...new Set(ownersOf(type, 'join__type'))]);
    for (const field of fields) read(field, servicesOf(field));
  }
  const mappings = new Map<string, TypeMapping | null>();
  for (const event of events)
    for (const service of event.services) {
      const place = `${service} ${event.typeName}`;
      const before = mappings.get(place);
      const fields = event.key.map(({ field }) => field);
      const isSame = before === undefined || (before && JSON.stringify(before.fields) === JSON.stringify(fields));
      const topics = new Set([...(before?.topics ?? []), event.topic]);
      mappings.set(place, isSame && fields.length > 0 ? { typeName: event.typeName, fields, topics } : null);
    }
  return {
    events,
    of: (service, typeName) => mappings.get(`${service} ${typeName}`) ?? undefined,
    maxAgeSeconds,
    id: JSON.stringify([events, maxAgeSeconds]),
  };
}

/** The fields of the key, each with its path; none where the text says nothing that can be followed. */
export function readKey(text: string, type: GraphQLObjectType | GraphQLInterfaceType): readonly KeyPart[] {
  const parts = text.split(/[\s,]+(?=[\w.]+\s*:)|,/).map((part) => part.trim());
  const named = parts.map((part): KeyPart | undefined => {
    const [, field, path] = /^(?:([\w.]+)\s*:\s*)?([\w.]+)$/.exec(part) ?? [];
    if (path === undefined) return undefined;
    const own = field ?? (parts.length === 1 ? onlyKeyField(type) : undefined);
    return own === undefined ? undefined : { field: own.split('.'), path: path.split('.') };
  });
  if (named.some((part) => part === undefined)) return [];
  return (named as KeyPart[]).sort((one, other) => (one.field.join('.') < other.field.join('.') ? -1 : 1));
}

/** The field of the type's first key that has only one. */
function onlyKeyField(type: GraphQLObjectType | GraphQLInterfaceType): string | undefined {
  return keysOf(type).find((key) => /^\w+$/.test(key));
}

/** The field sets of a type's keys, as the supergraph has them. */
export function keysOf(type: GraphQLObjectType | GraphQLInterfaceType): readonly string[] {
  return applied(type, 'join__type').flatMap((join) => {
    const key = argument(join, 'key');
    return typeof key === 'string' ? [key.trim()] : [];
  });
}

/** The fields at the top of a type's keys. */
export function keyFieldsOf(type: GraphQLObjectType | GraphQLInterfaceType): ReadonlySet<string> {
  const names = keysOf(type).flatMap((key) => {
    const [definition] = parse(`{${key}}`, { noLocation: true }).definitions;
    return definition?.kind === 'OperationDefinition' ? definition.selectionSet.selections : [];
  });
  return new Set(names.map((node) => (node.kind === 'Field' ? node.name.value : print(node))));
}

/** The subgraphs' names by what the supergraph's enum calls them. */
function graphNames(schema: GraphQLSchema): ReadonlyMap<string, string> {
  const graphs = schema.getType('join__Graph');
  if (!graphs || !('getValues' in graphs)) return new Map();
  return new Map(
    graphs.getValues().map((value) => [value.name, String(argument(applied(value, 'join__graph')[0]!, 'name'))]),
  );
}
