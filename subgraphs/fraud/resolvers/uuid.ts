const pattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Ids are opaque to clients, so anything may come as one; what isn't a UUID can't name a row, and the database refuses it. */
export function isUuid(text: string): boolean {
  return pattern.test(text);
}
