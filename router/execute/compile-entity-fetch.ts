import { SubgraphFailure } from '../fetch/transport.ts';
import type { EntityGroup, FusedFetch } from '../plan/fuse-plan.ts';
import type { FetchDeps, Send } from './compile-fetch.ts';
import { commonPath, compileGather, locate } from './gather.ts';
import { cloneJson } from './json-object.ts';
import { compileRepresentation } from './representation.ts';
import { compileRename, compileRewrites } from './rewrite.ts';
import type { Entity, ResponsePath, Run, Step } from './run.ts';
import { answerErrorOf, answerErrorOfFailure, type SubgraphError } from './subgraph-error.ts';

/** The entities of one group that a run asks for. */
interface Asked {
  readonly targets: Entity[];
  /** The place of each target's representation in the request; -1 if it has none. */
  readonly places: number[];
  /** How many representations are asked for: equal ones count once. */
  readonly count: number;
  /** `"representations":[…]` */
  readonly text: string;
}

/** Compiles a fetch of entities: gather them, ask for each once, merge what comes back wherever they stand. */
export function compileEntityFetch(fused: FusedFetch, send: Send, deps: FetchDeps): Step {
  const groups = fused.groups.map((group) => compileGroup(group, fused.service, deps));
  const places = fused.groups.flatMap((group) => group.paths.map(commonPath));
  return async (run) => {
    const asked = groups.map((group) => group.ask(run));
    if (asked.every(({ count }) => count === 0)) return;
    const answer = await send(run, asked.map(({ text }) => text).join(','), () =>
      // Only where something was asked for: of the other places nothing is missing.
      places.filter((_place, index) => asked[groupOfPath(fused.groups, index)]!.count > 0),
    );
    if (!answer) return;
    if (answer.errors.length > 0) addErrors(run, answer.errors, asked);
    if (answer.data === null) return;
    for (let index = 0; index < groups.length; index++) {
      if (asked[index]!.count === 0) continue;
      groups[index]!.take(run, asked[index]!, answer.data[fused.groups[index]!.field], answer.errors.length > 0);
    }
  };

  function addErrors(run: Run, errors: readonly SubgraphError[], asked: readonly Asked[]): void {
    for (const error of errors) {
      const [field, place, ...rest] = error.path ?? [];
      const index = fused.groups.findIndex((group) => group.field === field);
      if (index === -1 || typeof place !== 'number')
        run.errors.push(answerErrorOf(error, fused.service, places[0] ?? []));
      else groups[index]!.addError(run, asked[index]!, error, place, rest);
    }
  }
}

/** Which group the n-th of all groups' paths belongs to. */
function groupOfPath(groups: readonly EntityGroup[], pathIndex: number): number {
  let before = 0;
  return groups.findIndex((group) => {
    before += group.paths.length;
    return pathIndex < before;
  });
}

function compileGroup(group: EntityGroup, service: string, deps: FetchDeps) {
  const { fetch, paths } = group;
  const gathers = paths.map(compileGather);
  const represent = compileRepresentation(
    fetch.requires!,
    deps.typeNames,
    compileRewrites(fetch.inputRewrites, deps.typeNames),
    (typeName) => deps.hasType(service, typeName),
  );
  const rewrite = compileRewrites(fetch.outputRewrites, deps.typeNames);
  const rename = compileRename(fetch.outputRewrites);
  const label = `${JSON.stringify(group.variable)}:[`;

  const ask = (run: Run): Asked => {
    const targets = gathers.length === 1 ? gathers[0]!(run.root) : gathers.flatMap((gather) => gather(run.root));
    if (targets.length === 1) {
      const representation = represent(targets[0]!);
      if (representation !== undefined) return { targets, places: [0], count: 1, text: `${label}${representation}]` };
    }
    const placeOf = new Map<string, number>();
    const places: number[] = [];
    let text = label;
    for (const target of targets) {
      const representation = represent(target);
      if (representation === undefined) {
        places.push(-1);
        continue;
      }
      let place = placeOf.get(representation);
      if (place === undefined) {
        place = placeOf.size;
        placeOf.set(representation, place);
        text += place === 0 ? representation : `,${representation}`;
      }
      places.push(place);
    }
    return { targets, places, count: placeOf.size, text: `${text}]` };
  };

  const take = (run: Run, asked: Asked, entities: unknown, hasErrors: boolean): void => {
    if (!Array.isArray(entities) || entities.length !== asked.count) {
      // Without as many entities as were asked for nobody can tell which is whose.
      const failure = new SubgraphFailure(
        'SUBGRAPH_MALFORMED_RESPONSE',
        `The subgraph "${service}" answered with another number of entities than it was asked for.`,
      );
      deps.onFailure(service, failure);
      if (!hasErrors)
        for (const path of paths) run.errors.push(answerErrorOfFailure(failure, service, commonPath(path)));
      return;
    }
    if (rewrite) for (const entity of entities) rewrite(entity);
    const { targets, places } = asked;
    const taken = asked.count === targets.length ? undefined : new Set<number>();
    for (let index = 0; index < targets.length; index++) {
      const place = places[index]!;
      const entity: unknown = place === -1 ? null : entities[place];
      if (typeof entity !== 'object' || entity === null) continue;
      // Whoever comes second gets a copy: later fetches may merge different things into each.
      const isFirst = !taken?.has(place);
      taken?.add(place);
      deps.merge(targets[index]!, (isFirst ? entity : cloneJson(entity)) as Entity);
    }
  };

  const addError = (run: Run, asked: Asked, error: SubgraphError, place: number, rest: ResponsePath): void => {
    const located = paths.flatMap((path) => locate(run.root, path));
    for (let index = 0; index < asked.places.length; index++)
      if (asked.places[index] === place)
        run.errors.push(answerErrorOf(error, service, [...located[index]!, ...rename(rest)]));
  };

  return { ask, take, addError };
}
