import { isInherited, isObject, readOwn, setOwn } from './json-object.ts';
import type { Entity } from './run.ts';

/** Merges what a fetch brought into what is there already. */
export type Merge = (target: Entity, source: Entity) => void;

/**
 * Makes the merge of one graph.
 *
 * Objects are merged field by field and lists of the same length item by item; otherwise the newer value wins. One
 * exception: a subgraph with an @interfaceObject knows its entities by the interface's name only, and must not hide
 * the object type that another subgraph named. `isAbstract` says which names those are.
 */
export function createMerge(isAbstract: (typeName: string) => boolean): Merge {
  const merge: Merge = (target, source) => {
    for (const name in source) {
      const value = source[name];
      if (value === undefined) continue;
      // Under a name that every object inherits, something is always found here.
      if (target[name] === undefined) {
        target[name] = value;
        continue;
      }
      if (isInherited(name)) {
        mergeValue(target, name, readOwn(target, name), value);
        continue;
      }
      const existing = target[name];
      if (existing === undefined || existing === null) target[name] = value;
      else if (typeof value !== 'object') {
        if (name === '__typename' && isAbstract(value as string)) continue;
        target[name] = value;
      } else mergeValue(target, name, existing, value);
    }
  };

  const mergeValue = (target: Entity, name: string, existing: unknown, value: unknown): void => {
    if (isObject(existing) && isObject(value)) merge(existing, value);
    else if (Array.isArray(existing) && Array.isArray(value) && existing.length === value.length)
      mergeLists(existing, value);
    else setOwn(target, name, value);
  };

  const mergeLists = (existing: unknown[], items: unknown[]): void => {
    for (let index = 0; index < items.length; index++) {
      const before = existing[index];
      const item = items[index];
      if (isObject(before) && isObject(item)) merge(before, item);
      else if (Array.isArray(before) && Array.isArray(item) && before.length === item.length) mergeLists(before, item);
      else existing[index] = item;
    }
  };

  return merge;
}
