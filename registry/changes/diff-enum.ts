import type { GraphQLEnumType } from 'graphql';
import type { Change } from './change.ts';
import { compareNamed } from './compare.ts';

/** Changes of the values of an enum. */
export function diffEnum(old: GraphQLEnumType, now: GraphQLEnumType): Change[] {
  const values = compareNamed([...old.getValues()], [...now.getValues()]);
  return [
    ...values.removed.map((value): Change => {
      const coordinate = `${old.name}.${value.name}`;
      return {
        kind: 'ENUM_VALUE_REMOVED',
        coordinate,
        severity: 'breaking',
        message: `Enum value '${coordinate}' was removed.`,
        // A reader of the enum loses a value that never comes again, which hurts nobody; a sender of it is refused.
        touches: [{ by: 'naming', coordinate }],
      };
    }),
    ...values.added.map((value): Change => {
      const coordinate = `${old.name}.${value.name}`;
      return {
        kind: 'ENUM_VALUE_ADDED',
        coordinate,
        severity: 'dangerous',
        message: `Enum value '${coordinate}' was added: a reader that switches over the values may not expect it.`,
        touches: [{ by: 'returning', type: old.name }],
      };
    }),
    ...values.kept.flatMap(([before, after]): Change[] =>
      !before.deprecationReason && after.deprecationReason
        ? [
            {
              kind: 'ENUM_VALUE_DEPRECATED',
              coordinate: `${old.name}.${after.name}`,
              severity: 'safe',
              message: `Enum value '${old.name}.${after.name}' was deprecated: ${after.deprecationReason}`,
              touches: [],
            },
          ]
        : [],
    ),
  ];
}
