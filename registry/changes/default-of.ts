import { astFromValue, type GraphQLInputType, print } from 'graphql';

/** The default of an argument or input field as it is written in SDL; null where it has none. */
export function defaultOf(element: {
  readonly type: GraphQLInputType;
  readonly defaultValue?: unknown;
}): string | null {
  if (element.defaultValue === undefined) return null;
  const ast = astFromValue(element.defaultValue, element.type);
  return ast ? print(ast) : null;
}
