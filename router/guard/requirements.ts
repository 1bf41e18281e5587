import {
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isInterfaceType,
  isObjectType,
} from 'graphql';
import { holdsScopes, type Identity } from '../../platform/identity/identity.ts';
import { type Annotated, applied, argument, linkedDirectives } from './linked-directives.ts';

/** One condition on a caller. `anyOf`: one of the sets must be held whole. */
export type Requirement =
  | { readonly kind: 'authenticated' }
  | { readonly kind: 'scopes'; readonly anyOf: readonly (readonly string[])[] }
  | { readonly kind: 'policies'; readonly anyOf: readonly (readonly string[])[] };

/** Which scopes a policy asks for: one of the sets must be held whole. A policy that isn't named is never met. */
export type Policies = Readonly<Record<string, { readonly scopes: readonly (readonly string[])[] }>>;

/** The requirements of one supergraph. They are numbered, so that a set of them is a small key. */
export interface Requirements {
  /** What a caller must meet to read a field of a type, as indexes. */
  ofField(type: GraphQLNamedType, field: string): readonly number[];
  /** Whether an identity meets a requirement. */
  meets(identity: Identity, index: number): boolean;
}

/**
 * Reads @authenticated, @requiresScopes and @policy off the supergraph schema.
 *
 * A field asks for what stands on itself, on its type, and on the type that holds it. A field of an interface asks for
 * what that field asks for on every implementation, so that nothing is read around them.
 */
export function createRequirements(schema: GraphQLSchema, policies: Policies): Requirements {
  const names = linkedDirectives(schema);
  const all: Requirement[] = [];
  const indexes = new Map<string, number>();
  const ofFields = new Map<string, readonly number[]>();

  const number = (requirement: Requirement): number => {
    const key = JSON.stringify(requirement);
    const known = indexes.get(key);
    if (known !== undefined) return known;
    indexes.set(key, all.push(requirement) - 1);
    return all.length - 1;
  };

  const ofElement = (element: Annotated): readonly number[] => [
    ...applied(element, names.authenticated).map(() => number({ kind: 'authenticated' })),
    ...applied(element, names.requiresScopes).map((directive) =>
      number({ kind: 'scopes', anyOf: argument(directive, 'scopes') as string[][] }),
    ),
    ...applied(element, names.policy).map((directive) =>
      number({ kind: 'policies', anyOf: argument(directive, 'policies') as string[][] }),
    ),
  ];

  const fieldOf = (type: GraphQLNamedType, name: string): GraphQLField<unknown, unknown> | undefined =>
    isObjectType(type) || isInterfaceType(type) ? type.getFields()[name] : undefined;

  const collect = (type: GraphQLNamedType, name: string): readonly number[] => {
    const field = fieldOf(type, name);
    if (!field) return [];
    const own = [...ofElement(type), ...ofElement(field), ...ofElement(getNamedType(field.type))];
    const implementations = isInterfaceType(type)
      ? schema.getPossibleTypes(type).flatMap((possible) => ofField(possible, name))
      : [];
    return [...new Set([...own, ...implementations])];
  };

  const ofField = (type: GraphQLNamedType, name: string): readonly number[] => {
    const key = `${type.name}.${name}`;
    let found = ofFields.get(key);
    if (!found) {
      found = collect(type, name);
      ofFields.set(key, found);
    }
    return found;
  };

  return { ofField, meets: (identity, index) => meets(identity, all[index]!, policies) };
}

function meets(identity: Identity, requirement: Requirement, policies: Policies): boolean {
  if (identity.subject === null) return false;
  switch (requirement.kind) {
    case 'authenticated':
      return true;
    case 'scopes':
      return holdsScopes(identity, requirement.anyOf);
    case 'policies':
      return requirement.anyOf.some((allOf) =>
        allOf.every((policy) => Object.hasOwn(policies, policy) && holdsScopes(identity, policies[policy]!.scopes)),
      );
  }
}
