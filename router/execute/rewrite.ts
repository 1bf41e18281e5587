import type { FetchDataRewrite } from '@apollo/query-planner';
import { isObject, readOwn, setOwn } from './json-object.ts';
import type { Entity, ResponsePath } from './run.ts';
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

/** Gives the names in an error's path back that the plan had changed for the subgraph. */
export function compileRename(rewrites: readonly FetchDataRewrite[] | undefined): (path: ResponsePath) => ResponsePath {
  const names = new Map<string, string>();
  for (const rewrite of rewrites ?? [])
    if (rewrite.kind === 'KeyRenamer') names.set(rewrite.path.at(-1)!, rewrite.renameKeyTo);
  if (names.size === 0) return (path) => path;
  return (path) => path.map((element) => (typeof element === 'string' ? (names.get(element) ?? element) : element));
}
