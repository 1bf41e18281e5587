import type { FetchNode } from '@apollo/query-planner';
import {
  type DefinitionNode,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  parse,
  print,
  stripIgnoredCharacters,
  type VariableDefinitionNode,
  visit,
} from 'graphql';

/** A fetch's `_entities` under a name of its own. */
interface NamedEntities {
  readonly fetch: FetchNode;
  readonly field: string;
  readonly variable: string;
}

/**
 * Writes one operation with the `_entities` of several fetches beside each other. The client's variables keep their
 * names (they mean the same in each), fragments get others where two of one name differ.
 */
export function fuseOperations(
  parts: readonly NamedEntities[],
): Pick<FetchNode, 'operation' | 'operationName' | 'variableUsages'> {
  const fields: FieldNode[] = [];
  const variables = new Map<string, VariableDefinitionNode>();
  const fragments = new Map<string, FragmentDefinitionNode>();

  for (const { fetch, field, variable } of parts) {
    const document = parse(fetch.operation, { noLocation: true });
    const renamed = new Map<string, string>();
    for (const node of document.definitions) {
      if (node.kind !== Kind.FRAGMENT_DEFINITION) continue;
      const name = node.name.value;
      const known = fragments.get(name);
      if (known && print(known) !== print(node)) renamed.set(name, `${name}_${field}`);
    }
    const part = visit(document, {
      enter: (node) => {
        if (node.kind === Kind.VARIABLE && node.name.value === 'representations')
          return { ...node, name: { ...node.name, value: variable } };
        if (node.kind !== Kind.FRAGMENT_SPREAD && node.kind !== Kind.FRAGMENT_DEFINITION) return undefined;
        const name = renamed.get(node.name.value);
        return name === undefined ? undefined : { ...node, name: { ...node.name, value: name } };
      },
    });
    for (const node of part.definitions) {
      if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node);
      if (node.kind !== Kind.OPERATION_DEFINITION) continue;
      for (const definition of node.variableDefinitions ?? [])
        variables.set(definition.variable.name.value, definition);
      for (const selection of node.selectionSet.selections)
        if (selection.kind === Kind.FIELD) fields.push({ ...selection, alias: { kind: Kind.NAME, value: field } });
    }
  }
  const [{ fetch }] = parts as [NamedEntities];
  const operation: OperationDefinitionNode = {
    kind: Kind.OPERATION_DEFINITION,
    operation: OperationTypeNode.QUERY,
    name: fetch.operationName === undefined ? undefined : { kind: Kind.NAME, value: fetch.operationName },
    variableDefinitions: [...variables.values()],
    selectionSet: { kind: Kind.SELECTION_SET, selections: fields },
  };
  const definitions: DefinitionNode[] = [operation, ...fragments.values()];
  return {
    operation: stripIgnoredCharacters(print({ kind: Kind.DOCUMENT, definitions })),
    operationName: fetch.operationName,
    variableUsages: [...new Set(parts.flatMap((part) => part.fetch.variableUsages ?? []))],
  };
}
