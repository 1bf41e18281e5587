import {
  type GraphQLNamedType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedScalarType,
  isUnionType,
} from 'graphql';
import type { Change } from './change.ts';
import { compare } from './compare.ts';
import { diffDirectives } from './diff-directives.ts';
import { diffEnum } from './diff-enum.ts';
import { diffFields } from './diff-fields.ts';
import { diffInputObject } from './diff-input-object.ts';
import { diffMembership } from './diff-membership.ts';

/**
 * Every change between two API schemas, each at its exact coordinate and with what an operation must do to be touched.
 *
 * Pure. Whether a change breaks anybody is decided elsewhere, from recorded use (verdict.ts).
 */
export function diffSchemas(before: GraphQLSchema, after: GraphQLSchema): Change[] {
  const changes: Change[] = [];
  const types = compare(ownTypes(before), ownTypes(after));
  for (const type of types.removed) {
    changes.push({
      kind: 'TYPE_REMOVED',
      coordinate: type.name,
      severity: 'breaking',
      message: `Type '${type.name}' was removed.`,
      touches: [
        { by: 'naming', coordinate: type.name },
        { by: 'returning', type: type.name },
        { by: 'sending', type: type.name },
      ],
    });
  }
  for (const type of types.added)
    changes.push({
      kind: 'TYPE_ADDED',
      coordinate: type.name,
      severity: 'safe',
      message: `Type '${type.name}' was added.`,
      touches: [],
    });
  for (const [old, now] of types.kept) changes.push(...diffType(old, now));
  changes.push(...diffDirectives(before, after), ...diffRoots(before, after));
  return changes;
}

function ownTypes(schema: GraphQLSchema): Map<string, GraphQLNamedType> {
  const types = Object.values(schema.getTypeMap());
  return new Map(
    types.filter((type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type)).map((type) => [type.name, type]),
  );
}

function diffType(old: GraphQLNamedType, now: GraphQLNamedType): Change[] {
  if (old.constructor !== now.constructor) {
    return [
      {
        kind: 'TYPE_KIND_CHANGED',
        coordinate: old.name,
        severity: 'breaking',
        message: `Type '${old.name}' changed its kind from ${kindOf(old)} to ${kindOf(now)}.`,
        touches: [
          { by: 'naming', coordinate: old.name },
          { by: 'returning', type: old.name },
          { by: 'sending', type: old.name },
        ],
      },
    ];
  }
  const changes: Change[] = [];
  if ((old.description ?? '') !== (now.description ?? ''))
    changes.push({
      kind: 'DESCRIPTION_CHANGED',
      coordinate: old.name,
      severity: 'safe',
      message: `The description of '${old.name}' changed.`,
      touches: [],
    });
  if ((isObjectType(old) && isObjectType(now)) || (isInterfaceType(old) && isInterfaceType(now)))
    changes.push(...diffFields(old, now), ...diffMembership(old, now));
  else if (isUnionType(old) && isUnionType(now)) changes.push(...diffMembership(old, now));
  else if (isEnumType(old) && isEnumType(now)) changes.push(...diffEnum(old, now));
  else if (isInputObjectType(old) && isInputObjectType(now)) changes.push(...diffInputObject(old, now));
  return changes;
}

function diffRoots(before: GraphQLSchema, after: GraphQLSchema): Change[] {
  const roots = [
    ['query', before.getQueryType(), after.getQueryType()],
    ['mutation', before.getMutationType(), after.getMutationType()],
    ['subscription', before.getSubscriptionType(), after.getSubscriptionType()],
  ] as const;
  return roots.flatMap(([name, old, now]) =>
    old && old.name !== now?.name
      ? [
          {
            kind: 'ROOT_TYPE_REMOVED' as const,
            coordinate: old.name,
            severity: 'breaking' as const,
            message: `'${old.name}' is no longer the ${name} type.`,
            touches: [{ by: 'naming' as const, coordinate: old.name }],
          },
        ]
      : [],
  );
}

const kindOf = (type: GraphQLNamedType): string =>
  type.constructor.name.replace('GraphQL', '').replace('Type', '').toLowerCase();
