import type { PlanNode } from '@apollo/query-planner';
import { type DocumentNode, type GraphQLObjectType, Kind, parse, type SelectionSetNode } from 'graphql';
import { collectFields, type SelectionContext } from './shape/collect-fields.ts';

/**
 * The response names of root fields that are asked for but that nothing in the plan fetches. The planner leaves them out
 * without a word where no subgraph can answer what is asked of them; null without an error would be a lie.
 */
export function unplannedFields(
  context: SelectionContext,
  rootType: GraphQLObjectType,
  selectionSet: SelectionSetNode,
  plan: PlanNode | undefined,
): readonly string[] {
  const planned = plannedFields(plan);
  const unplanned: string[] = [];
  for (const [name, nodes] of collectFields(context, rootType, [selectionSet])) {
    if (planned.has(name) || nodes[0]!.name.value.startsWith('__')) continue;
    const type = rootType.getFields()[nodes[0]!.name.value]?.type;
    const below = nodes.map((node) => node.selectionSet).filter((set) => set !== undefined);
    // An object of which nothing is asked (all of it is skipped) needs no fetch.
    const isEmpty = type && below.length > 0 && !below.some((set) => asksSomething(context, set));
    if (!isEmpty) unplanned.push(name);
  }
  return unplanned;
}

function asksSomething(context: SelectionContext, set: SelectionSetNode): boolean {
  const names = set.selections.filter((node) => {
    const conditions = (node.directives ?? []).filter(({ name }) => name.value === 'skip' || name.value === 'include');
    return conditions.length === 0;
  });
  return names.some((node) => {
    if (node.kind === Kind.FIELD) return true;
    const inner =
      node.kind === Kind.INLINE_FRAGMENT ? node.selectionSet : context.fragments.get(node.name.value)?.selectionSet;
    return inner !== undefined && asksSomething(context, inner);
  });
}

/** The response names that the plan's fetches of root fields bring. */
function plannedFields(plan: PlanNode | undefined): ReadonlySet<string> {
  const names = new Set<string>();
  const collectNames = (document: DocumentNode): void => {
    const fragments = new Map<string, SelectionSetNode>();
    for (const node of document.definitions)
      if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node.selectionSet);
    const collect = (set: SelectionSetNode): void => {
      for (const node of set.selections) {
        if (node.kind === Kind.FIELD) names.add(node.alias?.value ?? node.name.value);
        else {
          const inner = node.kind === Kind.INLINE_FRAGMENT ? node.selectionSet : fragments.get(node.name.value);
          if (inner) collect(inner);
        }
      }
    };
    for (const node of document.definitions) if (node.kind === Kind.OPERATION_DEFINITION) collect(node.selectionSet);
  };
  const visitNode = (node: PlanNode | undefined): void => {
    if (!node) return;
    if (node.kind === 'Fetch') {
      if (!node.requires) collectNames(parse(node.operation, { noLocation: true }));
    } else if (node.kind === 'Condition') {
      visitNode(node.ifClause);
      visitNode(node.elseClause);
    } else if (node.kind === 'Sequence' || node.kind === 'Parallel') for (const child of node.nodes) visitNode(child);
  };
  visitNode(plan);
  return names;
}
