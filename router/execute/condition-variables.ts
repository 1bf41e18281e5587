import { type DocumentNode, type OperationDefinitionNode, visit } from 'graphql';

/** A Boolean variable that decides about parts of an operation. */
export interface ConditionVariable {
  readonly name: string;
  /** Its value where the client sends none; undefined where it must be sent. */
  readonly defaultValue: boolean | undefined;
}

/** The variables that @skip and @include name anywhere in an operation or its fragments, by name. */
export function conditionVariables(
  document: DocumentNode,
  operation: OperationDefinitionNode,
): readonly ConditionVariable[] {
  const names = new Set<string>();
  visit(document, {
    enter: (node) => {
      if (node.kind !== 'Directive' || (node.name.value !== 'skip' && node.name.value !== 'include')) return;
      const value = node.arguments?.[0]?.value;
      if (value?.kind === 'Variable') names.add(value.name.value);
    },
  });
  return [...names].sort().map((name) => {
    const definition = operation.variableDefinitions?.find((node) => node.variable.name.value === name);
    const value = definition?.defaultValue;
    return { name, defaultValue: value?.kind === 'BooleanValue' ? value.value : undefined };
  });
}
