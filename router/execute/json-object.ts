import type { Entity } from './run.ts';

/** Whether a value is an object of JSON (not null, not an array). */
export function isObject(value: unknown): value is Entity {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Whether every object has something under this name by inheritance (`constructor`, `__proto__`), so that reading it
 * needs to ask whether it is the object's own. Response names are the client's choice: any of these may come.
 */
export function isInherited(name: string): boolean {
  return name in Object.prototype;
}

/** Reads an own property; undefined where there is none. */
export function readOwn(object: Entity, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

/** Sets an own property, `__proto__` as well (which by assignment would change the object's prototype). */
export function setOwn(object: Entity, name: string, value: unknown): void {
  if (name === '__proto__')
    Object.defineProperty(object, name, { value, writable: true, enumerable: true, configurable: true });
  else object[name] = value;
}

/** A copy that shares nothing with its original. */
export function cloneJson<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(cloneJson) as T;
  const copy: Entity = {};
  for (const name of Object.keys(value)) setOwn(copy, name, cloneJson((value as Entity)[name]));
  return copy as T;
}
