/** `1,2,3` as whole numbers from 0 on; null where one of them is anything else. */
export function wholeNumbers(text: string): readonly number[] | null {
  const parts = text.split(',');
  return parts.every((part) => /^\d+$/.test(part)) ? parts.map(Number) : null;
}
