import { type ConstDirectiveNode, type DocumentNode, type FieldDefinitionNode, Kind, parse } from 'graphql';
import { textOf } from './directive-arguments.ts';

const inaccessibleUrl = 'https://specs.apollo.dev/inaccessible/';

/** Adds fields to types such that the planner knows them and clients don't: with @inaccessible. */
export function hideFields(
  supergraph: DocumentNode,
  fieldsByType: ReadonlyMap<string, ReadonlyMap<string, FieldDefinitionNode>>,
): DocumentNode {
  const link = supergraph.definitions
    .flatMap((definition) => (definition.kind === Kind.SCHEMA_DEFINITION ? (definition.directives ?? []) : []))
    .find((directive) => directive.name.value === 'link' && textOf(directive, 'url')?.startsWith(inaccessibleUrl));
  const directiveName = (link && textOf(link, 'as')) ?? 'inaccessible';
  const hidden: ConstDirectiveNode = {
    kind: Kind.DIRECTIVE,
    name: { kind: Kind.NAME, value: directiveName },
    arguments: [],
  };
  const definitions = supergraph.definitions.map((definition) => {
    if (definition.kind === Kind.SCHEMA_DEFINITION && !link)
      return { ...definition, directives: [...(definition.directives ?? []), ...linkToInaccessible()] };
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION && definition.kind !== Kind.INTERFACE_TYPE_DEFINITION)
      return definition;
    const added = [...(fieldsByType.get(definition.name.value)?.values() ?? [])];
    if (added.length === 0) return definition;
    const fields = added.map((field) => ({ ...field, directives: [...(field.directives ?? []), hidden] }));
    return { ...definition, fields: [...(definition.fields ?? []), ...fields] };
  });
  return {
    ...supergraph,
    definitions: link ? definitions : [...definitions, ...inaccessibleDefinition.definitions],
  };
}

const inaccessibleDefinition = parse(
  'directive @inaccessible on FIELD_DEFINITION | OBJECT | INTERFACE | UNION | ARGUMENT_DEFINITION | SCALAR | ENUM | ' +
    'ENUM_VALUE | INPUT_OBJECT | INPUT_FIELD_DEFINITION',
  { noLocation: true },
);

function linkToInaccessible(): readonly ConstDirectiveNode[] {
  const document = parse(`extend schema @link(url: "${inaccessibleUrl}v0.2", for: SECURITY)`, { noLocation: true });
  const extension = document.definitions[0]!;
  return extension.kind === Kind.SCHEMA_EXTENSION ? (extension.directives ?? []) : [];
}
