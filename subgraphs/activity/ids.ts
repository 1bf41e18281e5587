import { uuidv7 } from 'uuidv7';

const uuidv7Pattern = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/**
 * A UUIDv7 (RFC 9562) in its canonical lower case, or null for anything else. Every id of Kith is one, so what isn't
 * names nothing and never reaches the database.
 */
export function readId(text: string): string | null {
  const id = text.toLowerCase();
  return uuidv7Pattern.test(id) ? id : null;
}

/** When a UUIDv7 was made, in milliseconds since 1970: its first 48 bits. */
export function madeAtMs(id: string): number {
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}

/** A new id and the time in it, so that the order of ids is the order of times. */
export function makeId(): { id: string; at: Date } {
  const id = uuidv7();
  return { id, at: new Date(madeAtMs(id)) };
}
