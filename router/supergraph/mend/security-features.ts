import { type DirectiveNode, type DocumentNode, Kind } from 'graphql';
import { argumentOf } from './directive-arguments.ts';

/**
 * The features that a router must know of, by the part of their URL before the version, and that this one does itself:
 * those that protect fields (guard/), and arguments from a context (execute/compile-contextual-fetch.ts). Apollo's
 * gateway does none and refuses a supergraph that says it must be able to.
 */
const doneHere = new Set([
  'https://specs.apollo.dev/authenticated',
  'https://specs.apollo.dev/requiresScopes',
  'https://specs.apollo.dev/policy',
  'https://specs.apollo.dev/context',
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
      if (!isDoneHere(directive)) return directive;
      changed = true;
      return { ...directive, arguments: directive.arguments?.filter(({ name }) => name.value !== 'for') };
    });
    return { ...definition, directives };
  });
  return changed ? { ...supergraph, definitions } : supergraph;
}

function isDoneHere(directive: DirectiveNode): boolean {
  if (directive.name.value !== 'link') return false;
  const url = argumentOf(directive, 'url');
  const purpose = argumentOf(directive, 'for');
  return (
    url?.kind === Kind.STRING &&
    purpose?.kind === Kind.ENUM &&
    purpose.value === 'SECURITY' &&
    doneHere.has(url.value.slice(0, url.value.lastIndexOf('/')))
  );
}
