import type { UserError } from './generated/resolver-types.ts';
import type { Refusal } from './rules/refusal.ts';

/** Why an action on a profile wasn't done. */
export type ActionErrorCode = Refusal | 'SELF';

const userErrors: Readonly<Record<ActionErrorCode, UserError>> = {
  SELF: { code: 'SELF', message: 'This is your own profile.', field: ['userId'] },
  TARGET_UNAVAILABLE: {
    code: 'TARGET_UNAVAILABLE',
    message: 'This profile is not available.',
    field: ['userId'],
  },
  ACCOUNT_RESTRICTED: {
    code: 'ACCOUNT_RESTRICTED',
    message: 'Your account is restricted and may only read.',
    field: null,
  },
};

/** The error as a mutation's payload lists it: none or one. */
export function toUserErrors(code: ActionErrorCode | null): UserError[] {
  return code === null ? [] : [userErrors[code]];
}
