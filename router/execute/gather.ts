import { namesOf, type PlanPath, typesAlong } from '../plan/fetches/plan-path.ts';
import { isInherited, isObject, readOwn } from './json-object.ts';
import type { Entity, ResponsePath } from './run.ts';
import type { TypeNames } from './type-names.ts';

/** Finds the objects at a plan's path; null ones are left out. */
export type Gather = (root: Entity) => Entity[];

/** Whether an object may be one that a path means, after so many of its response names. */
export type IsOnPath = (object: Entity, names: number) => boolean;

/** Compiles a plan's path. */
export function compileGather(path: PlanPath, typeNames: TypeNames): Gather {
  if (path.length === 0) return (root) => [root];
  const names = namesOf(path);
  const inherited = names.map(isInherited);
  const isOnPath = compileConditions(path, typeNames);
  const collect = (value: unknown, index: number, found: Entity[]): void => {
    if (Array.isArray(value)) {
      for (let item = 0; item < value.length; item++) collect(value[item], index, found);
    } else if (typeof value === 'object' && value !== null) {
      if (isOnPath && !isOnPath(value as Entity, index)) return;
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
export function locate(root: Entity, path: PlanPath, typeNames: TypeNames): ResponsePath[] {
  const names = namesOf(path);
  const isOnPath = compileConditions(path, typeNames);
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
      if (isOnPath && !isOnPath(value, index)) return;
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

/**
 * Compiles the type conditions of a path; undefined where it has none. An object whose data doesn't say which object type
 * it is of (an @interfaceObject has the interface's name) may be of any.
 */
export function compileConditions(path: PlanPath, typeNames: TypeNames): IsOnPath | undefined {
  const types = typesAlong(path);
  if (types.every((one) => one === undefined)) return undefined;
  return (object, names) => {
    const wanted = types[names];
    const typeName = object.__typename;
    return !wanted || typeof typeName !== 'string' || wanted.has(typeName) || typeNames.isAbstract(typeName);
  };
}
