import { type ConstDirectiveNode, type DocumentNode, Kind } from 'graphql';
import { argumentOf } from './directive-arguments.ts';

/**
 * Puts the keys that a subgraph resolves before those it only carries.
 *
 * When a plan comes back to a subgraph (for a field with @requires) the planner takes the type's first key there,
 * resolvable or not; a subgraph asked by a key it can't resolve answers null.
 */
export function preferResolvableKeys(supergraph: DocumentNode): DocumentNode {
  let changed = false;
  const definitions = supergraph.definitions.map((definition) => {
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION && definition.kind !== Kind.INTERFACE_TYPE_DEFINITION)
      return definition;
    const directives = definition.directives ?? [];
    const last = directives.filter(isUnresolvable);
    if (last.length === 0 || last.length === directives.length) return definition;
    changed = true;
    return { ...definition, directives: [...directives.filter((directive) => !isUnresolvable(directive)), ...last] };
  });
  return changed ? { ...supergraph, definitions } : supergraph;
}

function isUnresolvable(directive: ConstDirectiveNode): boolean {
  if (directive.name.value !== 'join__type') return false;
  const resolvable = argumentOf(directive, 'resolvable');
  return resolvable?.kind === Kind.BOOLEAN && !resolvable.value;
}
