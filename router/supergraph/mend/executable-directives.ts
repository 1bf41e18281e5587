import {
  type ConstDirectiveNode,
  type DirectiveDefinitionNode,
  DirectiveLocation,
  type DocumentNode,
  Kind,
} from 'graphql';
import { argumentOf, textOf } from './directive-arguments.ts';

/** Where operations may use a directive. */
const executableLocations: ReadonlySet<string> = new Set([
  DirectiveLocation.QUERY,
  DirectiveLocation.MUTATION,
  DirectiveLocation.SUBSCRIPTION,
  DirectiveLocation.FIELD,
  DirectiveLocation.FRAGMENT_DEFINITION,
  DirectiveLocation.FRAGMENT_SPREAD,
  DirectiveLocation.INLINE_FRAGMENT,
  DirectiveLocation.VARIABLE_DEFINITION,
]);

/**
 * Lets clients use the directives of operations that @composeDirective brought into a supergraph.
 *
 * Apollo's gateway takes everything that a `@link` names out of the schema that clients see, which is right for what
 * describes the schema (@tag and the like), but a directive that only operations can carry is of no use then. Links of
 * nothing else are taken off, so that their directives count as the schema's own, as those that all subgraphs define alike.
 */
export function showExecutableDirectives(supergraph: DocumentNode): DocumentNode {
  const directives = supergraph.definitions.filter((node) => node.kind === Kind.DIRECTIVE_DEFINITION);
  let changed = false;
  const definitions = supergraph.definitions.map((definition) => {
    if (definition.kind !== Kind.SCHEMA_DEFINITION && definition.kind !== Kind.SCHEMA_EXTENSION) return definition;
    const kept = definition.directives?.filter((link) => !isExecutableOnly(link, directives));
    if (kept?.length === definition.directives?.length) return definition;
    changed = true;
    return { ...definition, directives: kept };
  });
  return changed ? { ...supergraph, definitions } : supergraph;
}

function isExecutableOnly(link: ConstDirectiveNode, directives: readonly DirectiveDefinitionNode[]): boolean {
  const url = link.name.value === 'link' ? textOf(link, 'url') : undefined;
  // What has a purpose is for the gateway to judge.
  if (url === undefined || url.startsWith('https://specs.apollo.dev/') || argumentOf(link, 'for')) return false;
  const feature = textOf(link, 'as') ?? /\/([^/]+)\/v[^/]+$/.exec(url)?.[1];
  const imported = importedNames(link);
  const linked = directives.filter(
    ({ name: { value: name } }) => imported.has(name) || name === feature || name.startsWith(`${feature}__`),
  );
  return (
    linked.length > 0 && linked.every(({ locations }) => locations.every(({ value }) => executableLocations.has(value)))
  );
}

/** The names under which a link imports directives. */
function importedNames(link: ConstDirectiveNode): ReadonlySet<string> {
  const list = argumentOf(link, 'import');
  const names = (list?.kind === Kind.LIST ? list.values : []).map((item) => {
    if (item.kind === Kind.STRING) return item.value;
    const fields = item.kind === Kind.OBJECT ? item.fields : [];
    const field = fields.find(({ name }) => name.value === 'as') ?? fields.find(({ name }) => name.value === 'name');
    return field?.value.kind === Kind.STRING ? field.value.value : '';
  });
  return new Set(names.map((name) => name.replace(/^@/, '')));
}
