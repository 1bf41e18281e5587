import { type DocumentNode, type FragmentDefinitionNode, Kind, type SelectionSetNode } from 'graphql';

/** Counting stops here: past it an operation is large, however large. */
const countMax = 100_000;

/** How many fields a document asks for with its fragments written out, which is what the planner works through. */
export function operationSize(document: DocumentNode): number {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const node of document.definitions)
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node);
  // Each fragment is counted once and multiplied: written out they can be exponentially many.
  const sizes = new Map<string, number>();
  const count = (set: SelectionSetNode): number => {
    let total = 0;
    for (const node of set.selections) {
      if (node.kind === Kind.FIELD) total += 1 + (node.selectionSet ? count(node.selectionSet) : 0);
      else if (node.kind === Kind.INLINE_FRAGMENT) total += count(node.selectionSet);
      else {
        const name = node.name.value;
        if (!sizes.has(name)) {
          // A cycle (invalid, but not for this to say) counts nothing.
          sizes.set(name, 0);
          const fragment = fragments.get(name);
          if (fragment) sizes.set(name, count(fragment.selectionSet));
        }
        total += sizes.get(name)!;
      }
      if (total > countMax) return countMax;
    }
    return total;
  };
  let size = 0;
  for (const node of document.definitions)
    if (node.kind === Kind.OPERATION_DEFINITION) size += count(node.selectionSet);
  return Math.min(size, countMax);
}
