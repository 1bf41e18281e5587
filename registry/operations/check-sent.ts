import {
  type GraphQLInputField,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isRequiredInputField,
} from 'graphql';
import { isSafeForSenders } from '../changes/type-compatibility.ts';
import type { OperationUse } from '../usage/operation-use.ts';

/**
 * Why variables like those that were recorded would be refused by the new schema: coercion knows every input field and
 * enum value, finds every required field, and takes each value. Empty where they would be accepted.
 */
export function refusedVariables(before: GraphQLSchema, after: GraphQLSchema, use: OperationUse): string[] {
  const reasons: string[] = [];
  for (const coordinate of use.named) {
    const [typeName = '', member = ''] = coordinate.split('.');
    const old = before.getType(typeName);
    const now = after.getType(typeName);
    if (isEnumType(old) && old.getValue(member)) {
      if (isEnumType(now) && !now.getValue(member)) reasons.push(`the value '${coordinate}' is gone`);
    } else if (isInputObjectType(old) && isInputObjectType(now)) {
      const was = old.getFields()[member];
      const is = now.getFields()[member];
      if (was && !is) reasons.push(`the input field '${coordinate}' is gone`);
      else if (was && is && !isSafeForSenders(was.type, is.type))
        reasons.push(`the input field '${coordinate}' takes ${is.type} in place of ${was.type}`);
    }
  }
  for (const name of use.sent) {
    const now = after.getType(name);
    if (!isInputObjectType(now)) continue;
    for (const field of Object.values(now.getFields()) as GraphQLInputField[]) {
      const coordinate = `${name}.${field.name}`;
      const wasLeftOut = use.leftOut.has(coordinate) || !use.named.has(coordinate);
      const wasRequired = isRequiredBefore(before, name, field.name);
      if (isRequiredInputField(field) && wasLeftOut && !wasRequired)
        reasons.push(`the input field '${coordinate}' is required, and was left out`);
    }
  }
  return reasons;
}

function isRequiredBefore(before: GraphQLSchema, type: string, field: string): boolean {
  const old = before.getType(type);
  const was = isInputObjectType(old) ? old.getFields()[field] : undefined;
  return was !== undefined && isRequiredInputField(was);
}
