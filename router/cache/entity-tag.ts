import { isObject, readOwn } from '../execute/json-object.ts';
import type { TypeNames } from '../execute/type-names.ts';
import type { RequiresField, RequiresNode } from '../plan/restore-plan.ts';
import type { CachedEntity } from './port.ts';
import type { KeyPart, StaleOn, TypeMapping } from './stale-on.ts';
import { tagOf } from './store.ts';

/** Names the entities of one type as one subgraph answers them: the first part of their tags. */
export function kindOf(service: string, typeName: string): string {
  return `${service}\n${typeName}\n`;
}

/** Ids are texts to some and numbers to others; they are compared as texts. Undefined where it is neither. */
function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : undefined;
}

/** The second part of a tag: the values of what events call the entity by. */
function writeId(values: readonly string[]): string {
  return values.length === 1 ? values[0]! : JSON.stringify(values);
}

/** Reads the id in an entity's tag; undefined where its representation lacks what events call it by. */
export interface IdReader {
  (target: CachedEntity, index: number, representationOf: (index: number) => string): string | undefined;
  readonly kind: string;
  /** Whether the tag says all that the representation does. */
  readonly isWhole: boolean;
}

/** Compiles how the id of an entity of the mapping's type is read, where it is asked for by these requirements. */
export function compileId(
  mapping: TypeMapping,
  service: string,
  requires: readonly RequiresNode[],
  isRewritten: boolean,
  typeNames: TypeNames,
): IdReader {
  const kind = kindOf(service, mapping.typeName);
  const names = mapping.fields.map((field) => (field.length === 1 ? field[0]! : null));
  const required = fieldsFor(requires, mapping.typeName, typeNames).filter(({ name }) => name !== '__typename');
  const plain = new Set(required.flatMap((field) => (isPlain(field) ? [field.name] : [])));
  const isDirect = !isRewritten && names.every((name) => name !== null && plain.has(name));
  const isWhole = isDirect && required.every(({ name }) => names.includes(name));

  const readFrom = (entity: CachedEntity): string | undefined => {
    const values: string[] = [];
    for (const field of mapping.fields) {
      let value: unknown = entity;
      for (const name of field) value = isObject(value) ? readOwn(value, name) : undefined;
      const text = textOf(value);
      if (text === undefined) return undefined;
      values.push(text);
    }
    return writeId(values);
  };
  const read = isDirect
    ? readFrom
    : (_target: CachedEntity, index: number, representationOf: (index: number) => string) =>
        readFrom(JSON.parse(representationOf(index)) as CachedEntity);
  return Object.assign(read, { kind, isWhole });
}

function isPlain(field: RequiresField): boolean {
  return field.selections === undefined && field.alias === undefined && field.writeAs === undefined;
}

/** The fields that are required of entities of a type. */
function fieldsFor(nodes: readonly RequiresNode[], typeName: string, typeNames: TypeNames): readonly RequiresField[] {
  return nodes.flatMap((node) => {
    if (node.kind === 'Field') return [node];
    const applies = node.typeCondition === undefined || typeNames.matches(node.typeCondition, typeName);
    return applies ? fieldsFor(node.selections, typeName, typeNames) : [];
  });
}

/** The tags of what an event makes stale; undefined where its data doesn't say which entities those are. */
export function tagsOfEvent({ services, typeName, key }: StaleOn, data: unknown): readonly string[] | undefined {
  let combinations: string[][] = [[]];
  for (const part of key) {
    const values = valuesAt(data, part);
    if (!values) return undefined;
    // Of several lists every pair: too many are dropped rather than one too few.
    combinations = combinations.flatMap((before) => values.map((value) => [...before, value]));
  }
  return services.flatMap((service) =>
    combinations.map((values) => tagOf({ kind: kindOf(service, typeName), id: writeId(values) })),
  );
}

/** The texts at a path, through lists; undefined where something on the way isn't there. */
function valuesAt(data: unknown, { path }: KeyPart): readonly string[] | undefined {
  let found: unknown[] = [data];
  for (const name of path) {
    found = found.flat(Number.POSITIVE_INFINITY).map((value) => (isObject(value) ? readOwn(value, name) : undefined));
  }
  const texts = found.flat(Number.POSITIVE_INFINITY).map(textOf);
  return texts.includes(undefined) ? undefined : (texts as string[]);
}
