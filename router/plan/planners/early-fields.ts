import type { FetchNode, PlanNode, QueryPlan } from '@apollo/query-planner';
import { Kind, parse, type SelectionSetNode } from 'graphql';
import { fragmentsOf } from '../../execute/root-fields.ts';
import { fieldNames, type JoinedFields, type JoinedType, namesIn } from '../../supergraph/mend/joined-fields.ts';
import type { RequiresNode } from '../restore-plan.ts';

/** How many fields a plan asks subgraphs for without what those fields need there. */
export type CountEarlyFields = (plan: QueryPlan) => number;

/**
 * Looks for a fault of the planner: where a field with @requires is itself required, a fetch of the same subgraph that
 * comes before takes it in, and sometimes what it requires as well, which its subgraph only mentions. Undefined where no
 * field of the supergraph requires one with a requirement of its own.
 */
export function createCountEarlyFields(joined: JoinedFields): CountEarlyFields | undefined {
  const joins = [...joined.types.values()].flatMap(({ fields }) =>
    [...fields].flatMap(([name, field]) => [...field.joins.values()].map((join) => ({ name, join }))),
  );
  const required = new Set(joins.flatMap(({ join }) => namesIn(join.requires)));
  if (!joins.some(({ name, join }) => join.requires && required.has(name))) return undefined;

  const countIn = (fetch: FetchNode): number => {
    const graph = joined.graphOf(fetch.serviceName) ?? '';
    const document = parse(fetch.operation, { noLocation: true });
    const fragments = fragmentsOf(document);
    /** `given` is what the subgraph is told of an object, `provided` what it has by a @provides further up. */
    const count = (
      set: SelectionSetNode,
      type: JoinedType | undefined,
      given: ReadonlySet<string>,
      provided: ReadonlySet<string>,
    ): number =>
      sum(set.selections, (node) => {
        if (node.kind !== Kind.FIELD) {
          const fragment = node.kind === Kind.INLINE_FRAGMENT ? node : fragments.get(node.name.value);
          const condition = fragment?.typeCondition?.name.value;
          const inner = condition === undefined ? type : joined.types.get(condition);
          return fragment ? count(fragment.selectionSet, inner, given, provided) : 0;
        }
        const name = node.name.value;
        const field = type?.fields.get(name);
        const join = field?.joins.get(graph);
        const isThere = (one: string) => given.has(one) || provided.has(one);
        const lacks = join?.requires !== undefined && !fieldNames(join.requires).every(isThere);
        const isUnknown = join?.external && !isThere(name) && !type?.keys.get(graph)?.has(name);
        const early = lacks || isUnknown ? 1 : 0;
        if (!node.selectionSet) return early;
        const below = new Set([...provided, ...namesIn(join?.provides)]);
        return early + count(node.selectionSet, joined.types.get(field?.returns ?? ''), none, below);
      });
    const root = fetch.requires ? undefined : joined.types.get(joined.roots[fetch.operationKind]);
    return sum(document.definitions, (definition) => {
      if (definition.kind !== Kind.OPERATION_DEFINITION) return 0;
      const [first] = definition.selectionSet.selections;
      if (!fetch.requires || first?.kind !== Kind.FIELD || !first.selectionSet)
        return count(definition.selectionSet, root, none, none);
      return count(first.selectionSet, undefined, new Set(representedNames(fetch.requires)), none);
    });
  };
  return ({ node }) => sum(fetchesIn(node), countIn);
}

const none: ReadonlySet<string> = new Set();

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}

function representedNames(nodes: readonly RequiresNode[]): readonly string[] {
  return nodes.flatMap((node) => (node.kind === 'Field' ? [node.name] : representedNames(node.selections)));
}

/** Every fetch of a plan, whatever its conditions. */
function fetchesIn(node: QueryPlan['node'] | PlanNode): readonly FetchNode[] {
  switch (node?.kind) {
    case 'Fetch':
      return [node];
    case 'Flatten':
      return fetchesIn(node.node);
    case 'Sequence':
    case 'Parallel':
      return node.nodes.flatMap(fetchesIn);
    case 'Condition':
      return [...fetchesIn(node.ifClause), ...fetchesIn(node.elseClause)];
    case 'Subscription':
      return [node.primary, ...fetchesIn(node.rest)];
    default:
      return [];
  }
}
