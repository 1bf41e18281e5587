import { describe, expect, test } from '@jest/globals';
import { commonPath, joinPaths, namesOf, readPlanPath, typesAlong } from './plan-path.ts';

describe('a path of a plan', () => {
  test('is read as the planner writes it, with types hanging on names and lists, and without', () => {
    const path = readPlanPath(['', 'parcels', '@|[Gift,Order]', 'box|[Tin]', 'goods', '@', '@']);
    expect(path).toEqual(['parcels', '@', '|[Gift,Order]', 'box', '|[Tin]', 'goods', '@', '@']);
    expect(namesOf(path)).toEqual(['parcels', 'box', 'goods']);
    expect(typesAlong(path)).toEqual([undefined, new Set(['Gift', 'Order']), new Set(['Tin']), undefined]);
    expect(commonPath(path)).toEqual(['parcels']);
    expect(commonPath(readPlanPath(['', 'parcel|[Gift]', 'good']))).toEqual(['parcel', 'good']);
    expect(readPlanPath(['users', '@'])).toEqual(['users', '@']);
    expect(readPlanPath(['|[Query]', 'users'])).toEqual(['|[Query]', 'users']);
  });

  test('is joined with another that differs in the types at one place', () => {
    const join = (...paths: string[][]) => joinPaths(paths.map(readPlanPath));
    expect(join(['a|[B]', 'c'], ['a|[A]', 'c'], ['a|[C,A]', 'c'])).toEqual([['a', '|[A,B,C]', 'c']]);
    expect(join(['a|[B]', 'c'], ['a', 'c'])).toEqual([['a', 'c']]);
    expect(join(['a|[A]', 'c|[X]', 'd'], ['a|[B]', 'c|[Y]', 'd'])).toHaveLength(2);
    expect(join(['a|[A]', 'c|[X]', 'd'], ['a|[B]', 'c|[Y]', 'd'], ['a|[A]', 'c|[Y]', 'd'])).toHaveLength(2);
    expect(join(['a', '@|[A]', 'c'], ['a|[A]', 'c'])).toHaveLength(2);
    expect(join(['a', 'c'], ['a', 'c'])).toEqual([['a', 'c']]);
  });
});
