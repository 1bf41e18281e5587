import { type DocumentNode, Kind, type OperationDefinitionNode, parse, print } from 'graphql';

/** A document with its types, as code generators make it. */
export interface TypedDocument<Data, Variables> extends DocumentNode {
  /** Never there; it carries the types. */
  readonly __apiType?: (variables: Variables) => Data;
}

/** An operation as text or as a typed document. */
export type Operation<Data, Variables> = string | TypedDocument<Data, Variables>;

/** The text that is sent for an operation, and its name where it has one. */
export function textOf(operation: Operation<never, never>): { query: string; operationName?: string } {
  const name = definitionOf(operation).name?.value;
  return { query: typeof operation === 'string' ? operation : print(operation), operationName: name };
}

/** The name of an operation's first root field in the schema. */
export function rootFieldOf(operation: Operation<never, never>): string {
  const field = definitionOf(operation).selectionSet.selections.find((selection) => selection.kind === Kind.FIELD);
  if (!field) throw new TypeError('The operation has no field of its own.');
  return field.name.value;
}

function definitionOf(operation: Operation<never, never>): OperationDefinitionNode {
  const document = typeof operation === 'string' ? parse(operation) : operation;
  const definition = document.definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION);
  if (!definition) throw new TypeError('The document has no operation.');
  return definition;
}
