import { type DirectiveNode, type DocumentNode, Kind } from 'graphql';
import { argumentOf } from './directive-arguments.ts';

/**
 * The features that protect fields and that this router enforces itself (guard/), by the part of their URL before the
 * version. Apollo's gateway enforces none and refuses a supergraph that says it must be able to.
 */
const enforcedHere = new Set([
  'https://specs.apollo.dev/authenticated',
  'https://specs.apollo.dev/requiresScopes',
  'https://specs.apollo.dev/policy',
]);

/**
 * Takes `for: SECURITY` off the links of those features, so that the gateway loads the supergraph. Any other feature that
 * is marked so is left for the gateway to refuse: serving fields whose protection is unknown would expose them.
 */
export function acceptEnforcedFeatures(supergraph: DocumentNode): DocumentNode {
  let changed = false;
  const definitions = supergraph.definitions.map((definition) => {
    if (definition.kind !== Kind.SCHEMA_DEFINITION && definition.kind !== Kind.SCHEMA_EXTENSION) return definition;
    const directives = definition.directives?.map((directive) => {
      if (!isEnforcedHere(directive)) return directive;
      changed = true;
      return { ...directive, arguments: directive.arguments?.filter(({ name }) => name.value !== 'for') };
    });
    return { ...definition, directives };
  });
  return changed ? { ...supergraph, definitions } : supergraph;
}

function isEnforcedHere(directive: DirectiveNode): boolean {
  if (directive.name.value !== 'link') return false;
  const url = argumentOf(directive, 'url');
  const purpose = argumentOf(directive, 'for');
  return (
    url?.kind === Kind.STRING &&
    purpose?.kind === Kind.ENUM &&
    purpose.value === 'SECURITY' &&
    enforcedHere.has(url.value.slice(0, url.value.lastIndexOf('/')))
  );
}
