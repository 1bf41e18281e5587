import {
  type GraphQLInputType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInputType,
  type OperationDefinitionNode,
  typeFromAST,
} from 'graphql';

/**
 * Notes the coordinates of the input fields and enum values in a request's variables. Returns false where there was more
 * in them than is looked at.
 */
export type NoteSent = (variables: Readonly<Record<string, unknown>>, noted: Set<string>) => boolean;

/** Values looked at in one request: forms have some dozens; a long list mustn't take the router's time. */
const valuesMax = 200;

/** Notes what is in one value, and returns how many more values may be looked at. */
type Note = (value: unknown, noted: Set<string>, left: number) => number;

/** Compiles what to note of an operation's variables; null where they can't carry an input field or an enum value. */
export function compileSent(schema: GraphQLSchema, operation: OperationDefinitionNode): NoteSent | null {
  const known = new Map<string, Note | null>();
  const notes = (operation.variableDefinitions ?? []).flatMap((definition) => {
    const type = typeFromAST(schema, definition.type as never);
    const note = isInputType(type) ? compileType(type, known) : null;
    return note ? [{ name: definition.variable.name.value, note }] : [];
  });
  if (notes.length === 0) return null;
  return (variables, noted) => {
    let left = valuesMax;
    for (const { name, note } of notes) if (Object.hasOwn(variables, name)) left = note(variables[name], noted, left);
    return left >= 0;
  };
}

function compileType(type: GraphQLInputType, known: Map<string, Note | null>): Note | null {
  const named = getNamedType(type);
  const compiled = known.get(named.name);
  if (compiled !== undefined) return compiled;
  const noteOne = compileNamed(named as GraphQLInputType, known);
  const note: Note | null = noteOne && ((value, noted, left) => noteEach(value, noted, left, noteOne));
  known.set(named.name, note);
  return note;
}

/** A list of any depth, or one value in place of a list of one. */
function noteEach(value: unknown, noted: Set<string>, left: number, noteOne: Note): number {
  if (!Array.isArray(value)) return left < 0 ? left : noteOne(value, noted, left - 1);
  for (const item of value) {
    if (left < 0) break;
    left = noteEach(item, noted, left, noteOne);
  }
  return left;
}

function compileNamed(type: GraphQLInputType, known: Map<string, Note | null>): Note | null {
  if (isEnumType(type)) {
    const coordinates = new Map(type.getValues().map(({ name }) => [name, `${type.name}.${name}`]));
    return (value, noted, left) => {
      const coordinate = coordinates.get(value as string);
      if (coordinate !== undefined) noted.add(coordinate);
      return left;
    };
  }
  if (!isInputObjectType(type)) return null;
  let fields: Map<string, { coordinate: string; note: Note | null }> | undefined;
  return (value, noted, left) => {
    if (typeof value !== 'object' || value === null) return left;
    // Only now: input types may contain themselves.
    fields ??= new Map(
      Object.values(type.getFields()).map((field) => [
        field.name,
        { coordinate: `${type.name}.${field.name}`, note: compileType(field.type, known) },
      ]),
    );
    for (const name in value) {
      const field = fields.get(name);
      if (!field) continue;
      noted.add(field.coordinate);
      if (field.note) left = field.note((value as Record<string, unknown>)[name], noted, left);
    }
    return left;
  };
}
