const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Whether a text could be the id of an account or a session here; the database refuses to compare anything else. */
export function isId(text: string): boolean {
  return uuid.test(text);
}
