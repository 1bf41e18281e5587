import type { Reading } from '../cache/port.ts';
import { SubgraphFailure } from '../fetch/transport.ts';
import type { EntityGroup, FusedFetch } from '../plan/fetches/fuse-plan.ts';
import { commonPath } from '../plan/fetches/plan-path.ts';
import type { FetchDeps, Send } from './compile-fetch.ts';
import { compileGather, locate } from './gather.ts';
import { cloneJson, isObject } from './json-object.ts';
import { compileKnownTypeNames } from './known-type-names.ts';
import { type Placed, placeRepresentations } from './place-representations.ts';
import type { AnswerError } from './port.ts';
import { compileRepresentations } from './representation.ts';
import { compileRename, compileRewrites } from './rewrite.ts';
import type { Entity, ResponsePath, Run, Step } from './run.ts';
import { answerErrorOf, answerErrorOfFailure, type SubgraphError } from './subgraph-error.ts';

/** The entities of one group that a run asks for. */
interface Asked {
  readonly targets: Entity[];
  /** The place of each target's representation in the request; -1 if it has none. */
  readonly places: readonly number[];
  /** How many representations are asked for: equal ones count once. */
  readonly count: number;
  /** `"representations":[…]` */
  readonly text: string;
  /** What the entity cache may keep of the answer, by place; undefined where it is passed by. */
  readonly reading?: PlacedReading;
}

interface PlacedReading {
  readonly reading: Reading;
  /** By place: the entity's index in the reading. */
  readonly indexes: readonly number[];
}

/** Compiles a fetch of entities: gather them, ask for each once, merge what comes back wherever they stand. */
export function compileEntityFetch(fused: FusedFetch, send: Send, deps: FetchDeps): Step {
  const groups = fused.groups.map((group) => compileGroup(group, fused.service, deps));
  const places = fused.groups.flatMap((group) => group.paths.map(commonPath));
  const fields = new Set(fused.groups.map(({ field }) => field));
  const fetchAsked = async (run: Run, asked: readonly Asked[], epoch?: () => string): Promise<void> => {
    const answer = await send(
      run,
      asked.map(({ text }) => text).join(','),
      () =>
        // Only where something was asked for: of the other places nothing is missing.
        distinct(places.filter((_place, index) => asked[groupOfPath(fused.groups, index)]!.count > 0)),
      epoch,
    );
    if (!answer) return;
    if (answer.errors.length > 0) addErrors(run, answer.errors, asked);
    if (answer.data === null) return;
    for (let index = 0; index < groups.length; index++) {
      if (asked[index]!.count === 0) continue;
      const field = fused.groups[index]!.field;
      groups[index]!.take(run, asked[index]!, answer.data[field], answer.errors.length > 0, (place) =>
        answer.errors.some(({ path }) => isAbout(path, field, place, fields)),
      );
    }
  };

  if (groups.every(({ askCache }) => askCache === null))
    return (run) => {
      const asked = groups.map((group) => group.ask(run));
      return asked.some(({ count }) => count > 0) ? fetchAsked(run, asked) : undefined;
    };

  return async (run) => {
    const asking = groups.map((group) => (group.askCache ?? group.ask)(run));
    const asked = asking.some((one) => one instanceof Promise) ? await Promise.all(asking) : (asking as Asked[]);
    const readings = asked.flatMap(({ reading }) => (reading ? [reading.reading] : []));
    try {
      if (asked.some(({ count }) => count > 0))
        await fetchAsked(
          run,
          asked,
          readings.length > 0 ? () => readings.map((reading) => reading.epoch()).join() : undefined,
        );
    } finally {
      for (const reading of readings) reading.end();
    }
  };

  function addErrors(run: Run, errors: readonly SubgraphError[], asked: readonly Asked[]): void {
    const before = run.errors.length;
    for (const error of errors) {
      const [field, place, ...rest] = error.path ?? [];
      const index = fused.groups.findIndex((group) => group.field === field);
      if (index === -1 || typeof place !== 'number')
        run.errors.push(answerErrorOf(error, fused.service, places[0] ?? []));
      else groups[index]!.addError(run, asked[index]!, error, place, rest);
    }
    if (groups.length > 1) run.errors.push(...withoutRepeated(run.errors.splice(before)));
  }
}

/** A client may ask for one field of one object under several types: then several groups ask for it. */
function withoutRepeated(errors: readonly AnswerError[]): readonly AnswerError[] {
  return [...new Map(errors.map((error) => [JSON.stringify([error.path, error.message]), error])).values()];
}

/** Whether an error may be one of this entity: nothing is kept of what went wrong. */
function isAbout(path: ResponsePath | undefined, field: string, place: number, fields: ReadonlySet<string>): boolean {
  const [first, second] = path ?? [];
  if (first !== field) return typeof first !== 'string' || !fields.has(first);
  return typeof second !== 'number' || second === place;
}

/** Paths that differ in the types of objects only have one place. */
function distinct(places: readonly ResponsePath[]): readonly ResponsePath[] {
  return [...new Map(places.map((place) => [place.join('.'), place])).values()];
}

/** Which group the n-th of all groups' paths belongs to. */
function groupOfPath(groups: readonly EntityGroup[], pathIndex: number): number {
  let before = 0;
  return groups.findIndex((group) => {
    before += group.paths.length;
    return pathIndex < before;
  });
}

/** The same for groups that find the same entities and write them alike. A type that one subgraph lacks makes a difference. */
function gatheredKey({ fetch, paths }: EntityGroup, service: string, deps: FetchDeps): string {
  const types = (fetch.requires ?? []).map((node) => (node.kind === 'InlineFragment' ? node.typeCondition : undefined));
  const alike = types.every(
    (type) => type !== undefined && !deps.typeNames.isAbstract(type) && deps.hasType(service, type),
  );
  return JSON.stringify([paths, fetch.requires, fetch.inputRewrites, alike || service]);
}

function compileGroup(group: EntityGroup, service: string, deps: FetchDeps) {
  const { fetch, paths } = group;
  const gathers = paths.map((path) => compileGather(path, deps.typeNames));
  const representations = compileRepresentations(
    fetch.requires!,
    deps.typeNames,
    compileRewrites(fetch.inputRewrites, deps.typeNames),
    (typeName) => deps.hasType(service, typeName),
  );
  const putTypeNames = compileKnownTypeNames(group.knownTypes);
  const rewrite = compileRewrites(fetch.outputRewrites, deps.typeNames);
  const rename = compileRename(fetch.outputRewrites);
  const label = `${JSON.stringify(group.variable)}:[`;

  const key = gatheredKey(group, service, deps);
  const gatherAll = (root: Entity): Entity[] =>
    gathers.length === 1 ? gathers[0]!(root) : gathers.flatMap((gather) => gather(root));

  const ask = (run: Run): Asked => {
    if (run.gathered?.key !== key) {
      const targets = gatherAll(run.root);
      const placed = placeRepresentations(targets, representations, run);
      const count = placed.samples.length;
      let texts = '';
      for (let place = 0; place < count; place++) texts += (place === 0 ? '' : ',') + placed.textOf(place);
      run.gathered = { key, targets, places: placed.places, count, texts };
    }
    const { targets, places, count, texts } = run.gathered;
    return { targets, places, count, text: `${label}${texts}]` };
  };

  const reads = deps.entityCache?.reads({ service, fetch, requires: fetch.requires! }) ?? null;

  /** Asks the cache first, and the subgraph for what isn't there. */
  const askCache = (run: Run): Asked | Promise<Asked> => {
    const targets = gatherAll(run.root);
    const placed = placeRepresentations(targets, representations, run);
    if (placed.samples.length === 0) return { targets, places: placed.places, count: 0, text: `${label}]` };
    const reading = reads!.read(placed.samples, placed.textOf, run);
    return reading instanceof Promise
      ? reading.then((late) => withFound(run, targets, placed, late))
      : withFound(run, targets, placed, reading);
  };

  /** Merges what was found, and asks for the rest. */
  const withFound = (run: Run, targets: Entity[], placed: Placed, reading: Reading | undefined): Asked => {
    const { places: indexes, samples } = placed;
    const asked: number[] = [];
    const placeOf = samples.map((_, index) => (reading?.found[index] ? -1 : asked.push(index) - 1));
    // Where all are different nobody comes second.
    const merged = samples.length === targets.length ? undefined : new Set<number>();
    for (let target = 0; target < targets.length; target++) {
      const index = indexes[target]!;
      const entity = index === -1 ? undefined : reading?.found[index];
      if (!entity) continue;
      // It may be kept of a request that needed none of these names.
      putTypeNames?.(entity);
      run.mayEscape = true;
      run.gathered = undefined;
      deps.merge(targets[target]!, merged?.has(index) ? cloneJson(entity) : entity);
      merged?.add(index);
    }
    return {
      targets,
      places: indexes.map((index) => (index === -1 ? -1 : placeOf[index]!)),
      count: asked.length,
      text: `${label}${asked.map((index) => placed.textOf(index)).join()}]`,
      reading: reading && { reading, indexes: asked },
    };
  };

  const take = (
    run: Run,
    asked: Asked,
    entities: unknown,
    hasErrors: boolean,
    failed: (place: number) => boolean,
  ): void => {
    if (!Array.isArray(entities) || entities.length !== asked.count) {
      // Without as many entities as were asked for nobody can tell which is whose.
      const failure = new SubgraphFailure(
        'SUBGRAPH_MALFORMED_RESPONSE',
        `The subgraph "${service}" answered with another number of entities than it was asked for.`,
      );
      deps.onFailure(service, failure);
      if (!hasErrors)
        for (const place of distinct(paths.map(commonPath)))
          run.errors.push(answerErrorOfFailure(failure, service, place));
      return;
    }
    run.gathered = undefined;
    putTypeNames?.(entities);
    rewrite?.(entities);
    const { targets, places, reading } = asked;
    if (reading)
      for (let place = 0; place < entities.length; place++)
        if (isObject(entities[place]) && !(hasErrors && failed(place)))
          reading.reading.keep(reading.indexes[place]!, entities[place]);
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
    const located = paths.flatMap((path) => locate(run.root, path, deps.typeNames));
    for (let index = 0; index < asked.places.length; index++)
      if (asked.places[index] === place)
        run.errors.push(answerErrorOf(error, service, [...located[index]!, ...rename(rest)]));
  };

  return { ask, askCache: reads && askCache, take, addError };
}
