import { type GraphQLSchema, isEnumType } from 'graphql';

/** Tells which types and enum values a supergraph has that clients don't see (@inaccessible). */
export function hiddenNames(
  apiSchema: GraphQLSchema,
  supergraphSchema: GraphQLSchema,
): (typeName: string, enumValue?: string) => boolean {
  return (typeName, enumValue) => {
    const type = supergraphSchema.getType(typeName);
    if (enumValue === undefined) return type !== undefined && apiSchema.getType(typeName) === undefined;
    const visible = apiSchema.getType(typeName);
    return (
      isEnumType(type) &&
      type.getValue(enumValue) !== undefined &&
      !(isEnumType(visible) && visible.getValue(enumValue))
    );
  };
}
