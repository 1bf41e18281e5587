import type { CachedEntity } from './port.ts';

/** Whether an entity has neither objects nor lists, so that merging it into an answer shares nothing with the answer. */
export function isFlat(entity: CachedEntity): boolean {
  for (const name in entity) if (typeof entity[name] === 'object' && entity[name] !== null) return false;
  return true;
}
