import { type ConstValueNode, type DirectiveNode, Kind } from 'graphql';

/** The value a directive gives an argument; undefined where it gives none. */
export function argumentOf(directive: DirectiveNode, name: string): ConstValueNode | undefined {
  return directive.arguments?.find((argument) => argument.name.value === name)?.value as ConstValueNode | undefined;
}

/** The same where the value is a string or an enum's. */
export function textOf(directive: DirectiveNode, name: string): string | undefined {
  const value = argumentOf(directive, name);
  return value?.kind === Kind.STRING || value?.kind === Kind.ENUM ? value.value : undefined;
}
