import {
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  type SelectionSetNode,
} from 'graphql';
import { isInherited, readOwn } from '../json-object.ts';
import type { Entity, Run } from '../run.ts';
import { collectFields, type SelectionContext } from './collect-fields.ts';
import { addFieldError, addHidden } from './field-error.ts';
import { compileLeaf } from './leaf.ts';

/**
 * Writes one value of the response as JSON text, `run.path[0..depth]` being where it stands. Undefined means null where
 * null isn't allowed: the error is recorded already and the next nullable level above becomes null.
 */
export type Write = (value: unknown, run: Run, depth: number) => string | undefined;

/** What the shaper needs besides the selections. */
export interface ShapeContext extends SelectionContext {
  /** Answers `__schema` and `__type` from the API schema. */
  readonly introspect: (nodes: readonly FieldNode[]) => (run: Run) => string;
  /** Whether the supergraph has a type, or a value of an enum, that clients don't see. */
  readonly isHidden: (typeName: string, enumValue?: string) => boolean;
}

interface ShapedField {
  readonly name: string;
  readonly inherited: boolean;
  readonly label: string;
  readonly write: Write;
}

/**
 * Compiles an operation's selections to one function from the gathered data to the response's text. It knows for every
 * object type in turn which fields are asked in which order, so that writing is a walk along that list: no schema and no
 * document is looked at again.
 */
export function compileShape(
  context: ShapeContext,
  rootType: GraphQLObjectType,
  selectionSet: SelectionSetNode,
): (run: Run) => string {
  const write = compileObject(context, rootType, [selectionSet]);
  return (run) => write(run.root, run, 0) ?? 'null';
}

/** The writer of objects known to be of this very type. For an interface: of objects of which no more is known. */
function compileObject(
  context: ShapeContext,
  type: GraphQLCompositeType,
  selectionSets: readonly SelectionSetNode[],
): Write {
  let fields: readonly ShapedField[] | undefined;
  const compile = (): readonly ShapedField[] =>
    [...collectFields(context, type, selectionSets)].map(([name, nodes], index) => ({
      name,
      inherited: isInherited(name),
      label: `${index === 0 ? '{' : ','}${JSON.stringify(name)}:`,
      write: compileField(context, type, nodes),
    }));
  return (value, run, depth) => {
    // Compiled when first met, since types may contain each other and most object types of an interface never come.
    fields ??= compile();
    let text = '';
    for (let index = 0; index < fields.length; index++) {
      const field = fields[index]!;
      run.path[depth] = field.name;
      const child = field.inherited ? readOwn(value as Entity, field.name) : (value as Entity)[field.name];
      const written = field.write(child, run, depth + 1);
      if (written === undefined) return undefined;
      text += field.label + written;
    }
    return text === '' ? '{}' : `${text}}`;
  };
}

function compileField(context: ShapeContext, type: GraphQLCompositeType, nodes: readonly FieldNode[]): Write {
  const fieldName = nodes[0]!.name.value;
  if (fieldName === '__typename') return compileTypeName(type);
  if (type === context.schema.getQueryType() && (fieldName === '__schema' || fieldName === '__type')) {
    const answer = context.introspect(nodes);
    return (_value, run) => answer(run);
  }
  const field = isObjectType(type) || isInterfaceType(type) ? type.getFields()[fieldName] : undefined;
  if (!field) throw new Error(`The type ${type.name} has no field ${fieldName}.`);
  const selectionSets = nodes.map((node) => node.selectionSet).filter((set) => set !== undefined);
  return compileValue(context, field.type, selectionSets, `${type.name}.${fieldName}`);
}

function compileTypeName(type: GraphQLCompositeType): Write {
  const text = JSON.stringify(type.name);
  if (isObjectType(type)) return () => text;
  return (_value, run, depth) => {
    addFieldError(run, depth, `The object type of this ${type.name} is unknown: no subgraph could resolve it.`);
    return undefined;
  };
}

function compileValue(
  context: ShapeContext,
  type: GraphQLOutputType,
  selectionSets: readonly SelectionSetNode[],
  coordinate: string,
): Write {
  if (!isNonNullType(type)) {
    const write = compileNonNull(context, type, selectionSets, coordinate, addHidden);
    return (value, run, depth) =>
      value === null || value === undefined ? 'null' : (write(value, run, depth) ?? 'null');
  }
  const write = compileNonNull(context, type.ofType, selectionSets, coordinate, addFieldError);
  const message = `Cannot return null for non-nullable field ${coordinate}.`;
  return (value, run, depth) => {
    if (value !== null && value !== undefined) return write(value, run, depth);
    addFieldError(run, depth, message);
    return undefined;
  };
}

function compileNonNull(
  context: ShapeContext,
  type: GraphQLOutputType,
  selectionSets: readonly SelectionSetNode[],
  coordinate: string,
  onHidden: typeof addHidden,
): Write {
  if (isListType(type)) return compileList(compileValue(context, type.ofType, selectionSets, coordinate), coordinate);
  if (isLeafType(type)) {
    const writeLeaf = compileLeaf(type);
    const message = `The value of field ${coordinate} isn't a valid ${type.name}.`;
    return (value, run, depth) => {
      const text = writeLeaf(value, run.mayEscape);
      if (text === undefined) {
        const add = typeof value === 'string' && context.isHidden(type.name, value) ? onHidden : addFieldError;
        add(run, depth, message);
      }
      return text;
    };
  }
  const named = getNamedType(type);
  if (!isCompositeType(named)) throw new Error(`${coordinate} has no output type.`);
  const write = isAbstractType(named)
    ? compileAbstract(context, named, selectionSets, coordinate, onHidden)
    : compileObject(context, named, selectionSets);
  const message = `The value of field ${coordinate} isn't an object.`;
  return (value, run, depth) => {
    if (typeof value === 'object' && !Array.isArray(value)) return write(value, run, depth);
    addFieldError(run, depth, message);
    return undefined;
  };
}

function compileList(write: Write, coordinate: string): Write {
  const message = `The value of field ${coordinate} isn't a list.`;
  return (value, run, depth) => {
    if (!Array.isArray(value)) {
      addFieldError(run, depth, message);
      return undefined;
    }
    let text = '';
    for (let index = 0; index < value.length; index++) {
      run.path[depth] = index;
      const item = write(value[index], run, depth + 1);
      if (item === undefined) return undefined;
      text += (index === 0 ? '[' : ',') + item;
    }
    return text === '' ? '[]' : `${text}]`;
  };
}

/** Objects of an interface or union: written by the object type that their `__typename` names. */
function compileAbstract(
  context: ShapeContext,
  type: GraphQLCompositeType,
  selectionSets: readonly SelectionSetNode[],
  coordinate: string,
  onHidden: typeof addHidden,
): Write {
  const byName = new Map<string, Write | undefined>();
  const compile = (typeName: string): Write | undefined => {
    const named = context.schema.getType(typeName);
    // A subgraph with an @interfaceObject calls its objects by the interface's name.
    return isCompositeType(named) ? compileObject(context, named, selectionSets) : undefined;
  };
  const writeUnknown = compileObject(context, type, selectionSets);
  const message = `The object at field ${coordinate} is of a type that clients don't know.`;
  return (value, run, depth) => {
    const typeName = (value as Entity).__typename;
    if (typeof typeName !== 'string') return writeUnknown(value, run, depth);
    let write = byName.get(typeName);
    if (write === undefined) {
      write = compile(typeName);
      if (write === undefined) {
        const add = context.isHidden(typeName) ? onHidden : addFieldError;
        add(run, depth, message);
        return undefined;
      }
      byName.set(typeName, write);
    }
    return write(value, run, depth);
  };
}
