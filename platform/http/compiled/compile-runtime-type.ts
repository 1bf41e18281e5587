import { defaultTypeResolver, type GraphQLAbstractType, GraphQLError, isObjectType } from 'graphql';
import type { CompiledSelection } from './compile-selection.ts';
import type { Complete, ValueCompiler } from './compile-value.ts';
import { type FieldSite, ResolveInfo } from './resolve-info.ts';
import { type Container, isPromise, Position } from './run.ts';

/** Finds the fields to select for the name of a value's type. Throws what graphql-js would for a name that doesn't fit. */
export type SelectByName = (name: unknown) => CompiledSelection;

/** Compiles the fields under an abstract type for each of its object types. */
export function compileSelectByName(type: GraphQLAbstractType, site: FieldSite, compiler: ValueCompiler): SelectByName {
  const selections = new Map<unknown, CompiledSelection>();
  for (const possible of site.schema.getPossibleTypes(type))
    selections.set(possible.name, compiler.select(possible, site.fieldNodes));
  return (name) => selections.get(name) ?? refuse(name, type, site);
}

/** Completes a value of an interface or a union: finds its object type, then its fields. */
export function compileRuntimeType(
  type: GraphQLAbstractType,
  site: FieldSite,
  nullable: boolean,
  compiler: ValueCompiler,
): Complete {
  const selectByName = compileSelectByName(type, site, compiler);
  const resolveType = type.resolveType ?? defaultTypeResolver;
  return (run, value, container, key, parent) => {
    const select = (name: unknown): void => {
      try {
        const selection = selectByName(name);
        const object: Container = {};
        container[key] = object;
        selection(run, value, object, new Position(parent, container, key, nullable));
      } catch (error) {
        fail(error);
      }
    };
    const fail = (error: unknown): void => run.fail(error, site.fieldNodes, container, key, parent, nullable);
    try {
      const name: unknown = resolveType(value, run.context, new ResolveInfo(site, run, String(key), parent), type);
      if (!isPromise(name)) return select(name);
      container[key] = null;
      run.await(name, select, fail);
    } catch (error) {
      fail(error);
    }
  };
}

function refuse(name: unknown, type: GraphQLAbstractType, { schema, parentType, ...site }: FieldSite): never {
  const { fieldNodes: nodes } = site;
  if (name === null || name === undefined)
    throw new GraphQLError(
      `Abstract type "${type.name}" must resolve to an Object type at runtime for field "${parentType.name}.${site.fieldName}". Either the "${type.name}" type should provide a "resolveType" function or each possible type should provide an "isTypeOf" function.`,
      { nodes },
    );
  const found = typeof name === 'string' ? schema.getType(name) : undefined;
  if (!found)
    throw new GraphQLError(
      `Abstract type "${type.name}" was resolved to a type "${name}" that does not exist inside the schema.`,
      { nodes },
    );
  if (!isObjectType(found))
    throw new GraphQLError(`Abstract type "${type.name}" was resolved to a non-object type "${name}".`, { nodes });
  throw new GraphQLError(`Runtime Object type "${found.name}" is not a possible type for "${type.name}".`, { nodes });
}
