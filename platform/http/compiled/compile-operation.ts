import {
  type FragmentDefinitionNode,
  type GraphQLError,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  parse,
} from 'graphql';
import { conditionVariables } from './collect-fields.ts';
import { type CompiledField, compileFields } from './compile-selection.ts';
import { compileVariables } from './compile-variables.ts';
import { type Container, isNulled, NotCompilable, Run } from './run.ts';

export interface CompiledResult {
  readonly data: unknown;
  readonly errors: readonly GraphQLError[];
}

/** An operation of a document that is known to be valid, ready to be run. */
export interface CompiledOperation {
  /** Runs it. Null, before any resolver was called, where the ordinary way has to: variables that don't fit. */
  run(variables: Readonly<Record<string, unknown>>, context: () => unknown): Promise<CompiledResult> | null;
}

/** Each choice of conditions is compiled by itself: four make at most 16, and no screen has more. */
const conditionsMax = 4;

/**
 * Compiles an operation to closures over the schema's resolvers. Null where it has something that is left to the
 * ordinary way: introspection, subscriptions, more than four variables in @skip and @include.
 *
 * What the document says is worked out here once (which fields, in which order, with which constant arguments), so that a
 * run calls resolvers and writes values. The answer is graphql-js's; only this may differ: below a place that an error
 * made null, graphql-js may report one more error or one fewer, depending on which came first.
 */
export function compileOperation(
  schema: GraphQLSchema,
  text: string,
  operationName: string | undefined,
): CompiledOperation | null {
  try {
    return compile(schema, text, operationName);
  } catch (error) {
    if (error instanceof NotCompilable) return null;
    throw error;
  }
}

function compile(schema: GraphQLSchema, text: string, operationName: string | undefined): CompiledOperation {
  const document = parse(text);
  const fragments = new Map<string, FragmentDefinitionNode>();
  const operations: OperationDefinitionNode[] = [];
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
    else if (definition.kind === Kind.OPERATION_DEFINITION) operations.push(definition);
  }
  const operation =
    operationName === undefined ? operations[0] : operations.find(({ name }) => name?.value === operationName);
  if (!operation || (operationName === undefined && operations.length > 1))
    throw new NotCompilable('no single operation');
  const type = schema.getRootType(operation.operation);
  if (!type || operation.operation === OperationTypeNode.SUBSCRIPTION) throw new NotCompilable(operation.operation);

  const readVariables = compileVariables(schema, operation.variableDefinitions ?? []);
  const conditionNames = conditionVariables(document);
  if (conditionNames.length > conditionsMax) throw new NotCompilable('too many conditions');
  const fragmentsByName = Object.fromEntries(fragments);
  const inTurn = operation.operation === OperationTypeNode.MUTATION;
  const variants = new Map<string, readonly CompiledField[]>();

  /** The root fields for what the variables choose; undefined where a condition has no boolean. */
  const variantFor = (variables: Readonly<Record<string, unknown>>): readonly CompiledField[] | undefined => {
    let choice = '';
    for (const name of conditionNames) {
      if (typeof variables[name] !== 'boolean') return undefined;
      choice += variables[name] ? '1' : '0';
    }
    let fields = variants.get(choice);
    if (!fields) {
      const conditions = new Map(conditionNames.map((name) => [name, variables[name] as boolean]));
      fields = compileFields({ schema, fragments, fragmentsByName, conditions, operation }, type, [operation]);
      variants.set(choice, fields);
    }
    return fields;
  };
  // Without conditions there is one choice, and whether it can be compiled is known now.
  if (conditionNames.length === 0) variantFor({});

  return {
    run(given, makeContext) {
      const variables = readVariables(given);
      const fields = variables && variantOrNothing(variantFor, variables);
      if (!variables || !fields) return null;
      const run = new Run(variables, makeContext());
      return new Promise((resolve) => {
        const object: Container = {};
        run.answer.data = object;
        if (!inTurn) {
          run.begin(
            () => runAll(fields, run, object),
            () => resolve(resultOf(run)),
          );
          return;
        }
        const next = (index: number): void => {
          const field = fields[index];
          if (!field || isNulled(run.top)) {
            resolve(resultOf(run));
            return;
          }
          run.begin(
            () => field(run, undefined, object, run.top),
            () => next(index + 1),
          );
        };
        next(0);
      });
    },
  };
}

function resultOf(run: Run): CompiledResult {
  return { data: run.answer.data, errors: run.errors };
}

function runAll(fields: readonly CompiledField[], run: Run, object: Container): void {
  for (const field of fields) {
    field(run, undefined, object, run.top);
    if (isNulled(run.top)) return;
  }
}

function variantOrNothing<Variant>(
  variantFor: (variables: Readonly<Record<string, unknown>>) => Variant | undefined,
  variables: Readonly<Record<string, unknown>>,
): Variant | undefined {
  try {
    return variantFor(variables);
  } catch (error) {
    if (error instanceof NotCompilable) return undefined;
    throw error;
  }
}
