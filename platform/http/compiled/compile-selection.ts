import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLObjectType,
  isNonNullType,
  type OperationDefinitionNode,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  TypeNameMetaFieldDef,
} from 'graphql';
import { collectFields, type Selecting } from './collect-fields.ts';
import { compileArguments } from './compile-arguments.ts';
import { type Complete, compileValue } from './compile-value.ts';
import { compileEntities, entitiesFieldName } from './entities.ts';
import { type FieldSite, ResolveInfo } from './resolve-info.ts';
import { type Container, isNulled, isPromise, NotCompilable, type Position, type Run } from './run.ts';

/** Resolves the fields of one object and writes them in their order. Never throws. */
export type CompiledSelection = (run: Run, source: unknown, object: Container, position: Position) => void;

/** Resolves one field of one object. Never throws. */
export type CompiledField = (run: Run, source: unknown, object: Container, position: Position) => void;

export interface SelectionCompiler extends Selecting {
  readonly operation: OperationDefinitionNode;
  readonly fragmentsByName: Record<string, FragmentDefinitionNode>;
}

/** The fields asked for on an object type by the selections under some nodes. */
export function compileSelection(
  compiler: SelectionCompiler,
  type: GraphQLObjectType,
  nodes: readonly { readonly selectionSet?: FieldNode['selectionSet'] }[],
): CompiledSelection {
  const fields = compileFields(compiler, type, nodes);
  return (run, source, object, position) => {
    const nullings = run.nullings;
    for (let index = 0; index < fields.length; index++) {
      fields[index]!(run, source, object, position);
      // What comes after a null that went past this object would be for nobody.
      if (run.nullings !== nullings && isNulled(position)) return;
    }
  };
}

/** The same fields one by one: those of a mutation run after one another. */
export function compileFields(
  compiler: SelectionCompiler,
  type: GraphQLObjectType,
  nodes: readonly { readonly selectionSet?: FieldNode['selectionSet'] }[],
): CompiledField[] {
  // A type that is checked by looking at values: nothing here has one, and the ordinary way knows how.
  if (type.isTypeOf) throw new NotCompilable('isTypeOf');
  const sets = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
  return [...collectFields(compiler, type, sets)].map(([key, fieldNodes]) =>
    compileField(compiler, type, key, fieldNodes),
  );
}

function compileField(
  compiler: SelectionCompiler,
  parentType: GraphQLObjectType,
  key: string,
  fieldNodes: FieldNode[],
): CompiledField {
  const fieldName = fieldNodes[0]!.name.value;
  if (fieldName === TypeNameMetaFieldDef.name) {
    return (_run, _source, object) => {
      object[key] = parentType.name;
    };
  }
  if (fieldName === SchemaMetaFieldDef.name || fieldName === TypeMetaFieldDef.name)
    throw new NotCompilable('introspection');
  const field = parentType.getFields()[fieldName];
  if (!field) throw new NotCompilable(`no field ${fieldName}`);
  const site: FieldSite = {
    fieldName,
    fieldNodes,
    returnType: field.type,
    parentType,
    schema: compiler.schema,
    fragments: compiler.fragmentsByName,
    operation: compiler.operation,
  };
  const select = (type: GraphQLObjectType, nodes: readonly FieldNode[]) => compileSelection(compiler, type, nodes);
  if (fieldName === entitiesFieldName && parentType === compiler.schema.getQueryType())
    return compileEntities({ field, site, key, compiler: { select } });
  const complete = compileValue(field.type, site, { select });
  return field.resolve
    ? compileResolved(field, site, key, complete)
    : compileProperty(site, key, complete, compileArguments(field, fieldNodes[0]!));
}

/** A field with a resolver of its own. */
function compileResolved(
  field: GraphQLField<unknown, unknown>,
  site: FieldSite,
  key: string,
  complete: Complete,
): CompiledField {
  const resolve = field.resolve!;
  const { fieldNodes } = site;
  const nullable = !isNonNullType(field.type);
  const readArguments = compileArguments(field, fieldNodes[0]!);
  return (run, source, object, position) => {
    try {
      const value: unknown = resolve(
        source,
        readArguments(run),
        run.context,
        new ResolveInfo(site, run, key, position),
      );
      if (!isPromise(value)) return complete(run, value, object, key, position);
      // It holds its place among the keys while it is awaited.
      object[key] = null;
      run.await(
        value,
        (arrived) => complete(run, arrived, object, key, position),
        (error) => run.fail(error, fieldNodes, object, key, position, nullable),
      );
    } catch (error) {
      run.fail(error, fieldNodes, object, key, position, nullable);
    }
  };
}

/** A field that is a property of its object, or a method (graphql-js's default resolver). */
function compileProperty(
  site: FieldSite,
  key: string,
  complete: Complete,
  readArguments: (run: Run) => Record<string, unknown>,
): CompiledField {
  const { fieldName, fieldNodes } = site;
  const nullable = !isNonNullType(site.returnType);
  return (run, source, object, position) => {
    try {
      let value: unknown;
      if ((typeof source === 'object' && source !== null) || typeof source === 'function') {
        value = (source as Record<string, unknown>)[fieldName];
        if (typeof value === 'function')
          value = (source as Record<string, (...args: unknown[]) => unknown>)[fieldName]!(
            readArguments(run),
            run.context,
            new ResolveInfo(site, run, key, position),
          );
      }
      if (!isPromise(value)) return complete(run, value, object, key, position);
      object[key] = null;
      run.await(
        value,
        (arrived) => complete(run, arrived, object, key, position),
        (error) => run.fail(error, fieldNodes, object, key, position, nullable),
      );
    } catch (error) {
      run.fail(error, fieldNodes, object, key, position, nullable);
    }
  };
}
