import type { RequiresNode } from '../plan/restore-plan.ts';
import { isInherited, isObject, readOwn } from './json-object.ts';
import { writeString } from './json-text.ts';
import type { Rewrite } from './rewrite.ts';
import type { Entity } from './run.ts';
import type { TypeNames } from './type-names.ts';

/**
 * Writes an entity's representation (its type, its keys and what @requires names) as JSON text, which is also what tells
 * two entities apart; undefined where something is missing, so that the entity can't be asked for. `mayEscape`: see `Run`.
 */
export type WriteRepresentation = (entity: Entity, mayEscape: boolean) => string | undefined;

/** Writes representations of entities of one type, and tells them apart for less. */
export interface Representation {
  readonly write: WriteRepresentation;
  /**
   * A short text that is the same for two entities of this type only if their representations are, and only of those
   * that have one; undefined where the representation has to tell.
   */
  readonly keyOf: (entity: Entity) => string | undefined;
}

interface RequiredField {
  readonly name: string;
  readonly inherited: boolean;
  /** `"name":` and what comes before it. */
  readonly label: string;
  readonly selections: RequiredSelections | undefined;
}

/** What is asked of an object of one type. */
interface RequiredObject {
  readonly fields: readonly RequiredField[];
  /** Selections as the plan has them, for objects that lack some field. */
  readonly nodes: readonly RequiresNode[];
}

/** What is required, by the object's type name. */
type RequiredSelections = (typeName: string | undefined) => RequiredObject;

/** The representations of one type, by its name in the data; null for a type that the subgraph doesn't know. */
export type Representations = (typeName: unknown) => Representation | null;

/**
 * Compiles a fetch's `requires`. `rewrite` is the plan's change to every representation, if any. Where a plan joins the
 * requirements of an interface with those of some of its types, objects of the others match by half: `isKnown` tells
 * which types the subgraph has, and what it can't know isn't asked for.
 */
export function compileRepresentations(
  requires: readonly RequiresNode[],
  typeNames: TypeNames,
  rewrite: Rewrite | undefined,
  isKnown: (typeName: string) => boolean,
): Representations {
  const selections = compileSelections(requires, typeNames);
  const compile = (typeName: string): Representation | null => {
    const required = selections(typeName);
    if (required.fields.length === 0) return null;
    const write: WriteRepresentation = (entity, mayEscape) => {
      const text = writeObject(entity, required, typeNames, mayEscape);
      return text === '{}' ? undefined : text;
    };
    if (!rewrite) return isKnown(typeName) ? { keyOf: compileKey(required), write } : null;
    return {
      // What is rewritten may become equal.
      keyOf: () => undefined,
      write: (entity, mayEscape) => {
        const text = write(entity, mayEscape);
        if (text === undefined) return undefined;
        const representation = JSON.parse(text) as Entity;
        rewrite(representation);
        return isKnown(representation.__typename as string) ? JSON.stringify(representation) : undefined;
      },
    };
  };
  const byType = new Map<unknown, Representation | null>();
  return (typeName) => {
    let representation = byType.get(typeName);
    if (representation === undefined) {
      representation = typeof typeName === 'string' ? compile(typeName) : null;
      if (byType.size < typesMax) byType.set(typeName, representation);
    }
    return representation;
  };
}

/** A schema has only so many types, but a subgraph may invent names without end. */
const typesMax = 1_000;

function compileKey(required: RequiredObject): (entity: Entity) => string | undefined {
  const [field, ...more] = required.fields;
  // The usual key: one field, whose value tells.
  if (field && more.length === 0 && !field.inherited && !field.selections)
    return (entity) => {
      const value = entity[field.name];
      return typeof value === 'string' ? value : undefined;
    };
  return (entity) => writeKey(entity, required);
}

/** The values alone, each of a length that is told or with an end of its own, so that other values never give the same text. */
function writeKey(object: Entity, required: RequiredObject): string | undefined {
  let text = '';
  for (const field of required.fields) {
    const value = field.inherited || field.selections ? undefined : object[field.name];
    if (typeof value === 'string') text += `"${value.length}:${value}`;
    else if (typeof value === 'number' || typeof value === 'boolean') text += `,${value}`;
    else return undefined;
  }
  return text;
}

function writeObject(
  object: Entity,
  required: RequiredObject,
  typeNames: TypeNames,
  mayEscape: boolean,
): string | undefined {
  let text = '';
  for (const field of required.fields) {
    const value = field.inherited ? readOwn(object, field.name) : object[field.name];
    if (value === undefined) return writeIncomplete(object, required, typeNames, mayEscape);
    if (typeof value === 'string' && !field.selections) text += field.label + writeString(value, mayEscape);
    else
      text +=
        field.label +
        (field.selections ? writeValue(value, field.selections, typeNames, mayEscape) : JSON.stringify(value));
  }
  return text === '' ? '{}' : `${text}}`;
}

/**
 * An object lacks something. A plan may join the requirements of several fields, each as a fragment: those that are
 * whole still count (another was skipped, or its fetch failed). Outside fragments everything must be there.
 */
function writeIncomplete(
  object: Entity,
  required: RequiredObject,
  typeNames: TypeNames,
  mayEscape: boolean,
): string | undefined {
  const typeName = typeof object.__typename === 'string' ? object.__typename : undefined;
  const has = (node: RequiresNode): boolean =>
    node.kind === 'Field'
      ? readOwn(object, node.alias ?? node.name) !== undefined
      : !applies(node, typeName, typeNames) || node.selections.every(has);
  const whole = required.nodes.filter(has);
  if (whole.length === 0 || required.nodes.some((node) => node.kind === 'Field' && !has(node))) return undefined;
  return writeObject(object, { fields: fieldsFor(whole, typeName, typeNames), nodes: whole }, typeNames, mayEscape);
}

/** A nested object that lacks a required field counts as null: that field's owner decides what to make of it. */
function writeValue(value: unknown, selections: RequiredSelections, typeNames: TypeNames, mayEscape: boolean): string {
  if (Array.isArray(value))
    return `[${value.map((item) => writeValue(item, selections, typeNames, mayEscape)).join(',')}]`;
  if (!isObject(value)) return 'null';
  const typeName = typeof value.__typename === 'string' ? value.__typename : undefined;
  return writeObject(value, selections(typeName), typeNames, mayEscape) ?? 'null';
}

function compileSelections(nodes: readonly RequiresNode[], typeNames: TypeNames): RequiredSelections {
  const byType = new Map<string | undefined, RequiredObject>();
  return (typeName) => {
    let required = byType.get(typeName);
    if (!required) {
      required = { fields: fieldsFor(nodes, typeName, typeNames), nodes };
      if (byType.size < typesMax) byType.set(typeName, required);
    }
    return required;
  };
}

function applies(
  node: Extract<RequiresNode, { kind: 'InlineFragment' }>,
  typeName: string | undefined,
  typeNames: TypeNames,
): boolean {
  return (
    node.typeCondition === undefined || (typeName !== undefined && typeNames.matches(node.typeCondition, typeName))
  );
}

function fieldsFor(
  nodes: readonly RequiresNode[],
  typeName: string | undefined,
  typeNames: TypeNames,
): readonly RequiredField[] {
  const merged = new Map<string, { writeAs: string; selections: RequiresNode[] | undefined }>();
  const collect = (selections: readonly RequiresNode[]): void => {
    for (const node of selections) {
      if (node.kind === 'InlineFragment') {
        if (applies(node, typeName, typeNames)) collect(node.selections);
      } else {
        const name = node.alias ?? node.name;
        const before = merged.get(name)?.selections;
        const all = node.selections ? [...(before ?? []), ...node.selections] : before;
        merged.set(name, { writeAs: node.writeAs ?? name, selections: all });
      }
    }
  };
  collect(nodes);
  const all = [...merged];
  // The type is the one that this is compiled for: with the fields after it, it needs no reading.
  const typed = typeName !== undefined && all.length > 1 && all[0]![0] === '__typename';
  const start = typed ? `{${JSON.stringify(all.shift()![1].writeAs)}:${JSON.stringify(typeName)},` : '{';
  return all.map(([name, { writeAs, selections }], index) => ({
    name,
    inherited: isInherited(name),
    label: `${index === 0 ? start : ','}${JSON.stringify(writeAs)}:`,
    selections: selections && compileSelections(selections, typeNames),
  }));
}
