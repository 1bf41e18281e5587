import {
  type FieldNode,
  type GraphQLArgument,
  type GraphQLField,
  getArgumentValues,
  isNonNullType,
  Kind,
  type ValueNode,
  valueFromAST,
  visit,
} from 'graphql';
import { NotCompilable, type Run } from './run.ts';

/** A field's arguments in a run. Throws what graphql-js would. */
export type ReadArguments = (run: Run) => Record<string, unknown>;

const noArguments: ReadArguments = () => ({});

/**
 * Compiles the spec's CoerceArgumentValues (6.4.1): what stands in the document is coerced once, a variable is looked up.
 * Values that have variables inside them are left to graphql-js.
 */
export function compileArguments(field: GraphQLField<unknown, unknown>, node: FieldNode): ReadArguments {
  if (field.args.length === 0) return noArguments;
  const given = new Map((node.arguments ?? []).map(({ name, value }) => [name.value, value]));
  const constants: Record<string, unknown> = {};
  const variables: { argument: GraphQLArgument; variable: string; required: boolean }[] = [];
  for (const argument of field.args) {
    const value = given.get(argument.name);
    if (!value) {
      if (argument.defaultValue !== undefined) constants[argument.name] = argument.defaultValue;
      else if (isNonNullType(argument.type)) throw new NotCompilable('a required argument is missing');
    } else if (value.kind === Kind.VARIABLE) {
      variables.push({ argument, variable: value.name.value, required: isNonNullType(argument.type) });
    } else if (hasVariables(value)) {
      return (run) => getArgumentValues(field, node, run.variables as Record<string, unknown>);
    } else {
      const coerced = valueFromAST(value, argument.type);
      if (coerced === undefined) throw new NotCompilable('an argument of another type');
      constants[argument.name] = coerced;
    }
  }
  return (run) => {
    const values = { ...constants };
    for (const { argument, variable, required } of variables) {
      if (!Object.hasOwn(run.variables, variable)) {
        if (argument.defaultValue !== undefined) values[argument.name] = argument.defaultValue;
        else if (required) return getArgumentValues(field, node, run.variables as Record<string, unknown>);
        continue;
      }
      const value = run.variables[variable];
      // It throws here, in its own words.
      if (value == null && required) return getArgumentValues(field, node, run.variables as Record<string, unknown>);
      values[argument.name] = value;
    }
    return values;
  };
}

function hasVariables(value: ValueNode): boolean {
  let found = false;
  visit(value, {
    Variable() {
      found = true;
    },
  });
  return found;
}
