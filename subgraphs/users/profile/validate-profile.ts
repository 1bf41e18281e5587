import { searchKey } from '../accounts/search-key.ts';
import { characters, isOneLine, isPlainText } from '../accounts/validate-text.ts';
import type { UpdateProfileInput } from '../generated/resolver-types.ts';
import { type UserErrorModel, userError } from '../user-errors.ts';

/** The changes that an input asks for, as they are stored; what was left out isn't there. */
export interface ProfileChanges {
  name?: string;
  city?: string;
  bio?: string | null;
  interests?: string[];
  photoUrl?: string | null;
}

const nameCharactersMax = 80;
const bioCharactersMax = 500;
const photoUrlCharactersMax = 500;
const interestsMax = 20;
const interestCharactersMax = 40;

/** Checks a name or a city: 1 to 80 characters on one line, without the space around it. */
export function checkName(text: string, field: string, errors: UserErrorModel[]): string {
  const trimmed = text.trim();
  if (characters(trimmed) < 1 || characters(trimmed) > nameCharactersMax || !isOneLine(trimmed))
    errors.push(invalid(`${field} must have 1 to ${nameCharactersMax} characters on one line.`, field));
  return trimmed;
}

/** Reads an update. All mistakes are reported at once; the changes are good only where there is none. */
export function validateProfile(input: UpdateProfileInput): { changes: ProfileChanges; errors: UserErrorModel[] } {
  const errors: UserErrorModel[] = [];
  const changes: ProfileChanges = {};
  if (input.name !== undefined) changes.name = checkName(input.name ?? '', 'name', errors);
  if (input.city !== undefined) changes.city = checkName(input.city ?? '', 'city', errors);
  if (input.bio !== undefined) changes.bio = checkBio(input.bio, errors);
  if (input.interests !== undefined) changes.interests = checkInterests(input.interests ?? [], errors);
  if (input.photoUrl !== undefined) changes.photoUrl = checkPhotoUrl(input.photoUrl, errors);
  return { changes, errors };
}

function checkBio(bio: string | null, errors: UserErrorModel[]): string | null {
  const trimmed = bio?.trim() ?? '';
  if (characters(trimmed) > bioCharactersMax || !isPlainText(trimmed))
    errors.push(invalid(`bio must have at most ${bioCharactersMax} characters.`, 'bio'));
  return trimmed === '' ? null : trimmed;
}

/** Said twice, in whatever case, an interest counts once. */
function checkInterests(interests: readonly string[], errors: UserErrorModel[]): string[] {
  const byKey = new Map<string, string>();
  interests.forEach((interest, index) => {
    const trimmed = interest.trim();
    if (characters(trimmed) < 1 || characters(trimmed) > interestCharactersMax || !isOneLine(trimmed)) {
      const message = `An interest must have 1 to ${interestCharactersMax} characters on one line.`;
      errors.push(userError('INVALID_INPUT', message, ['input', 'interests', String(index)]));
    }
    const key = searchKey(trimmed);
    if (!byKey.has(key)) byKey.set(key, trimmed);
  });
  if (byKey.size > interestsMax)
    errors.push(invalid(`interests must be at most ${interestsMax} different ones.`, 'interests'));
  return [...byKey.values()];
}

function checkPhotoUrl(photoUrl: string | null, errors: UserErrorModel[]): string | null {
  const trimmed = photoUrl?.trim() ?? '';
  if (trimmed === '') return null;
  const fits = trimmed.length <= photoUrlCharactersMax && isOneLine(trimmed) && isHttpsUrl(trimmed);
  if (!fits)
    errors.push(
      invalid(`photoUrl must be an https address of at most ${photoUrlCharactersMax} characters.`, 'photoUrl'),
    );
  return trimmed;
}

/** With a user or a password in it, it would be somebody's secret shown to everybody. */
function isHttpsUrl(text: string): boolean {
  if (!URL.canParse(text) || !/^https:\/\//i.test(text)) return false;
  const url = new URL(text);
  return url.username === '' && url.password === '';
}

function invalid(message: string, field: string): UserErrorModel {
  return userError('INVALID_INPUT', message, ['input', field]);
}
