import { type GraphQLSchema, isEnumType, isInputObjectType, isInterfaceType, isObjectType } from 'graphql';

/** Whether a schema has the coordinate: `Type`, `Type.member`, `Type.field(argument:)` or `@directive(argument:)`. */
export function isCoordinate(schema: GraphQLSchema, coordinate: string): boolean {
  const [, directive, argumentOfDirective] = /^@(\w+)(?:\((\w+):\))?$/.exec(coordinate) ?? [];
  if (directive !== undefined) {
    const args = schema.getDirective(directive)?.args;
    return (
      args !== undefined && (argumentOfDirective === undefined || args.some((arg) => arg.name === argumentOfDirective))
    );
  }
  const [, typeName, member, argument] = /^(\w+)(?:\.(\w+)(?:\((\w+):\))?)?$/.exec(coordinate) ?? [];
  const type = typeName === undefined ? undefined : schema.getType(typeName);
  if (!type) return false;
  if (member === undefined) return true;
  if (isEnumType(type)) return argument === undefined && type.getValue(member) !== undefined;
  if (isInputObjectType(type)) return argument === undefined && Object.hasOwn(type.getFields(), member);
  if (!isObjectType(type) && !isInterfaceType(type)) return false;
  const field = type.getFields()[member];
  return field !== undefined && (argument === undefined || field.args.some(({ name }) => name === argument));
}
