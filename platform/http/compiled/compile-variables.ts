import {
  coerceInputValue,
  GraphQLBoolean,
  GraphQLFloat,
  GraphQLID,
  type GraphQLInputType,
  GraphQLInt,
  type GraphQLSchema,
  GraphQLString,
  isInputType,
  isListType,
  isNonNullType,
  typeFromAST,
  type VariableDefinitionNode,
  valueFromAST,
} from 'graphql';
import { NotCompilable } from './run.ts';

/** Stands for a value that doesn't fit its type: the ordinary way then says what is wrong with it. */
const unfit = Symbol('unfit');

type Coerce = (value: unknown) => unknown;

/** The variables of one request by their definitions; null where any doesn't fit. */
export type ReadVariables = (given: Readonly<Record<string, unknown>>) => Record<string, unknown> | null;

const int32Max = 2_147_483_647;
const int32Min = -2_147_483_648;

/** What arrives often and is quickly checked. The specified scalars behave as graphql-js has them. */
const quick = new Map<string, Coerce>([
  [GraphQLString.name, (value) => (typeof value === 'string' ? value : unfit)],
  [GraphQLID.name, (value) => (typeof value === 'string' ? value : Number.isInteger(value) ? String(value) : unfit)],
  [GraphQLBoolean.name, (value) => (typeof value === 'boolean' ? value : unfit)],
  [GraphQLFloat.name, (value) => (Number.isFinite(value) ? value : unfit)],
  [
    GraphQLInt.name,
    (value) =>
      Number.isInteger(value) && (value as number) >= int32Min && (value as number) <= int32Max ? value : unfit,
  ],
  // Federation's representations: taken as they are.
  ['_Any', (value) => value],
]);

/** Compiles the spec's CoerceVariableValues (6.1.2). */
export function compileVariables(schema: GraphQLSchema, definitions: readonly VariableDefinitionNode[]): ReadVariables {
  const readers = definitions.map((definition) => {
    const type = typeFromAST(schema, definition.type);
    if (!isInputType(type)) throw new NotCompilable('a variable of no input type');
    const hasDefault = definition.defaultValue !== undefined;
    return {
      name: definition.variable.name.value,
      coerce: compileType(type),
      hasDefault,
      preset: hasDefault ? valueFromAST(definition.defaultValue, type) : undefined,
      required: isNonNullType(type),
    };
  });
  return (given) => {
    const variables: Record<string, unknown> = {};
    for (const { name, coerce, hasDefault, preset, required } of readers) {
      if (!Object.hasOwn(given, name)) {
        if (hasDefault) variables[name] = preset;
        else if (required) return null;
        continue;
      }
      const value = coerce(given[name]);
      if (value === unfit) return null;
      variables[name] = value;
    }
    return variables;
  };
}

function compileType(type: GraphQLInputType): Coerce {
  if (isNonNullType(type)) {
    const coerce = compileType(type.ofType);
    return (value) => (value == null ? unfit : coerce(value));
  }
  if (isListType(type)) {
    const coerce = compileType(type.ofType);
    return (value) => {
      if (value == null) return null;
      const list = Array.isArray(value) ? value : [value];
      const coerced = new Array<unknown>(list.length);
      for (let index = 0; index < list.length; index++) {
        const item = coerce(list[index]);
        if (item === unfit) return unfit;
        coerced[index] = item;
      }
      return coerced;
    };
  }
  const coerce = quick.get(type.name) ?? compileSlow(type);
  return (value) => (value == null ? null : coerce(value));
}

/** Enums, input objects and scalars of one's own. */
function compileSlow(type: GraphQLInputType): Coerce {
  return (value) => {
    let fits = true;
    try {
      const coerced = coerceInputValue(value, type, () => {
        fits = false;
      });
      return fits ? coerced : unfit;
    } catch {
      return unfit;
    }
  };
}
