import {
  type ConstDirectiveNode,
  type DefinitionNode,
  type DocumentNode,
  type EnumValueDefinitionNode,
  type FieldDefinitionNode,
  Kind,
  parseConstValue,
  type TypeDefinitionNode,
} from 'graphql';
import { argumentOf, textOf } from './directive-arguments.ts';
import { type JoinedFields, type JoinedType, namesIn } from './joined-fields.ts';

/** A supergraph in which fields with @requires have subgraphs of their own. */
export interface RequiringSubgraphs {
  readonly document: DocumentNode;
  /** By the name of each such subgraph: that of the one that its fields are from. */
  readonly names: ReadonlyMap<string, string>;
}

/** A subgraph's second self: only what fields with @requires need. */
interface Second {
  /** The subgraph, as `join__Graph` calls it. */
  readonly of: string;
  readonly value: string;
  readonly name: string;
  /** `Type.field` of the fields that are its own. */
  readonly fields: ReadonlySet<string>;
  /** Their types. */
  readonly types: ReadonlySet<string>;
}

/**
 * Takes the fields with @requires out of their subgraphs into second ones, where entities can only be entered by a key: a
 * fetch of such a field can't be anything but a fetch of its own then. Fields of which one requires another, however
 * indirectly, are in different ones.
 *
 * For plans that ask for such a field too early (plan/careful-planner.ts). What the fields return is as in the first.
 */
export function separateRequiringFields(supergraph: DocumentNode, joined: JoinedFields): RequiringSubgraphs {
  const layers = requiringLayers(joined);
  const seconds = [...joined.graphs].flatMap(([graph, name]) => {
    // What a context gives is known by the names of its subgraph's types.
    if (joined.contextual.has(graph)) return [];
    const byLayer = new Map<number, string[]>();
    for (const type of joined.types.values())
      for (const [field, { joins }] of type.fields) {
        const layer = layers.get(field);
        if (layer === undefined || !joins.get(graph)?.requires) continue;
        byLayer.set(layer, [...(byLayer.get(layer) ?? []), `${type.name}.${field}`]);
      }
    return [...byLayer].map(
      ([layer, fields]): Second => ({
        of: graph,
        value: `${graph}__REQUIRING_${layer}`,
        name: `${name}__requiring_${layer}`,
        fields: new Set(fields),
        types: new Set(fields.map((field) => field.slice(0, field.indexOf('.')))),
      }),
    );
  });
  const secondsOf = (directive: ConstDirectiveNode): readonly Second[] => {
    const graph = textOf(directive, 'graph');
    return seconds.filter(({ of }) => of === graph);
  };
  const inSecond = (directive: ConstDirectiveNode, { value }: Second) => withArgument(directive, 'graph', value);

  /** A directive for each second self beside that of a subgraph that has some. */
  const withSeconds = (directives: readonly ConstDirectiveNode[] | undefined, names: readonly string[]) =>
    (directives ?? []).flatMap((directive) => [
      directive,
      ...(names.includes(directive.name.value) ? secondsOf(directive).map((one) => inSecond(directive, one)) : []),
    ]);

  const joinsOfType = (definition: TypeDefinitionNode): readonly ConstDirectiveNode[] => {
    const typeName = definition.name.value;
    const seen = new Set<string>();
    return (definition.directives ?? []).flatMap((directive) => {
      if (directive.name.value !== 'join__type')
        return withSeconds([directive], ['join__unionMember', 'join__implements']);
      const there = secondsOf(directive).flatMap((second) => {
        if (second.types.has(typeName)) return [inSecond(directive, second)];
        const isOtherRoot = joined.types.get(typeName)?.isRoot && typeName !== joined.roots.query;
        if (seen.has(second.value) || isOtherRoot) return [];
        seen.add(second.value);
        // Without keys nobody comes here but from the fields that are here for their own sake.
        return [withoutArguments(inSecond(directive, second), ['key', 'resolvable', 'extension'])];
      });
      return [directive, ...there];
    });
  };

  const joinsOfField = (type: JoinedType, node: FieldDefinitionNode): readonly ConstDirectiveNode[] => {
    const name = node.name.value;
    const coordinate = `${type.name}.${name}`;
    const written = (node.directives ?? []).filter((directive) => directive.name.value === 'join__field');
    const others = (node.directives ?? []).filter((directive) => directive.name.value !== 'join__field');
    if (!seconds.some(({ of }) => type.graphs.has(of))) return node.directives ?? [];
    // A field that says nothing is in all of its type's subgraphs; with second ones among them it has to say.
    const all = written.length > 0 ? written : [...type.graphs].map((graph) => joinField(graph));
    const joins = all.flatMap((directive): readonly ConstDirectiveNode[] => {
      const graph = textOf(directive, 'graph') ?? '';
      const ofGraph = secondsOf(directive);
      if (ofGraph.length === 0 || type.isRoot) return [directive];
      const join = type.fields.get(name)?.joins.get(graph);
      const isInherited = type.inherited.get(graph)?.has(name) ?? false;
      const isMentioned = joined.required.get(graph)?.has(coordinate) ?? false;
      if (join?.requires) {
        const there = ofGraph.flatMap((second) => {
          if (second.fields.has(coordinate)) return [inSecond(directive, second)];
          // Mentioned where it is required in turn, or where an interface wants it to be there.
          const isThere = isInherited || (isMentioned && second.types.has(type.name));
          return isThere ? [asExternal(inSecond(directive, second))] : [];
        });
        return isInherited ? [asExternal(directive), ...there] : there;
      }
      const isKept = isInherited || type.keys.get(graph)?.has(name);
      const there = ofGraph.flatMap((second) => {
        if (isKept || !second.types.has(type.name)) return [inSecond(directive, second)];
        return isMentioned ? [asExternal(inSecond(directive, second))] : [];
      });
      // Mentioned for the sake of those that are gone only, it would be taken for the subgraph's own.
      const isGone = join?.external && isMentioned && !isKept && ofGraph.some(({ types }) => types.has(type.name));
      return isGone && !joined.provided.has(`${graph} ${name}`) ? there : [directive, ...there];
    });
    return [...joins, ...others];
  };

  const definitions = supergraph.definitions.map((definition): DefinitionNode => {
    switch (definition.kind) {
      case Kind.ENUM_TYPE_DEFINITION: {
        const values = definition.values?.flatMap((value) => {
          const directives = withSeconds(value.directives, ['join__enumValue']);
          if (definition.name.value !== 'join__Graph') return [{ ...value, directives }];
          const more = seconds.filter(({ of }) => of === value.name.value);
          return [value, ...more.map((second) => graphValue(value, second))];
        });
        return { ...definition, values, directives: joinsOfType(definition) };
      }
      case Kind.OBJECT_TYPE_DEFINITION:
      case Kind.INTERFACE_TYPE_DEFINITION: {
        const type = joined.types.get(definition.name.value);
        if (!type) return definition;
        const fields = definition.fields?.map((field) => ({ ...field, directives: joinsOfField(type, field) }));
        return { ...definition, directives: joinsOfType(definition), fields };
      }
      case Kind.INPUT_OBJECT_TYPE_DEFINITION: {
        const fields = definition.fields?.map((field) => ({
          ...field,
          directives: withSeconds(field.directives, ['join__field']),
        }));
        return { ...definition, directives: joinsOfType(definition), fields };
      }
      case Kind.UNION_TYPE_DEFINITION:
      case Kind.SCALAR_TYPE_DEFINITION:
        return { ...definition, directives: joinsOfType(definition) };
      default:
        return definition;
    }
  });
  const names = new Map(seconds.map(({ name, of }) => [name, joined.graphs.get(of)!]));
  return { document: { ...supergraph, definitions }, names };
}

/**
 * A number for the name of each field with @requires: a higher one than those have that it requires, however indirectly;
 * one of its own where it requires itself. Fields of one name are taken for one.
 */
function requiringLayers(joined: JoinedFields): ReadonlyMap<string, number> {
  const mentioned = new Map<string, Set<string>>();
  for (const type of joined.types.values())
    for (const [name, { joins }] of type.fields)
      for (const { requires } of joins.values()) {
        if (!requires) continue;
        const names = mentioned.get(name) ?? new Set();
        mentioned.set(name, names);
        for (const one of namesIn(requires)) names.add(one);
      }
  const layers = new Map<string, number>();
  let highest = -1;
  const layerOf = (name: string, above: readonly string[]): number => {
    const known = layers.get(name);
    if (known !== undefined) return known;
    const required = [...mentioned.get(name)!].filter((one) => mentioned.has(one) && !above.includes(one));
    const layer = Math.max(0, ...required.map((one) => 1 + layerOf(one, [...above, name])));
    layers.set(name, requiresItself(name, mentioned) ? highest + 1 : layer);
    highest = Math.max(highest, layers.get(name)!);
    return layers.get(name)!;
  };
  for (const name of mentioned.keys()) layerOf(name, [name]);
  return layers;
}

function requiresItself(name: string, mentioned: ReadonlyMap<string, ReadonlySet<string>>): boolean {
  const reached = new Set(mentioned.get(name));
  for (const one of reached) for (const next of mentioned.get(one) ?? []) reached.add(next);
  return reached.has(name);
}

function graphValue(value: EnumValueDefinitionNode, { value: name, name: subgraph }: Second): EnumValueDefinitionNode {
  const directives = value.directives?.map((directive) => withArgument(directive, 'name', subgraph));
  return { ...value, name: { kind: Kind.NAME, value: name }, directives };
}

function asExternal(directive: ConstDirectiveNode): ConstDirectiveNode {
  const others = withoutArguments(directive, ['requires', 'provides', 'override', 'overrideLabel', 'usedOverridden']);
  return withArgument(others, 'external', true);
}

function joinField(graph: string): ConstDirectiveNode {
  const name = { kind: Kind.NAME, value: 'join__field' } as const;
  return withArgument({ kind: Kind.DIRECTIVE, name }, 'graph', graph);
}

function withArgument(directive: ConstDirectiveNode, name: string, value: string | true): ConstDirectiveNode {
  const before = argumentOf(directive, name);
  const isEnum = name === 'graph' || before?.kind === Kind.ENUM;
  const node = parseConstValue(isEnum ? String(value) : JSON.stringify(value), { noLocation: true });
  const argument = { kind: Kind.ARGUMENT, name: { kind: Kind.NAME, value: name }, value: node } as const;
  return { ...directive, arguments: [...withoutArguments(directive, [name]).arguments!, argument] };
}

function withoutArguments(directive: ConstDirectiveNode, names: readonly string[]): ConstDirectiveNode {
  return { ...directive, arguments: (directive.arguments ?? []).filter(({ name }) => !names.includes(name.value)) };
}
