import {
  type ConstDirectiveNode,
  GraphQLError,
  Kind,
  type ObjectTypeDefinitionNode,
  parse,
  Source,
  valueFromASTUntyped,
} from 'graphql';
import type { SubgraphSource } from '../composition/subgraph-sources.ts';

/** A field that says whether its value may be kept (`@cacheControl`). */
export interface CachedField {
  readonly coordinate: string;
  readonly typeName: string;
  readonly place: string;
  /** Whether it may be: `maxAge` over 0, and not `scope: PRIVATE`. */
  readonly isKept: boolean;
  readonly isPrivate: boolean;
  /** The guard that stands on it or its type, e.g. `@authenticated`. */
  readonly guard: string | undefined;
}

/** An event that makes entities of a type stale (`@staleOn`). */
export interface StaleMapping {
  readonly typeName: string;
  /** The field it stands on; undefined where it stands on the type. */
  readonly field: string | undefined;
  readonly place: string;
  readonly topic: string;
  readonly type: string;
  readonly key: string;
}

/** What one subgraph says of caching. */
export interface Caching {
  readonly subgraph: string;
  readonly fields: readonly CachedField[];
  readonly mappings: readonly StaleMapping[];
  /** The `fields` of each type's keys. */
  readonly keys: ReadonlyMap<string, readonly string[]>;
}

const guards = new Set(['authenticated', 'requiresScopes', 'policy']);

/** Reads a subgraph's directives of caching. A source that can't be parsed says nothing: composition tells of it. */
export function readCaching(source: SubgraphSource): Caching {
  const fields: CachedField[] = [];
  const mappings: StaleMapping[] = [];
  const keys = new Map<string, readonly string[]>();
  for (const node of typesOf(source)) {
    const typeName = node.name.value;
    const own = node.directives ?? [];
    const added = own.flatMap((directive) =>
      directive.name.value === 'key' ? [String(argumentOf(directive, 'fields'))] : [],
    );
    keys.set(typeName, [...(keys.get(typeName) ?? []), ...added]);
    mappings.push(...mappingsOf(own, typeName, undefined, source));
    for (const field of node.fields ?? []) {
      const directives = field.directives ?? [];
      mappings.push(...mappingsOf(directives, typeName, field.name.value, source));
      const hint = directives.find(({ name }) => name.value === 'cacheControl');
      if (!hint) continue;
      const guard = [...directives, ...own].find(({ name }) => guards.has(name.value));
      const isPrivate = argumentOf(hint, 'scope') === 'PRIVATE';
      fields.push({
        coordinate: `${typeName}.${field.name.value}`,
        typeName,
        place: placeOf(source, hint),
        isKept: Number(argumentOf(hint, 'maxAge') ?? 0) > 0 && !isPrivate,
        isPrivate,
        guard: guard && `@${guard.name.value}`,
      });
    }
  }
  return { subgraph: source.name, fields, mappings, keys };
}

function typesOf(source: SubgraphSource): readonly ObjectTypeDefinitionNode[] {
  try {
    return parse(new Source(source.sdl, source.file)).definitions.filter(
      (node): node is ObjectTypeDefinitionNode =>
        node.kind === Kind.OBJECT_TYPE_DEFINITION ||
        // An extension, and an interface, have the same parts.
        (node.kind as string) === Kind.OBJECT_TYPE_EXTENSION ||
        (node.kind as string) === Kind.INTERFACE_TYPE_DEFINITION,
    );
  } catch (error) {
    if (error instanceof GraphQLError) return [];
    throw error;
  }
}

function mappingsOf(
  directives: readonly ConstDirectiveNode[],
  typeName: string,
  field: string | undefined,
  source: SubgraphSource,
): readonly StaleMapping[] {
  return directives
    .filter(({ name }) => name.value === 'staleOn')
    .map((directive) => ({
      typeName,
      field,
      place: placeOf(source, directive),
      topic: String(argumentOf(directive, 'topic')),
      type: String(argumentOf(directive, 'type')),
      key: String(argumentOf(directive, 'key')),
    }));
}

function argumentOf(directive: ConstDirectiveNode, name: string): unknown {
  const value = directive.arguments?.find((argument) => argument.name.value === name)?.value;
  return value && valueFromASTUntyped(value);
}

function placeOf(source: SubgraphSource, node: ConstDirectiveNode): string {
  return `${source.file}:${node.loc?.startToken.line ?? 1}`;
}
