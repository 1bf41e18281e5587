const { createHash } = require('node:crypto');
const { print, visit } = require('graphql');

/**
 * A codegen plugin: the manifest of the operations that clients send, for the router's safelist
 * (https://www.apollographql.com/docs/graphos/operations/persisted-queries#manifest-format). A body is the text of the
 * generated document, so its id is the hash that a client sends in place of the text.
 */
module.exports.plugin = (_schema, files) => {
  const definitions = files.flatMap(({ document }) => document.definitions);
  const fragments = new Map(
    definitions.filter(({ kind }) => kind === 'FragmentDefinition').map((node) => [node.name.value, node]),
  );
  const operations = definitions
    .filter(({ kind }) => kind === 'OperationDefinition')
    .map((node) => {
      const used = new Set();
      follow(node, used, fragments);
      const body = print({ kind: 'Document', definitions: [node, ...[...used].map((name) => fragments.get(name))] });
      const id = createHash('sha256').update(body).digest('hex');
      return { id, name: node.name.value, type: node.operation, body };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  return JSON.stringify({ format: 'apollo-persisted-query-manifest', version: 1, operations }, null, 2);
};

/** The fragments that an operation uses, in the order in which the generated document has them. */
function follow(node, used, fragments) {
  visit(node, {
    FragmentSpread({ name }) {
      if (used.has(name.value)) return;
      used.add(name.value);
      follow(fragments.get(name.value), used, fragments);
    },
  });
}
