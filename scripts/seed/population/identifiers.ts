import type { Random } from './random.ts';

const hex = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** A UUIDv7 (RFC 9562, 5.7) of a time in milliseconds and the source's chance: the same again from the same seed. */
export function uuidAt(ms: number, random: Random): string {
  const time = Math.floor(ms).toString(16).padStart(12, '0');
  const one = random.bits();
  const two = random.bits();
  const three = random.bits();
  const versioned = 0x7000 | (one & 0x0fff);
  const variant = 0x8000 | ((one >>> 12) & 0x3fff);
  return `${time.slice(0, 8)}-${time.slice(8)}-${versioned.toString(16)}-${variant.toString(16)}-${
    hex[two & 255]! + hex[(two >>> 8) & 255]! + hex[(two >>> 16) & 255]! + hex[two >>> 24]!
  }${hex[three & 255]! + hex[(three >>> 8) & 255]!}`;
}

/** Looks like a keyed hash of a device or an address: 128 bits of chance. Nothing was hashed. */
export function opaqueHash(random: Random): string {
  let text = '';
  for (let word = 0; word < 4; word++) text += random.bits().toString(16).padStart(8, '0');
  return text;
}
