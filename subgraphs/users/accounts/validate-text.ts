/** Characters as people count them: by code points, composed. */
export function characters(text: string): number {
  return [...text.normalize('NFC')].length;
}

/** Text of one line: no control characters (PostgreSQL takes no NUL at all) and no half of a surrogate pair. */
export function isOneLine(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
  return !/\p{Surrogate}/u.test(text) && !/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/.test(text);
}

/** Text of several lines: as one line, but line breaks and tabs are allowed. */
export function isPlainText(text: string): boolean {
  return isOneLine(text.replace(/[\n\r\t]/g, ' '));
}
