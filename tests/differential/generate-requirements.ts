import type { SupergraphFixture } from '../supergraphs/subgraph.ts';

const link =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.5", import: ["@key", "@external", "@requires", "@shareable"])\n';

interface Field {
  readonly type: string;
  readonly name: string;
  readonly owner: number;
  readonly returns: string;
  /** What it requires, as text, and the fields in it. */
  readonly requires: string;
  readonly mentions: readonly Field[];
}

/**
 * Makes a supergraph whose fields require each other back and forth: of two entities with relations between them, each
 * field is some subgraph's, and if it is no relation may require any of those that were made before it, through a relation
 * as well. Every subgraph gives entities of its own, so that an object may come from any.
 */
export function generateRequirements(random: () => number, name: string): SupergraphFixture {
  const below = (count: number) => Math.floor(random() * count);
  const oneOf = <T>(items: readonly T[]): T => items[below(items.length)]!;
  const graphs = 2 + below(3);
  const types = ['Ox', 'Yak'];
  const fields: Field[] = [];
  for (let index = 0; index < 8 + below(8); index++) {
    const type = oneOf(types);
    const returns = random() < 0.2 ? oneOf(types) : random() < 0.2 ? 'Part' : 'String';
    const owner = below(graphs);
    const scalars = fields.filter((field) => field.returns === 'String' && field.owner !== owner);
    const links = fields.filter((field) => field.type === type && types.includes(field.returns));
    const mentions: Field[] = [];
    const texts: string[] = [];
    for (let count = returns === 'String' && random() < 0.7 ? 1 + below(2) : 0; count > 0; count--) {
      const through = random() < 0.3 ? oneOf(links) : undefined;
      const candidates = scalars.filter(
        (field) => field.type === (through?.returns ?? type) && !mentions.includes(field),
      );
      if (candidates.length === 0 || (through && mentions.includes(through))) continue;
      const field = oneOf(candidates);
      mentions.push(field, ...(through ? [through] : []));
      texts.push(through ? `${through.name} { ${field.name} }` : field.name);
    }
    fields.push({ type, name: `f${index}`, owner, returns, requires: texts.join(' '), mentions });
  }

  const subgraphs = Array.from({ length: graphs }, (_, graph) => {
    const own = fields.filter(({ owner }) => owner === graph);
    const mentioned = new Set(own.flatMap(({ mentions }) => mentions).filter(({ owner }) => owner !== graph));
    // An interface of one of its types, with a field that may require something.
    const shown =
      random() < 0.5 ? own.find(({ returns, requires }) => returns === 'String' && requires !== '') : undefined;
    const typeDefs = types.map((type) => {
      const lines = [
        ...own
          .filter((field) => field.type === type)
          .map(({ name: field, returns, requires }) =>
            requires === '' ? `${field}: ${returns}` : `${field}: ${returns} @requires(fields: "${requires}")`,
          ),
        ...[...mentioned]
          .filter((field) => field.type === type)
          .map(({ name: field, returns }) => `${field}: ${returns} @external`),
      ];
      const shows = shown?.type === type ? ` implements Shown${graph}` : '';
      return `type ${type}${shows} @key(fields: "id") { id: ID! ${lines.join(' ')} }`;
    });
    const roots = types.map(
      (type) => `${type.toLowerCase()}${graph}: ${type} ${type.toLowerCase()}s${graph}: [${type}]`,
    );
    if (shown) {
      roots.push(`shown${graph}: Shown${graph}`);
      typeDefs.push(`interface Shown${graph} { id: ID! ${shown.name}: String }`);
    }
    const part = `type Part @shareable { weight: Int ox: Ox }`;
    return { name: `g${graph}`, typeDefs: `${link} type Query { ${roots.join(' ')} } ${typeDefs.join('\n')}\n${part}` };
  });
  return { name, subgraphs };
}
