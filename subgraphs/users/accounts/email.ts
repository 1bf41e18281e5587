/** The longest address that mail can be sent to (RFC 5321, 4.5.3.1). */
const emailCharactersMax = 254;

/** As it is stored and compared. Whole in lower case: no provider in use tells addresses apart by case. */
export function normaliseEmail(text: string): string {
  return text.trim().toLowerCase();
}

/**
 * Whether a normalised text is shaped like an address: the HTML standard's rule for `<input type=email>`, with a dot in
 * the domain. Only a mail that arrives proves more.
 */
export function isEmail(text: string): boolean {
  return (
    text.length <= emailCharactersMax &&
    /^[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)+$/.test(
      text,
    )
  );
}
