import { type GraphQLType, isListType, isNamedType, isNonNullType } from 'graphql';

/** Whether every value of an output position's new type is one that a reader of the old type expects. */
export function isSafeForReaders(before: GraphQLType, after: GraphQLType): boolean {
  if (isNonNullType(before)) return isNonNullType(after) && isSafeForReaders(before.ofType, after.ofType);
  if (isNonNullType(after)) return isSafeForReaders(before, after.ofType);
  if (isListType(before)) return isListType(after) && isSafeForReaders(before.ofType, after.ofType);
  return isNamedType(before) && isNamedType(after) && before.name === after.name;
}

/** Whether every value that a sender of the old type sends is one of an input position's new type. */
export function isSafeForSenders(before: GraphQLType, after: GraphQLType): boolean {
  if (isNonNullType(after)) return isNonNullType(before) && isSafeForSenders(before.ofType, after.ofType);
  if (isNonNullType(before)) return isSafeForSenders(before.ofType, after);
  if (isListType(after)) {
    // A single value is coerced to a list of one, but a variable of the bare type is refused, so only a list is safe.
    return isListType(before) && isSafeForSenders(before.ofType, after.ofType);
  }
  return isNamedType(before) && isNamedType(after) && before.name === after.name;
}
