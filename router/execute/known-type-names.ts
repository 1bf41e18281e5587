import type { KnownTypes } from '../plan/fetches/known-types.ts';
import { isInherited, readOwn } from './json-object.ts';
import type { Rewrite } from './rewrite.ts';
import type { Entity } from './run.ts';

/** Compiles what puts the type names into an answer that its request left out, because the schema tells them. */
export function compileKnownTypeNames(known: KnownTypes | undefined): Rewrite | undefined {
  if (!known) return undefined;
  const { typeName } = known;
  const fields = [...known.fields].map(([name, below]) => ({
    name,
    inherited: isInherited(name),
    put: compileKnownTypeNames(below)!,
  }));
  const put: Rewrite = (value) => {
    if (typeof value !== 'object' || value === null) return;
    if (Array.isArray(value)) {
      for (let index = 0; index < value.length; index++) put(value[index]);
      return;
    }
    const object = value as Entity;
    if (typeName !== undefined) object.__typename = typeName;
    for (let index = 0; index < fields.length; index++) {
      const { name, inherited, put: putBelow } = fields[index]!;
      putBelow(inherited ? readOwn(object, name) : object[name]);
    }
  };
  return put;
}
