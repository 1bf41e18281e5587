import {
  type FieldNode,
  type GraphQLNamedType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isAbstractType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type SelectionSetNode,
  valueFromASTUntyped,
} from 'graphql';
import type { Answer, AnswerError } from '../execute/port.ts';
import type { ParsedOperation } from '../parse/document-store.ts';
import { type IsRefused, rootType, typeMark } from './filter-document.ts';

type Path = readonly (string | number)[];
type Json = unknown;

/** A value that a non-null position may not have: its parent becomes null instead. */
const impossible = Symbol('null where the schema says non-null');

/** One response name of an object: the nodes that ask for it, each with the type its fragment states. */
interface Asked {
  readonly type: GraphQLNamedType;
  readonly node: FieldNode;
}

/**
 * Puts the fields that were taken out of an operation back into its answer: null, with an error each, at their places in
 * the response's order, and nulls propagated to the nearest nullable parent as the spec asks (6.4.4).
 */
export function restoreRefused(
  answer: Answer,
  operation: ParsedOperation,
  schema: GraphQLSchema,
  isRefused: IsRefused,
  variables: Readonly<Record<string, unknown>>,
  refusal: (path: Path) => AnswerError,
): Answer {
  if (answer.data === undefined || answer.data === 'null') return answer;
  const errors: AnswerError[] = [];
  const included = createIncluded(operation, variables);

  const restoreObject = (
    value: Json,
    sets: readonly { set: SelectionSetNode; type: GraphQLNamedType }[],
    path: Path,
  ) => {
    const object = value as Record<string, Json>;
    const stated = sets[0]!.type;
    const runtime = isAbstractType(stated) ? schema.getType(String(object[typeMark])) : stated;
    const asked = new Map<string, Asked[]>();
    for (const { set, type } of sets) collect(set, type, runtime, asked);
    const restored: [string, Json][] = [];
    for (const [name, fields] of asked) {
      const fieldPath = [...path, name];
      const definition = runtime && isObjectType(runtime) ? runtime.getFields()[fields[0]!.node.name.value] : undefined;
      if (Object.hasOwn(object, name)) {
        const kept = definition ? restoreValue(object[name], definition.type, fields, fieldPath) : object[name];
        if (kept === impossible) return impossible;
        restored.push([name, kept]);
      } else if (fields.some((field) => isRefused(field.type, field.node.name.value))) {
        errors.push(refusal(fieldPath));
        if (definition && isNonNullType(definition.type)) return impossible;
        restored.push([name, null]);
      }
    }
    // Own properties whatever their name: a response name may be `__proto__`.
    return Object.fromEntries(restored);
  };

  const restoreValue = (value: Json, type: GraphQLOutputType, fields: readonly Asked[], path: Path): Json => {
    if (isNonNullType(type)) {
      const inner = restoreValue(value, type.ofType, fields, path);
      return inner === null && value !== null ? impossible : inner;
    }
    if (value === null || value === undefined) return null;
    if (isListType(type)) {
      if (!Array.isArray(value)) return value;
      const items = value.map((item, index) => restoreValue(item, type.ofType, fields, [...path, index]));
      return items.includes(impossible) ? null : items;
    }
    const sets = fields.flatMap(({ node }) => (node.selectionSet ? [{ set: node.selectionSet, type }] : []));
    if (sets.length === 0) return value;
    const restored = restoreObject(value, sets as { set: SelectionSetNode; type: GraphQLNamedType }[], path);
    return restored === impossible ? null : restored;
  };

  const collect = (
    set: SelectionSetNode,
    type: GraphQLNamedType,
    runtime: GraphQLNamedType | undefined,
    asked: Map<string, Asked[]>,
  ): void => {
    for (const selection of set.selections) {
      if (!included(selection)) continue;
      if (selection.kind === Kind.FIELD) {
        const name = selection.alias?.value ?? selection.name.value;
        const fields = asked.get(name);
        if (fields) fields.push({ type, node: selection });
        else asked.set(name, [{ type, node: selection }]);
        continue;
      }
      const fragment =
        selection.kind === Kind.INLINE_FRAGMENT ? selection : operation.document.fragments.get(selection.name.value)!;
      const condition = fragment.typeCondition ? schema.getType(fragment.typeCondition.name.value)! : type;
      if (runtime && !covers(schema, condition, runtime)) continue;
      collect(fragment.selectionSet, condition, runtime, asked);
    }
  };

  const root = rootType(operation, schema);
  const data = restoreObject(JSON.parse(answer.data), [{ set: operation.node.selectionSet, type: root }], []);
  return {
    ...answer,
    data: data === impossible ? 'null' : JSON.stringify(data),
    errors: [...answer.errors, ...errors],
  };
}

/** Whether an object of type `runtime` is taken by a fragment on `condition`. */
function covers(schema: GraphQLSchema, condition: GraphQLNamedType, runtime: GraphQLNamedType): boolean {
  if (condition === runtime) return true;
  return isAbstractType(condition) && (isObjectType(runtime) || isInterfaceType(runtime))
    ? schema.isSubType(condition, runtime)
    : false;
}

/** Evaluates @skip and @include with the request's variables and the operation's defaults. */
function createIncluded(
  operation: ParsedOperation,
  variables: Readonly<Record<string, unknown>>,
): (selection: { directives?: FieldNode['directives'] }) => boolean {
  const defaults = new Map<string, unknown>();
  for (const { variable, defaultValue } of operation.node.variableDefinitions ?? [])
    if (defaultValue) defaults.set(variable.name.value, valueFromASTUntyped(defaultValue));
  return (selection) =>
    (selection.directives ?? []).every((directive) => {
      const name = directive.name.value;
      if (name !== 'skip' && name !== 'include') return true;
      const node = directive.arguments?.[0]?.value;
      const value =
        node?.kind === Kind.VARIABLE
          ? Object.hasOwn(variables, node.name.value)
            ? variables[node.name.value]
            : defaults.get(node.name.value)
          : node?.kind === Kind.BOOLEAN && node.value;
      return name === 'include' ? value === true : value !== true;
    });
}
