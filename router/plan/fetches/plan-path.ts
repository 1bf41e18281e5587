/**
 * The path of a plan's fetch, from the response's root: response names, `@` for every item of a list, and after either
 * `|[A,B]` where only objects of those types are meant. No name of GraphQL's begins like the latter two.
 */
export type PlanPath = readonly string[];

/** Reads a path as the planner writes it: type conditions hang on the element before, and an empty one may come first. */
export function readPlanPath(path: readonly (string | number)[]): PlanPath {
  return path
    .flatMap((element) => {
      const [name, types] = String(element).split('|');
      return types === undefined ? [name!] : [name!, `|${types}`];
    })
    .filter((element) => element !== '');
}

/** Its response names alone. */
export function namesOf(path: PlanPath): readonly string[] {
  return path.filter((element) => element !== '@' && !isCondition(element));
}

/** By the number of response names before it: the types that an object there must be of; undefined where any will do. */
export function typesAlong(path: PlanPath): readonly (ReadonlySet<string> | undefined)[] {
  const types: (ReadonlySet<string> | undefined)[] = [undefined];
  for (const element of path) {
    if (isCondition(element)) types[types.length - 1] = new Set(typesIn(element));
    else if (element !== '@') types.push(undefined);
  }
  return types;
}

/** The part of it that is the same for every object: the response names before the first list. */
export function commonPath(path: PlanPath): readonly string[] {
  const list = path.indexOf('@');
  return namesOf(list === -1 ? path : path.slice(0, list));
}

function isCondition(element: string): boolean {
  return element.startsWith('|[');
}

/** Joins paths that differ in the types at one place only to one path with all of these. */
export function joinPaths(paths: readonly PlanPath[]): readonly PlanPath[] {
  const joined: PlanPath[] = [];
  for (const path of paths) {
    let one = path;
    for (let index = 0; index < joined.length; index++) {
      const both = joinTwo(joined[index]!, one);
      if (!both) continue;
      // The wider path may now meet one that it did not meet before.
      one = both;
      joined.splice(index, 1);
      index = -1;
    }
    joined.push(one);
  }
  return joined;
}

function joinTwo(one: PlanPath, other: PlanPath): PlanPath | undefined {
  const [steps, otherSteps] = [stepsOf(one), stepsOf(other)];
  if (steps.length !== otherSteps.length || steps.some(({ to }, index) => to !== otherSteps[index]!.to))
    return undefined;
  const differing = steps.flatMap(({ types }, index) =>
    types.join() === otherSteps[index]!.types.join() ? [] : [index],
  );
  if (differing.length > 1) return undefined;
  return steps.flatMap(({ to, types }, index) => {
    const others = otherSteps[index]!.types;
    // Where one of them names no types it means any.
    const all = types.length === 0 || others.length === 0 ? [] : [...new Set([...types, ...others])].sort();
    return [...(to === '' ? [] : [to]), ...(all.length === 0 ? [] : [`|[${all.join()}]`])];
  });
}

/** The elements of a path, each with the types that are meant there; the first is the root. */
function stepsOf(path: PlanPath): { readonly to: string; types: readonly string[] }[] {
  const steps: { readonly to: string; types: readonly string[] }[] = [{ to: '', types: [] }];
  for (const element of path) {
    if (isCondition(element)) steps.at(-1)!.types = typesIn(element);
    else steps.push({ to: element, types: [] });
  }
  return steps;
}

function typesIn(condition: string): readonly string[] {
  return condition.slice('|['.length, -1).split(',');
}
