import { isInherited, isObject, readOwn } from './json-object.ts';
import type { Entity, ResponsePath } from './run.ts';

/** Finds the objects at a plan's path; null ones are left out. */
export type Gather = (root: Entity) => Entity[];

/** Compiles a plan's path: response names, and `@` for every item of a list. */
export function compileGather(path: readonly string[]): Gather {
  if (path.length === 0) return (root) => [root];
  const names = path.filter((element) => element !== '@');
  const inherited = names.map(isInherited);
  const collect = (value: unknown, index: number, found: Entity[]): void => {
    if (Array.isArray(value)) {
      for (let item = 0; item < value.length; item++) collect(value[item], index, found);
    } else if (typeof value === 'object' && value !== null) {
      if (index === names.length) found.push(value as Entity);
      else {
        const name = names[index]!;
        collect(inherited[index] ? readOwn(value as Entity, name) : (value as Entity)[name], index + 1, found);
      }
    }
  };
  return (root) => {
    const found: Entity[] = [];
    collect(root, 0, found);
    return found;
  };
}

/** Where the objects stand that `compileGather(path)` finds, in the same order. Only needed to place errors. */
export function locate(root: Entity, path: readonly string[]): ResponsePath[] {
  const names = path.filter((element) => element !== '@');
  const found: ResponsePath[] = [];
  const here: (string | number)[] = [];
  const collect = (value: unknown, index: number): void => {
    if (Array.isArray(value)) {
      for (let item = 0; item < value.length; item++) {
        here.push(item);
        collect(value[item], index);
        here.pop();
      }
    } else if (isObject(value)) {
      if (index === names.length) found.push([...here]);
      else {
        here.push(names[index]!);
        collect(readOwn(value, names[index]!), index + 1);
        here.pop();
      }
    }
  };
  collect(root, 0);
  return found;
}

/** The part of a plan's path that is the same for every object on it: what comes before the first list. */
export function commonPath(path: readonly string[]): ResponsePath {
  const list = path.indexOf('@');
  return list === -1 ? path : path.slice(0, list);
}
