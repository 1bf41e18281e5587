import type { QueryPlanSelectionNode } from '@apollo/query-planner';
import { isInherited, isObject, readOwn } from './json-object.ts';
import type { Rewrite } from './rewrite.ts';
import type { Entity } from './run.ts';
import type { TypeNames } from './type-names.ts';

/**
 * Writes an entity's representation (its type, its keys and what @requires names) as JSON text, which is also what tells
 * two entities apart; undefined where something is missing, so that the entity can't be asked for.
 */
export type WriteRepresentation = (entity: Entity) => string | undefined;

interface RequiredField {
  readonly name: string;
  readonly inherited: boolean;
  /** `"name":` and what follows the field before it. */
  readonly label: string;
  readonly selections: RequiredSelections | undefined;
}

/** Selections with fragments resolved, by the object's type name. */
type RequiredSelections = (typeName: string | undefined) => readonly RequiredField[];

/** Compiles a fetch's `requires`. `rewrite` is the plan's change to every representation, if any. */
export function compileRepresentation(
  requires: readonly QueryPlanSelectionNode[],
  typeNames: TypeNames,
  rewrite: Rewrite | undefined,
): WriteRepresentation {
  const selections = compileSelections(requires, typeNames);
  const write: WriteRepresentation = (entity) => {
    const typeName = entity.__typename;
    if (typeof typeName !== 'string') return undefined;
    const fields = selections(typeName);
    return fields.length === 0 ? undefined : writeObject(entity, fields);
  };
  if (!rewrite) return write;
  return (entity) => {
    const text = write(entity);
    if (text === undefined) return undefined;
    const representation: unknown = JSON.parse(text);
    rewrite(representation);
    return JSON.stringify(representation);
  };
}

function writeObject(object: Entity, fields: readonly RequiredField[]): string | undefined {
  let text = '';
  for (const field of fields) {
    const value = field.inherited ? readOwn(object, field.name) : object[field.name];
    if (value === undefined) return undefined;
    text += field.label + (field.selections ? writeValue(value, field.selections) : JSON.stringify(value));
  }
  return text === '' ? '{}' : `${text}}`;
}

/** A nested object that lacks a required field counts as null: that field's owner decides what to make of it. */
function writeValue(value: unknown, selections: RequiredSelections): string {
  if (Array.isArray(value)) return `[${value.map((item) => writeValue(item, selections)).join(',')}]`;
  if (!isObject(value)) return 'null';
  const typeName = value.__typename;
  return writeObject(value, selections(typeof typeName === 'string' ? typeName : undefined)) ?? 'null';
}

function compileSelections(nodes: readonly QueryPlanSelectionNode[], typeNames: TypeNames): RequiredSelections {
  const byType = new Map<string | undefined, readonly RequiredField[]>();
  return (typeName) => {
    let fields = byType.get(typeName);
    if (!fields) {
      fields = fieldsFor(nodes, typeName, typeNames);
      // A schema has only so many types, but a subgraph may invent names without end.
      if (byType.size < 1000) byType.set(typeName, fields);
    }
    return fields;
  };
}

function fieldsFor(
  nodes: readonly QueryPlanSelectionNode[],
  typeName: string | undefined,
  typeNames: TypeNames,
): readonly RequiredField[] {
  const merged = new Map<string, QueryPlanSelectionNode[] | undefined>();
  const collect = (selections: readonly QueryPlanSelectionNode[]): void => {
    for (const node of selections) {
      if (node.kind === 'InlineFragment') {
        if (
          node.typeCondition === undefined ||
          (typeName !== undefined && typeNames.matches(node.typeCondition, typeName))
        )
          collect(node.selections);
      } else {
        const name = node.alias ?? node.name;
        const before = merged.get(name);
        merged.set(name, node.selections ? [...(before ?? []), ...node.selections] : before);
      }
    }
  };
  collect(nodes);
  return [...merged].map(([name, selections], index) => ({
    name,
    inherited: isInherited(name),
    label: `${index === 0 ? '{' : ','}${JSON.stringify(name)}:`,
    selections: selections && compileSelections(selections, typeNames),
  }));
}
