import { type GraphQLInputField, type GraphQLInputObjectType, isRequiredInputField } from 'graphql';
import type { Change } from './change.ts';
import { compareNamed } from './compare.ts';
import { defaultOf } from './default-of.ts';
import { isSafeForSenders } from './type-compatibility.ts';

/** Changes of the fields of an input object. */
export function diffInputObject(old: GraphQLInputObjectType, now: GraphQLInputObjectType): Change[] {
  const fields = compareNamed(Object.values(old.getFields()), Object.values(now.getFields()));
  const at = (field: GraphQLInputField): string => `${old.name}.${field.name}`;
  return [
    ...fields.removed.map(
      (field): Change => ({
        kind: 'INPUT_FIELD_REMOVED',
        coordinate: at(field),
        severity: 'breaking',
        message: `Input field '${at(field)}' was removed.`,
        touches: [{ by: 'naming', coordinate: at(field) }],
      }),
    ),
    ...fields.added.map((field): Change => {
      const required = isRequiredInputField(field);
      return {
        kind: required ? 'REQUIRED_INPUT_FIELD_ADDED' : 'INPUT_FIELD_ADDED',
        coordinate: at(field),
        severity: required ? 'breaking' : 'safe',
        message: `${required ? 'Required input field' : 'Input field'} '${at(field)}' was added.`,
        // Nobody can have sent a field that wasn't there: everybody who sends the type is touched.
        touches: required ? [{ by: 'sending', type: old.name }] : [],
      };
    }),
    ...fields.kept.flatMap(([before, after]) => diffField(old.name, at(before), before, after)),
  ];
}

function diffField(type: string, coordinate: string, old: GraphQLInputField, now: GraphQLInputField): Change[] {
  const changes: Change[] = [];
  const leavingOut = { by: 'leaving-out' as const, type, field: coordinate };
  if (String(old.type) !== String(now.type)) {
    const safe = isSafeForSenders(old.type, now.type);
    const becameRequired = !isRequiredInputField(old) && isRequiredInputField(now);
    changes.push({
      kind: 'INPUT_FIELD_TYPE_CHANGED',
      coordinate,
      severity: safe ? 'safe' : 'breaking',
      message: `Input field '${coordinate}' changed its type from '${old.type}' to '${now.type}'.`,
      touches: safe ? [] : [{ by: 'naming', coordinate }, ...(becameRequired ? [leavingOut] : [])],
    });
  }
  const [before, after] = [defaultOf(old), defaultOf(now)];
  if (before !== after)
    changes.push({
      kind: 'INPUT_FIELD_DEFAULT_CHANGED',
      coordinate,
      severity: before !== null && after === null && isRequiredInputField(now) ? 'breaking' : 'dangerous',
      message: `Input field '${coordinate}' changed its default from ${before ?? 'none'} to ${after ?? 'none'}.`,
      touches: [leavingOut],
    });
  return changes;
}
