/** 3 to 30 letters, digits and underscores. */
export function isHandle(text: string): boolean {
  return /^[A-Za-z0-9_]{3,30}$/.test(text);
}
