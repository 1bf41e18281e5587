/** The codes of this subgraph's user errors. */
export type UserErrorCode =
  | 'INVALID_INPUT'
  | 'HANDLE_TAKEN'
  | 'EMAIL_TAKEN'
  | 'INVALID_CREDENTIALS'
  | 'TOO_MANY_ATTEMPTS'
  | 'INVALID_REFRESH_TOKEN'
  | 'ACCOUNT_RESTRICTED';

/** A failure that can be expected, as data: the schema's `UserError`. */
export interface UserErrorModel {
  code: UserErrorCode;
  message: string;
  /** The path of the input at fault; null where none is. */
  field: string[] | null;
}

export function userError(code: UserErrorCode, message: string, field: string[] | null = null): UserErrorModel {
  return { code, message, field };
}

export function accountRestricted(): UserErrorModel {
  return userError('ACCOUNT_RESTRICTED', 'This account is restricted and may only read.');
}

/** The same for every account and address, whether or not the account exists. */
export function tooManyAttempts(): UserErrorModel {
  return userError('TOO_MANY_ATTEMPTS', 'Too many attempts to sign in. Try again in a quarter of an hour.');
}
