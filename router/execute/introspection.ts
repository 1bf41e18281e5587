import {
  type ASTNode,
  type DocumentNode,
  executeSync,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  Kind,
  OperationTypeNode,
  type VariableDefinitionNode,
  visit,
} from 'graphql';
import type { Run } from './run.ts';

/**
 * Compiles `__schema` and `__type` fields (all of one response name) to their answer's text. Nothing but the API schema
 * is asked, so an answer that depends on no variable is written once.
 */
export function compileIntrospection(
  schema: GraphQLSchema,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  variableDefinitions: readonly VariableDefinitionNode[],
): (nodes: readonly FieldNode[]) => (run: Run) => string {
  return (nodes) => {
    const used = usedVariables([...nodes, ...fragments.values()]);
    const document: DocumentNode = {
      kind: Kind.DOCUMENT,
      definitions: [
        {
          kind: Kind.OPERATION_DEFINITION,
          operation: OperationTypeNode.QUERY,
          variableDefinitions: variableDefinitions.filter((definition) => used.has(definition.variable.name.value)),
          selectionSet: { kind: Kind.SELECTION_SET, selections: nodes },
        },
        ...fragments.values(),
      ],
    };
    const name = nodes[0]!.alias?.value ?? nodes[0]!.name.value;
    const answer = (variables: Readonly<Record<string, unknown>>): string => {
      const { data } = executeSync({ schema, document, variableValues: variables });
      return JSON.stringify(data?.[name] ?? null);
    };
    if (used.size > 0) return (run) => answer(run.variables);
    let text: string | undefined;
    return () => {
      text ??= answer({});
      return text;
    };
  };
}

function usedVariables(nodes: readonly ASTNode[]): ReadonlySet<string> {
  const used = new Set<string>();
  for (const root of nodes)
    visit(root, {
      enter: (node) => {
        if (node.kind === Kind.VARIABLE) used.add(node.name.value);
      },
    });
  return used;
}
