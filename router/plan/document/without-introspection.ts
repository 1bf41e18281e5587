import { type DocumentNode, type FieldNode, Kind, visit } from 'graphql';

const typeName: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

/**
 * Takes `__schema` and `__type` out of a document: the router answers them itself, and the planner fails on those that
 * aren't at the root. `__typename` stands in for them, so that no selection becomes empty.
 */
export function withoutIntrospection(document: DocumentNode): DocumentNode {
  return visit(document, {
    enter: (node) => {
      if (node.kind !== Kind.FIELD || (node.name.value !== '__schema' && node.name.value !== '__type'))
        return undefined;
      return { ...typeName, directives: node.directives };
    },
  });
}
