import { type GraphQLArgument, isRequiredArgument } from 'graphql';
import type { Change } from './change.ts';
import { compareNamed } from './compare.ts';
import { defaultOf } from './default-of.ts';
import { isSafeForSenders } from './type-compatibility.ts';

/** Changes of a field's arguments. `field` is the field's coordinate. */
export function diffArguments(
  field: string,
  before: readonly GraphQLArgument[],
  after: readonly GraphQLArgument[],
): Change[] {
  const args = compareNamed(before, after);
  const at = (arg: GraphQLArgument): string => `${field}(${arg.name}:)`;
  return [
    ...args.removed.map(
      (arg): Change => ({
        kind: 'ARGUMENT_REMOVED',
        coordinate: at(arg),
        severity: 'breaking',
        message: `Argument '${at(arg)}' was removed.`,
        touches: [{ by: 'naming', coordinate: at(arg) }],
      }),
    ),
    ...args.added.map((arg): Change => {
      const required = isRequiredArgument(arg);
      return {
        kind: required ? 'REQUIRED_ARGUMENT_ADDED' : 'ARGUMENT_ADDED',
        coordinate: at(arg),
        severity: required ? 'breaking' : 'safe',
        message: `${required ? 'Required argument' : 'Argument'} '${at(arg)}' was added.`,
        touches: required ? [{ by: 'naming', coordinate: field }] : [],
      };
    }),
    ...args.kept.flatMap(([old, now]) => diffArgument(field, at(old), old, now)),
  ];
}

function diffArgument(field: string, coordinate: string, old: GraphQLArgument, now: GraphQLArgument): Change[] {
  const changes: Change[] = [];
  if (String(old.type) !== String(now.type)) {
    const safe = isSafeForSenders(old.type, now.type);
    const becameRequired = !isRequiredArgument(old) && isRequiredArgument(now);
    changes.push({
      kind: 'ARGUMENT_TYPE_CHANGED',
      coordinate,
      severity: safe ? 'safe' : 'breaking',
      message: `Argument '${coordinate}' changed its type from '${old.type}' to '${now.type}'.`,
      touches: safe
        ? []
        : [
            { by: 'naming', coordinate },
            ...(becameRequired ? [{ by: 'omitting' as const, coordinate: field, argument: coordinate }] : []),
          ],
    });
  }
  const [before, after] = [defaultOf(old), defaultOf(now)];
  // A default that goes from a required argument (`x: Int! = 1` to `x: Int!`) leaves those without a value.
  const becameRequired = before !== null && after === null && isRequiredArgument(now);
  if (before !== after)
    changes.push({
      kind: 'ARGUMENT_DEFAULT_CHANGED',
      coordinate,
      severity: becameRequired ? 'breaking' : 'dangerous',
      message: `Argument '${coordinate}' changed its default from ${before ?? 'none'} to ${after ?? 'none'}.`,
      touches: [{ by: 'omitting', coordinate: field, argument: coordinate }],
    });
  return changes;
}
