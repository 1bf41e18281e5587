import {
  type GraphQLError,
  type GraphQLInputType,
  type GraphQLSchema,
  getVariableValues,
  isEnumType,
  isInputObjectType,
  isInputType,
  isListType,
  isNonNullType,
  isSpecifiedScalarType,
  typeFromAST,
  type VariableDefinitionNode,
} from 'graphql';

/** Checks what a client sent for an operation's variables; undefined where it is all right. */
export type CheckVariables = (variables: Readonly<Record<string, unknown>>) => readonly GraphQLError[] | undefined;

/** As many mistakes as graphql-js itself lists. */
const errorsMax = 50;

/**
 * Compiles an operation's variable definitions.
 *
 * The compiled check only says whether everything is valid, which is the usual case and takes no time. Where it isn't
 * (or where the check isn't sure) graphql-js decides and words the errors, so that they are the ones clients know.
 */
export function compileVariables(
  schema: GraphQLSchema,
  definitions: readonly VariableDefinitionNode[],
): CheckVariables {
  const knownChecks: KnownChecks = new Map();
  const accepts = definitions.map((definition) => {
    const type = typeFromAST(schema, definition.type as never) as GraphQLInputType | undefined;
    const check = type && isInputType(type) ? compileInput(type, knownChecks) : () => false;
    const optional = definition.defaultValue !== undefined || (type !== undefined && !isNonNullType(type));
    const name = definition.variable.name.value;
    return (variables: Readonly<Record<string, unknown>>): boolean => {
      const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
      return value === undefined ? optional : check(value);
    };
  });
  return (variables) => {
    for (const accept of accepts) {
      if (accept(variables)) continue;
      return getVariableValues(schema, definitions, variables, { maxErrors: errorsMax }).errors;
    }
    return undefined;
  };
}

type Check = (value: unknown) => boolean;

/** The checks of input objects made so far; these types may contain themselves. */
type KnownChecks = Map<GraphQLInputType, Check>;

function compileInput(type: GraphQLInputType, knownChecks: KnownChecks): Check {
  if (isNonNullType(type)) {
    const check = compileInput(type.ofType, knownChecks);
    return (value) => value !== null && check(value);
  }
  if (isListType(type)) {
    const check = compileInput(type.ofType, knownChecks);
    return (value) => (value === null ? true : Array.isArray(value) ? value.every(check) : check(value));
  }
  if (isEnumType(type)) {
    const names = new Set(type.getValues().map(({ name }) => name));
    return (value) => value === null || names.has(value as string);
  }
  if (isInputObjectType(type)) {
    const known = knownChecks.get(type);
    if (known) return known;
    let fields: Map<string, { check: Check; required: boolean }> | undefined;
    const check: Check = (value) => {
      if (value === null) return true;
      if (typeof value !== 'object' || Array.isArray(value) || type.isOneOf) return false;
      fields ??= new Map(
        Object.values(type.getFields()).map((field) => [
          field.name,
          {
            check: compileInput(field.type, knownChecks),
            required: isNonNullType(field.type) && field.defaultValue === undefined,
          },
        ]),
      );
      const object = value as Record<string, unknown>;
      for (const name of Object.keys(object)) {
        const item = object[name];
        if (item !== undefined && !fields.get(name)?.check(item)) return false;
      }
      for (const [name, field] of fields)
        if (field.required && (!Object.hasOwn(object, name) || object[name] === undefined)) return false;
      return true;
    };
    knownChecks.set(type, check);
    return check;
  }
  if (!isSpecifiedScalarType(type)) return () => true;
  switch (type.name) {
    case 'Int':
      return (value) => value === null || (typeof value === 'number' && (value | 0) === value);
    case 'Float':
      return (value) => value === null || (typeof value === 'number' && Number.isFinite(value));
    case 'Boolean':
      return (value) => value === null || typeof value === 'boolean';
    case 'ID':
      return (value) => value === null || typeof value === 'string' || Number.isInteger(value);
    default:
      return (value) => value === null || typeof value === 'string';
  }
}
