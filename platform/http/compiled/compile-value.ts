import {
  type FieldNode,
  GraphQLError,
  GraphQLID,
  type GraphQLLeafType,
  type GraphQLList,
  type GraphQLObjectType,
  type GraphQLOutputType,
  GraphQLString,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
} from 'graphql';
import { compileRuntimeType } from './compile-runtime-type.ts';
import type { CompiledSelection } from './compile-selection.ts';
import type { FieldSite } from './resolve-info.ts';
import { type Container, isNulled, isPromise, nullError, Position, type Run } from './run.ts';

/** Completes a resolved value (the spec's CompleteValue, 6.4.3) at its place in the answer. Never throws. */
export type Complete = (run: Run, value: unknown, container: Container, key: string | number, parent: Position) => void;

/** What of the rest of the compiler the values need. */
export interface ValueCompiler {
  /** The fields under a field, for one object type. */
  select(type: GraphQLObjectType, nodes: readonly FieldNode[]): CompiledSelection;
}

export function compileValue(type: GraphQLOutputType, site: FieldSite, compiler: ValueCompiler): Complete {
  const nullable = !isNonNullType(type);
  const named = isNonNullType(type) ? type.ofType : type;
  const { fieldNodes } = site;
  const complete = isListType(named)
    ? compileList(named, site, nullable, compiler)
    : isLeafType(named)
      ? compileLeaf(named, site, nullable)
      : isAbstractType(named)
        ? compileRuntimeType(named, site, nullable, compiler)
        : compileObject(compiler.select(named as GraphQLObjectType, fieldNodes), nullable);
  const place = `${site.parentType.name}.${site.fieldName}`;
  return (run, value, container, key, parent) => {
    if (value === null || value === undefined) {
      if (nullable) container[key] = null;
      else run.fail(nullError(place), fieldNodes, container, key, parent, false);
    } else if (value instanceof Error) run.fail(value, fieldNodes, container, key, parent, nullable);
    else complete(run, value, container, key, parent);
  };
}

/** Scalars whose serializer gives a string back as it is. */
const stringTypes: readonly string[] = [GraphQLString.name, GraphQLID.name];

function compileLeaf(type: GraphQLLeafType, { fieldNodes }: FieldSite, nullable: boolean): Complete {
  const isString = stringTypes.includes(type.name);
  return (run, value, container, key, parent) => {
    if (isString && typeof value === 'string') {
      container[key] = value;
      return;
    }
    try {
      const serialized: unknown = type.serialize(value);
      if (serialized === null || serialized === undefined)
        throw new Error(
          `Expected \`${type}.serialize(${String(value)})\` to return non-nullable value, returned: ${serialized}`,
        );
      container[key] = serialized;
    } catch (error) {
      run.fail(error, fieldNodes, container, key, parent, nullable);
    }
  };
}

function compileObject(select: CompiledSelection, nullable: boolean): Complete {
  return (run, value, container, key, parent) => {
    const object: Container = {};
    container[key] = object;
    select(run, value, object, new Position(parent, container, key, nullable));
  };
}

function compileList(
  type: GraphQLList<GraphQLOutputType>,
  site: FieldSite,
  nullable: boolean,
  compiler: ValueCompiler,
): Complete {
  const { fieldNodes } = site;
  const completeItem = compileValue(type.ofType, site, compiler);
  const itemNullable = !isNonNullType(type.ofType);
  const mismatch = `Expected Iterable, but did not find one for field "${site.parentType.name}.${site.fieldName}".`;
  return (run, value, container, key, parent) => {
    if (typeof (value as Partial<Iterable<unknown>>)[Symbol.iterator] !== 'function' || typeof value !== 'object') {
      run.fail(new GraphQLError(mismatch), fieldNodes, container, key, parent, nullable);
      return;
    }
    let items: readonly unknown[];
    try {
      items = Array.isArray(value) ? value : Array.from(value as Iterable<unknown>);
    } catch (error) {
      run.fail(error, fieldNodes, container, key, parent, nullable);
      return;
    }
    // Filled with nulls at once: what is still awaited then holds its place.
    const list: unknown[] = new Array(items.length).fill(null);
    container[key] = list;
    const places = list as unknown as Container;
    const position = new Position(parent, container, key, nullable);
    const nullings = run.nullings;
    for (let index = 0; index < items.length; index++) {
      const item = items[index];
      if (isPromise(item)) {
        run.await(
          item,
          (arrived) => completeItem(run, arrived, places, index, position),
          (error) => run.fail(error, fieldNodes, places, index, position, itemNullable),
        );
      } else completeItem(run, item, places, index, position);
      if (run.nullings !== nullings && isNulled(position)) return;
    }
  };
}
