import { ageOn } from '../accounts/age.ts';
import { isEmail, normaliseEmail } from '../accounts/email.ts';
import { isHandle } from '../accounts/handle.ts';
import { characters } from '../accounts/validate-text.ts';
import type { RegisterInput } from '../generated/resolver-types.ts';
import { checkName } from '../profile/validate-profile.ts';
import { type UserErrorModel, userError } from '../user-errors.ts';

/** A registration as it is stored, its password apart. */
export interface Registration {
  readonly email: string;
  readonly handle: string;
  readonly name: string;
  readonly birthDate: string;
  readonly city: string;
}

/** NIST SP 800-63B asks for 8 at least and 64 at least to be allowed. */
const passwordCharactersMin = 8;
const passwordCharactersMax = 200;
/** Kith is for adults. */
const ageMin = 18;
/** The oldest person on record reached 122. */
const ageMax = 125;

/** Reads a registration. All mistakes are reported at once; the registration is good only where there is none. */
export function validateRegistration(
  input: RegisterInput,
  today: string,
): { registration: Registration; errors: UserErrorModel[] } {
  const errors: UserErrorModel[] = [];
  const refuse = (field: string, message: string) => errors.push(userError('INVALID_INPUT', message, ['input', field]));

  const email = normaliseEmail(input.email);
  if (!isEmail(email)) refuse('email', 'email must be an email address.');
  const length = characters(input.password);
  if (length < passwordCharactersMin || length > passwordCharactersMax)
    refuse('password', `password must have ${passwordCharactersMin} to ${passwordCharactersMax} characters.`);
  if (!isHandle(input.handle)) refuse('handle', 'handle must have 3 to 30 letters, digits and underscores.');
  const name = checkName(input.name, 'name', errors);
  const age = ageOn(today, input.birthDate);
  if (age < ageMin) refuse('birthDate', `birthDate must be ${ageMin} years ago or more.`);
  else if (age > ageMax) refuse('birthDate', `birthDate must be at most ${ageMax} years ago.`);
  const city = checkName(input.city, 'city', errors);

  return { registration: { email, handle: input.handle, name, birthDate: input.birthDate, city }, errors };
}
