import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';

type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;

/** A document's fragments by name. */
export function fragmentsOf(document: DocumentNode): Fragments {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const node of document.definitions)
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node);
  return fragments;
}

/** The names of all root fields that an operation may ask for, whatever its conditions say, each once. */
export function rootFieldNames(operation: OperationDefinitionNode, fragments: Fragments): readonly string[] {
  return [...new Set(rootFieldNodes(operation.selectionSet, fragments).map((node) => node.name.value))];
}

/** The name under which a field is answered. */
export function responseName(node: FieldNode): string {
  return node.alias?.value ?? node.name.value;
}

/** The names under which a document of one operation is answered. */
export function responseNames(document: DocumentNode): ReadonlySet<string> {
  const operation = document.definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION);
  const nodes = operation ? rootFieldNodes(operation.selectionSet, fragmentsOf(document)) : [];
  return new Set(nodes.map(responseName));
}

/** The root fields of a selection, fragments expanded. */
export function rootFieldNodes(set: SelectionSetNode, fragments: Fragments): readonly FieldNode[] {
  const nodes: FieldNode[] = [];
  const visited = new Set<string>();
  const collect = (inner: SelectionSetNode): void => {
    for (const node of inner.selections) {
      if (node.kind === Kind.FIELD) nodes.push(node);
      else if (node.kind === Kind.INLINE_FRAGMENT) collect(node.selectionSet);
      else if (!visited.has(node.name.value)) {
        visited.add(node.name.value);
        const fragment = fragments.get(node.name.value);
        if (fragment) collect(fragment.selectionSet);
      }
    }
  };
  collect(set);
  return nodes;
}
