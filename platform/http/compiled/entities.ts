import { type GraphQLField, type GraphQLList, type GraphQLNonNull, type GraphQLUnionType, isObjectType } from 'graphql';
import { compileArguments } from './compile-arguments.ts';
import { compileSelectByName } from './compile-runtime-type.ts';
import type { CompiledField } from './compile-selection.ts';
import { type Complete, compileValue, type ValueCompiler } from './compile-value.ts';
import { type FieldSite, ResolveInfo } from './resolve-info.ts';
import { type Container, isNulled, isPromise, Position, type Run } from './run.ts';

/** Federation's field for entities by their keys. */
export const entitiesFieldName = '_entities';

interface Representation {
  readonly __typename?: unknown;
}

/** Where `buildSubgraphSchema` keeps a type's `__resolveReference`. */
interface FederationExtensions {
  readonly apollo?: { readonly subgraph?: { readonly resolveReference?: ResolveReference } };
}
type ResolveReference = (reference: Representation, context: unknown, info: ResolveInfo) => unknown;

/**
 * Compiles `_entities`, which is most of what a router asks for. It answers as the library's own resolver does, without
 * its async function and its `defineProperty` an entity: the type is known from the representation, so a row can stay as
 * it is and be shared. Where a representation names no object type the library's resolver is asked, which knows
 * interfaces, and what to say.
 */
export function compileEntities(options: {
  field: GraphQLField<unknown, unknown>;
  site: FieldSite;
  key: string;
  compiler: ValueCompiler;
}): CompiledField {
  const { field, site, key, compiler } = options;
  const { schema, fieldNodes } = site;
  const readArguments = compileArguments(field, fieldNodes[0]!);
  const union = (field.type as GraphQLNonNull<GraphQLList<GraphQLUnionType>>).ofType.ofType;
  const selectByName = compileSelectByName(union, site, compiler);
  let completeOrdinary: Complete | undefined;
  const references = new Map<string, ResolveReference | undefined>();
  for (const type of Object.values(schema.getTypeMap()))
    if (isObjectType(type))
      references.set(type.name, (type.extensions as FederationExtensions).apollo?.subgraph?.resolveReference);

  const complete = (run: Run, name: string, value: unknown, list: Container, index: number, position: Position) => {
    if (value === null || value === undefined) {
      list[index] = null;
      return;
    }
    try {
      if (value instanceof Error) throw value;
      // What isn't an object has no type: graphql-js says so.
      const select = selectByName(typeof value === 'object' ? name : undefined);
      const object: Container = {};
      list[index] = object;
      select(run, value, object, new Position(position, list, index, true));
    } catch (error) {
      run.fail(error, fieldNodes, list, index, position, true);
    }
  };

  return (run, source, object, position) => {
    const info = new ResolveInfo(site, run, key, position);
    try {
      const args = readArguments(run);
      const representations = args.representations as readonly Representation[];
      if (!representations.every((representation) => references.has(representation.__typename as string))) {
        object[key] = null;
        completeOrdinary ??= compileValue(field.type, site, compiler);
        const completeAll = completeOrdinary;
        run.await(
          Promise.resolve(field.resolve!(source, args, run.context, info)),
          (value) => completeAll(run, value, object, key, position),
          (error) => run.fail(error, fieldNodes, object, key, position, false),
        );
        return;
      }
      const list: unknown[] = new Array(representations.length).fill(null);
      object[key] = list;
      const places = list as unknown as Container;
      const listPosition = new Position(position, object, key, false);
      for (let index = 0; index < representations.length; index++) {
        const representation = representations[index]!;
        const name = representation.__typename as string;
        const resolveReference = references.get(name);
        const value = resolveReference ? resolveReference(representation, run.context, info) : representation;
        if (isPromise(value)) {
          run.await(
            value,
            (arrived) => complete(run, name, arrived, places, index, listPosition),
            (error) => run.fail(error, fieldNodes, places, index, listPosition, true),
          );
        } else complete(run, name, value, places, index, listPosition);
        if (isNulled(listPosition)) return;
      }
    } catch (error) {
      run.fail(error, fieldNodes, object, key, position, false);
    }
  };
}
