import {
  type ArgumentNode,
  astFromValue,
  type DocumentNode,
  type GraphQLSchema,
  isSpecifiedDirective,
  Kind,
  visit,
} from 'graphql';

/**
 * Writes out the arguments that directives of an operation have by default. They are passed on to subgraphs, which may
 * define a directive without the default that another subgraph gives it.
 */
export function withDirectiveDefaults(document: DocumentNode, schema: GraphQLSchema): DocumentNode {
  if (schema.getDirectives().every(isSpecifiedDirective)) return document;
  return visit(document, {
    enter: (node) => {
      if (node.kind !== Kind.DIRECTIVE) return undefined;
      const definition = schema.getDirective(node.name.value);
      if (!definition || isSpecifiedDirective(definition)) return undefined;
      const given = new Set(node.arguments?.map(({ name }) => name.value));
      const defaults = definition.args.flatMap(({ name, type, defaultValue }): ArgumentNode[] => {
        const value = given.has(name) || defaultValue === undefined ? null : astFromValue(defaultValue, type);
        return value ? [{ kind: Kind.ARGUMENT, name: { kind: Kind.NAME, value: name }, value }] : [];
      });
      return defaults.length === 0 ? undefined : { ...node, arguments: [...(node.arguments ?? []), ...defaults] };
    },
  });
}
