import type { FetchDataKeyRenamer } from '@apollo/query-planner';
import type { FusedFetch } from '../plan/fetches/fuse-plan.ts';
import { commonPath, namesOf, type PlanPath } from '../plan/fetches/plan-path.ts';
import { compileEntityFetch } from './compile-entity-fetch.ts';
import type { FetchDeps, Send } from './compile-fetch.ts';
import { compileConditions } from './gather.ts';
import { isObject, readOwn } from './json-object.ts';
import type { AnswerError } from './port.ts';
import type { Entity, ResponsePath, Step } from './run.ts';
import type { TypeNames } from './type-names.ts';

/** An entity, where it stands and the objects that hold it, the nearest first. */
interface Found {
  readonly entity: Entity;
  readonly place: ResponsePath;
  readonly holders: readonly Entity[];
}

/** Reads a context's value from the objects that hold an entity; undefined where it isn't there. */
type ReadContext = (found: Found) => unknown;

/** Under which name the entities of one request stand for the ordinary fetch. */
const targets = 'targets';

/**
 * Compiles a fetch of entities whose fields take arguments from around them (@fromContext): the plan says where, as steps
 * up from the entity and then down. They are variables of the request, so entities with the same values go out together.
 */
export function compileContextualFetch(fused: FusedFetch, send: Send, deps: FetchDeps): Step {
  const group = fused.groups[0]!;
  const path = group.paths[0]!;
  const contexts = (group.fetch.contextRewrites ?? []).map((rewrite) => ({
    variable: rewrite.renameKeyTo,
    read: compileRead(rewrite, deps.typeNames),
  }));
  // What is answered depends on more than the entity, which is all that kept entities are known by.
  const fetchTargets = compileEntityFetch({ ...fused, groups: [{ ...group, paths: [[targets, '@']] }] }, send, {
    ...deps,
    entityCache: null,
  });

  return async (run) => {
    const byValues = new Map<string, { readonly values: Record<string, unknown>; readonly found: Found[] }>();
    for (const found of findAll(run.root, path, deps.typeNames)) {
      const values: Record<string, unknown> = {};
      for (const { variable, read } of contexts) {
        const value = read(found);
        // Several types may set one context: the nearest that does.
        if (value !== undefined && values[variable] === undefined) values[variable] = value;
      }
      const key = JSON.stringify(values);
      const same = byValues.get(key);
      if (same) same.found.push(found);
      else byValues.set(key, { values, found: [found] });
    }
    const failures = new Set<string>();
    await Promise.all(
      [...byValues.values()].map(async ({ values, found }) => {
        const errors: AnswerError[] = [];
        const root = { [targets]: found.map(({ entity }) => entity) };
        const part = { ...run, root, gathered: undefined, errors, variables: { ...run.variables, ...values } };
        await fetchTargets(part);
        run.mayEscape ||= part.mayEscape;
        for (const error of errors) {
          const [, index, ...rest] = error.path ?? [];
          const place = typeof index === 'number' ? found[index]?.place : undefined;
          if (place) run.errors.push({ ...error, path: [...place, ...rest] });
          else if (!failures.has(error.message)) {
            // The subgraph failed as a whole, for all of these requests alike.
            failures.add(error.message);
            run.errors.push({ ...error, path: commonPath(path) });
          }
        }
      }),
    );
  };
}

function findAll(root: Entity, path: PlanPath, typeNames: TypeNames): readonly Found[] {
  const names = namesOf(path);
  const isOnPath = compileConditions(path, typeNames);
  const all: Found[] = [];
  const collect = (value: unknown, index: number, place: ResponsePath, holders: readonly Entity[]): void => {
    if (Array.isArray(value)) {
      for (const [at, item] of value.entries()) collect(item, index, [...place, at], holders);
    } else if (isObject(value) && (isOnPath?.(value, index) ?? true)) {
      const name = names[index];
      if (name === undefined) all.push({ entity: value, place, holders });
      else collect(readOwn(value, name), index + 1, [...place, name], [value, ...holders]);
    }
  };
  collect(root, 0, [], []);
  return all;
}

function compileRead({ path }: FetchDataKeyRenamer, typeNames: TypeNames): ReadContext {
  const steps = path.filter((step) => step !== '..');
  const levels = path.length - steps.length;
  const read = (value: unknown, index: number): unknown => {
    const step = steps[index];
    if (step === undefined || value === null || value === undefined) return value;
    if (Array.isArray(value)) return value.map((item) => read(item, index));
    if (!isObject(value)) return undefined;
    if (!step.startsWith('... on ')) return read(readOwn(value, step), index + 1);
    const typeName = value.__typename;
    const isOther = typeof typeName === 'string' && !typeNames.matches(step.slice('... on '.length), typeName);
    return isOther ? undefined : read(value, index + 1);
  };
  return ({ entity, holders }) => read(levels === 0 ? entity : holders[levels - 1], 0);
}
