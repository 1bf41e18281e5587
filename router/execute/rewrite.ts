import type { FetchDataRewrite } from '@apollo/query-planner';
import { isObject, readOwn, setOwn } from './json-object.ts';
import type { Entity } from './run.ts';
import type { TypeNames } from './type-names.ts';

const fragmentPrefix = '... on ';

/** Changes data in place: renames what was asked under another name, or sets a value (an interface's name). */
export type Rewrite = (value: unknown) => void;

/** Compiles the rewrites of a fetch; undefined where there are none. */
export function compileRewrites(
  rewrites: readonly FetchDataRewrite[] | undefined,
  typeNames: TypeNames,
): Rewrite | undefined {
  if (!rewrites || rewrites.length === 0) return undefined;
  const compiled = rewrites.map((rewrite) => compileRewrite(rewrite, typeNames));
  return (value) => {
    for (const rewrite of compiled) rewrite(value);
  };
}

function compileRewrite(rewrite: FetchDataRewrite, typeNames: TypeNames): Rewrite {
  const field = rewrite.path.at(-1);
  if (field === undefined) return () => {};
  let apply = (object: Entity): void => {
    if (rewrite.kind === 'ValueSetter') setOwn(object, field, rewrite.setValueTo);
    else if (Object.hasOwn(object, field)) {
      setOwn(object, rewrite.renameKeyTo, object[field]);
      delete object[field];
    }
  };
  for (const element of rewrite.path.slice(0, -1).reverse()) {
    const next = apply;
    apply = element.startsWith(fragmentPrefix)
      ? (object) => {
          const typeName = object.__typename;
          // Without a type name the planner knew that all objects here are of the type.
          if (typeof typeName !== 'string' || typeNames.matches(element.slice(fragmentPrefix.length), typeName))
            next(object);
        }
      : (object) => eachObject(readOwn(object, element), next);
  }
  return (value) => eachObject(value, apply);
}

function eachObject(value: unknown, apply: (object: Entity) => void): void {
  if (Array.isArray(value)) for (const item of value) eachObject(item, apply);
  else if (isObject(value)) apply(value);
}

/** The names that `compileRewrites` gives back, by the name the subgraph was asked under; for the paths of errors. */
export function renamedKeys(rewrites: readonly FetchDataRewrite[] | undefined): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const rewrite of rewrites ?? [])
    if (rewrite.kind === 'KeyRenamer') names.set(rewrite.path.at(-1)!, rewrite.renameKeyTo);
  return names;
}
