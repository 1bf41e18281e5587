import type { SubgraphSource } from '../composition/subgraph-sources.ts';
import type { EventSchema, JsonSchema } from '../events/json-schema.ts';
import type { Finding } from '../report/finding.ts';
import { type CachedField, type Caching, readCaching, type StaleMapping } from './read-caching.ts';

/**
 * Judges what routers may keep of entities (`@cacheControl`) and what makes it stale (`@staleOn`):
 * - each event that is named exists, and every one of its kind says which entity it is about;
 * - what is kept has an event, declared in the same subgraph, that makes it stale, and is guarded nowhere;
 * - what begins to be kept is told; what was private before, or loses an event, is an error.
 *
 * `events` is null where there are no schemas to judge by.
 */
export function checkCaching(
  published: readonly SubgraphSource[],
  proposed: readonly SubgraphSource[],
  events: readonly EventSchema[] | null,
): Finding[] {
  const before = published.map(readCaching);
  const now = proposed.map(readCaching);
  return [
    ...now.flatMap((caching) => [...checkMappings(caching, events), ...checkFields(caching, now)]),
    ...(published.length > 0 ? checkChanges(before, now) : []),
  ];
}

function checkMappings(caching: Caching, events: readonly EventSchema[] | null): Finding[] {
  const fieldsOf = new Map<string, string>();
  return caching.mappings.flatMap((mapping): Finding[] => {
    const { typeName, topic, type } = mapping;
    const found = (reason: string, advice: string): Finding => ({
      stage: 'events',
      level: 'error',
      place: mapping.place,
      reason: `'${typeName}' becomes stale by ${topic} ${type}: ${reason}.`,
      affected: [],
      advice,
    });
    const parts = readKey(mapping, caching.keys.get(typeName) ?? []);
    if (typeof parts === 'string')
      return [found(parts, "Write a path into the event's data, or 'field: path' for each field of the key.")];
    const findings: Finding[] = [];
    const fields = parts.map(({ field }) => field).sort();
    const first = fieldsOf.get(typeName) ?? fields.join(' ');
    fieldsOf.set(typeName, first);
    if (first !== fields.join(' '))
      findings.push(
        found(
          `it is named by '${fields.join(' ')}' here and by '${first}' elsewhere, so nothing of it is kept`,
          'Name it by the same fields in all of its events.',
        ),
      );
    if (!events) return findings;
    const event = events.find((schema) => schema.topic === topic && schema.type === type);
    if (!event)
      return [...findings, found('there is no such event', 'Name an event that has a schema, or add its schema.')];
    for (const { path } of parts) {
      const lost = lostPath(event.data, path);
      if (lost) findings.push(found(lost, 'Name a path that every event has, or make it required in the event.'));
    }
    return findings;
  });
}

/** The fields of a key with their paths; a sentence where the text says none. */
function readKey({ key }: StaleMapping, keys: readonly string[]): { field: string; path: string }[] | string {
  const parts = key.split(/[\s,]+(?=[\w.]+\s*:)|,/).map((part) => part.trim());
  const read: { field: string; path: string }[] = [];
  for (const part of parts) {
    const [, named, path] = /^(?:([\w.]+)\s*:\s*)?([\w.]+)$/.exec(part) ?? [];
    const field = named ?? (parts.length === 1 ? keys.find((text) => /^\s*\w+\s*$/.test(text))?.trim() : undefined);
    if (path === undefined) return `its key '${key}' can't be read`;
    if (field === undefined) return `its key '${key}' doesn't say for which field, and it has no key of one field`;
    read.push({ field, path });
  }
  return read;
}

/** Why an event could come without what a path names; null where it can't. */
function lostPath(data: JsonSchema, path: string): string | null {
  let schema = insideLists(data);
  for (const name of path.split('.')) {
    const next = schema.properties?.[name];
    if (!next) return `the event has no '${path}'`;
    if (!schema.required?.includes(name) || admitsNull(next)) return `an event may come without '${path}'`;
    schema = insideLists(next);
  }
  const types = [schema.type].flat();
  return types.every((type) => type === 'string' || type === 'integer' || type === 'number')
    ? null
    : `'${path}' is neither a text nor a number`;
}

function insideLists(schema: JsonSchema): JsonSchema {
  return schema.type === 'array' && schema.items ? insideLists(schema.items) : schema;
}

const admitsNull = (schema: JsonSchema): boolean =>
  [schema.type].flat().includes('null') || Boolean(schema.anyOf?.some(admitsNull));

function checkFields(caching: Caching, all: readonly Caching[]): Finding[] {
  return caching.fields.flatMap((field): Finding[] => {
    if (!field.isKept) return [];
    const found = (stage: Finding['stage'], level: Finding['level'], reason: string, advice: string): Finding => ({
      stage,
      level,
      place: field.place,
      reason: `'${field.coordinate}' may be kept by routers, and ${reason}.`,
      affected: [],
      advice,
    });
    const findings: Finding[] = [];
    if (field.guard)
      findings.push(
        found('exposure', 'error', `is guarded by ${field.guard}, so it never is`, 'Take the hint or the guard away.'),
      );
    if (isPrivateAnywhere(field.coordinate, all))
      findings.push(
        found('exposure', 'error', `is private in another subgraph`, 'Make the subgraphs say the same of it.'),
      );
    // The parts of an object become stale with the entity that has it.
    const isEntity = (caching.keys.get(field.typeName) ?? []).length > 0;
    if (isEntity && !caching.mappings.some((mapping) => concerns(mapping, field)))
      findings.push(
        found(
          'events',
          'error',
          `no event of its subgraph makes it stale`,
          'Declare the event with @staleOn on the field or its type.',
        ),
      );
    return findings;
  });
}

const isPrivateAnywhere = (coordinate: string, all: readonly Caching[]): boolean =>
  all.some(({ fields }) => fields.some((field) => field.coordinate === coordinate && field.isPrivate));

const concerns = (mapping: StaleMapping, field: CachedField): boolean =>
  mapping.typeName === field.typeName &&
  (mapping.field === undefined || field.coordinate === `${mapping.typeName}.${mapping.field}`);

function checkChanges(before: readonly Caching[], now: readonly Caching[]): Finding[] {
  const findings: Finding[] = [];
  const [kept, privates] = [keptIn(before), new Set(fieldsIn(before).flatMap((one) => privateOf(one)))];
  for (const field of fieldsIn(now)) {
    if (!field.isKept || kept.has(field.coordinate)) continue;
    const wasPrivate = privates.has(field.coordinate);
    findings.push({
      stage: 'exposure',
      level: wasPrivate ? 'error' : 'warning',
      place: field.place,
      reason: wasPrivate
        ? `'${field.coordinate}' was private, and routers may now keep it for everybody.`
        : `Routers begin to keep '${field.coordinate}', the same for everybody.`,
      affected: [],
      advice: 'Make sure that no viewer gets another value of it than the next.',
    });
  }
  const stillKept = new Set([...keptIn(now)].map((coordinate) => coordinate.split('.')[0]!));
  const remaining = new Set(now.flatMap((caching) => caching.mappings.map((mapping) => nameOf(caching, mapping))));
  for (const caching of before)
    for (const mapping of caching.mappings) {
      if (remaining.has(nameOf(caching, mapping)) || !stillKept.has(mapping.typeName)) continue;
      findings.push({
        stage: 'events',
        level: 'error',
        place: mapping.typeName,
        reason: `'${mapping.typeName}' no longer becomes stale by ${mapping.topic} ${mapping.type}, and is kept still.`,
        affected: [],
        advice: 'Keep the @staleOn while the event tells of a change of what is kept.',
      });
    }
  return findings;
}

const fieldsIn = (all: readonly Caching[]): readonly CachedField[] => all.flatMap(({ fields }) => fields);
const keptIn = (all: readonly Caching[]): ReadonlySet<string> =>
  new Set(fieldsIn(all).flatMap(({ coordinate, isKept }) => (isKept ? [coordinate] : [])));
const privateOf = ({ coordinate, isPrivate }: CachedField): string[] => (isPrivate ? [coordinate] : []);
const nameOf = ({ subgraph }: Caching, { typeName, field, topic, type }: StaleMapping): string =>
  [subgraph, typeName, field, topic, type].join('\n');
