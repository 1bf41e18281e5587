import type { FetchNode } from '@apollo/query-planner';
import { type DocumentNode, Kind, print, stripIgnoredCharacters, type VariableDefinitionNode, visit } from 'graphql';

/**
 * Writes the operation of a fetch whose selections were changed: it defines the variables that it uses, no others. New
 * ones are defined as in `definitions`, the client's own.
 */
export function writeOperation(
  document: DocumentNode,
  definitions: readonly VariableDefinitionNode[] = [],
): Pick<FetchNode, 'operation' | 'variableUsages'> {
  const used = new Set<string>();
  visit(document, {
    enter: (node) => {
      if (node.kind === Kind.VARIABLE_DEFINITION) return false;
      if (node.kind === Kind.VARIABLE) used.add(node.name.value);
      return undefined;
    },
  });
  const written: DocumentNode = visit(document, {
    enter: (node) => {
      if (node.kind !== Kind.OPERATION_DEFINITION) return node.kind === Kind.DOCUMENT ? undefined : false;
      const before = node.variableDefinitions ?? [];
      const known = new Set(before.map(({ variable }) => variable.name.value));
      const more = definitions.filter(({ variable }) => !known.has(variable.name.value));
      const variableDefinitions = [...before, ...more].filter(({ variable }) => used.has(variable.name.value));
      return { ...node, variableDefinitions };
    },
  });
  used.delete('representations');
  return { operation: stripIgnoredCharacters(print(written)), variableUsages: [...used] };
}
