/**
 * What is stored beside a text to compare it by: composed alike, without regard to case or to space around and between
 * words. Made here and not by the database, whose lower() knows only the letters of its locale.
 */
export function searchKey(text: string): string {
  return text.normalize('NFKC').toLowerCase().trim().replace(/\s+/gu, ' ');
}
