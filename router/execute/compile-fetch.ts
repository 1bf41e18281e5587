import type { FetchNode } from '@apollo/query-planner';
import { parse } from 'graphql';
import { SubgraphFailure, type SubgraphTransport } from '../fetch/transport.ts';
import { commonPath, compileGather, locate } from './gather.ts';
import { cloneJson } from './json-object.ts';
import type { Merge } from './merge.ts';
import { compileRepresentation } from './representation.ts';
import { compileRewrites, renamedKeys } from './rewrite.ts';
import { responseNames } from './root-fields.ts';
import type { Entity, ResponsePath, Run, Step } from './run.ts';
import { readSubgraphAnswer, type SubgraphAnswer } from './subgraph-answer.ts';
import { answerErrorOf, answerErrorOfFailure, type SubgraphError } from './subgraph-error.ts';
import type { TypeNames } from './type-names.ts';

/** What fetches share within one graph. */
export interface FetchDeps {
  readonly transport: (service: string) => SubgraphTransport;
  readonly typeNames: TypeNames;
  /** Whether a subgraph defines a type. */
  readonly hasType: (service: string, typeName: string) => boolean;
  readonly merge: Merge;
  /** Told about every fetch that failed as a whole; the client sees only its code. */
  readonly onFailure: (service: string, failure: SubgraphFailure) => void;
  /** Told about what should never happen; the client sees an internal error. */
  readonly onInternalError: (error: unknown) => void;
}

/** Compiles a fetch at a path of the plan: of root fields, or of entities where the plan says what it requires. */
export function compileFetch(node: FetchNode, path: readonly string[], deps: FetchDeps): Step {
  return node.requires ? compileEntityFetch(node, path, deps) : compileRootFetch(node, path, deps);
}

function compileRootFetch(node: FetchNode, path: readonly string[], deps: FetchDeps): Step {
  const gather = compileGather(path);
  const send = compileSend(node, deps);
  const rewrite = compileRewrites(node.outputRewrites, deps.typeNames);
  const rename = compileRename(node);
  const fields = [...responseNames(parse(node.operation, { noLocation: true }))];
  return async (run) => {
    const targets = gather(run.root);
    if (targets.length === 0) return;
    const answer = await send(run, '', () =>
      locate(run.root, path).flatMap((place) => fields.map((field) => [...place, field])),
    );
    if (!answer) return;
    if (answer.errors.length > 0) {
      const places = locate(run.root, path);
      for (const error of answer.errors)
        for (const place of places)
          run.errors.push(answerErrorOf(error, node.serviceName, [...place, ...rename(error.path ?? [])]));
    }
    if (answer.data === null) return;
    rewrite?.(answer.data);
    for (let index = 0; index < targets.length; index++)
      deps.merge(targets[index]!, index === 0 ? answer.data : cloneJson(answer.data));
  };
}

function compileEntityFetch(node: FetchNode, path: readonly string[], deps: FetchDeps): Step {
  const gather = compileGather(path);
  const represent = compileRepresentation(
    node.requires!,
    deps.typeNames,
    compileRewrites(node.inputRewrites, deps.typeNames),
    (typeName) => deps.hasType(node.serviceName, typeName),
  );
  const send = compileSend(node, deps);
  const rewrite = compileRewrites(node.outputRewrites, deps.typeNames);
  const rename = compileRename(node);

  return async (run) => {
    const targets = gather(run.root);
    // Equal representations are asked once: `asked[i]` is the place of target i's in the request, -1 if it has none.
    const asked: number[] = [];
    const places = new Map<string, number>();
    let representations = '';
    for (const target of targets) {
      const text = represent(target);
      if (text === undefined) {
        asked.push(-1);
        continue;
      }
      let place = places.get(text);
      if (place === undefined) {
        place = places.size;
        places.set(text, place);
        representations += place === 0 ? text : `,${text}`;
      }
      asked.push(place);
    }
    if (places.size === 0) return;

    const answer = await send(run, `"representations":[${representations}]`, () => [commonPath(path)]);
    if (!answer) return;
    const entities = answer.data?._entities;
    if (answer.errors.length > 0) addEntityErrors(run, answer.errors, asked);
    if (answer.data === null) return;
    if (!Array.isArray(entities) || entities.length !== places.size) {
      // Without as many entities as were asked for nobody can tell which is whose.
      const failure = new SubgraphFailure(
        'SUBGRAPH_MALFORMED_RESPONSE',
        `The subgraph "${node.serviceName}" answered with another number of entities than it was asked for.`,
      );
      deps.onFailure(node.serviceName, failure);
      if (answer.errors.length === 0)
        run.errors.push(answerErrorOfFailure(failure, node.serviceName, commonPath(path)));
      return;
    }
    if (rewrite) for (const entity of entities) rewrite(entity);
    const merged = places.size === targets.length ? undefined : new Set<number>();
    for (let index = 0; index < targets.length; index++) {
      const place = asked[index]!;
      const entity: unknown = place === -1 ? null : entities[place];
      if (typeof entity !== 'object' || entity === null) continue;
      // Whoever comes second gets a copy: later fetches may merge different things into each.
      const first = !merged?.has(place);
      merged?.add(place);
      deps.merge(targets[index]!, (first ? entity : cloneJson(entity)) as Entity);
    }
  };

  function addEntityErrors(run: Run, errors: readonly SubgraphError[], asked: readonly number[]): void {
    let located: ResponsePath[] | undefined;
    for (const error of errors) {
      const [field, place, ...rest] = error.path ?? [];
      if (field !== '_entities' || typeof place !== 'number') {
        run.errors.push(answerErrorOf(error, node.serviceName, commonPath(path)));
        continue;
      }
      located ??= locate(run.root, path);
      for (let index = 0; index < asked.length; index++)
        if (asked[index] === place)
          run.errors.push(answerErrorOf(error, node.serviceName, [...located[index]!, ...rename(rest)]));
    }
  }
}

/** Sends the fetch's operation. Where that fails as a whole the error is added at `places()` and nothing comes back. */
function compileSend(
  node: FetchNode,
  deps: FetchDeps,
): (run: Run, representations: string, places: () => ResponsePath[]) => Promise<SubgraphAnswer | undefined> {
  const service = node.serviceName;
  const transport = deps.transport(service);
  const operationName = node.operationName ? `,"operationName":${JSON.stringify(node.operationName)}` : '';
  const head = `{"query":${JSON.stringify(node.operation)}${operationName}`;
  const variables = (node.variableUsages ?? []).map((name) => ({ name, label: `${JSON.stringify(name)}:` }));

  const writeBody = (run: Run, representations: string): string => {
    let text = representations;
    for (const { name, label } of variables) {
      if (!Object.hasOwn(run.variables, name)) continue;
      const value = JSON.stringify(run.variables[name]);
      if (value !== undefined) text += (text === '' ? '' : ',') + label + value;
    }
    return text === '' ? `${head}}` : `${head},"variables":{${text}}}`;
  };

  return async (run, representations, places) => {
    try {
      const reply = await transport.send({
        body: writeBody(run, representations),
        headers: run.headers,
        signal: run.signal,
      });
      return readSubgraphAnswer(reply, service);
    } catch (error) {
      const failure =
        error instanceof SubgraphFailure
          ? error
          : new SubgraphFailure('SUBGRAPH_UNAVAILABLE', `The subgraph "${service}" can't be reached.`, {
              cause: error,
            });
      deps.onFailure(service, failure);
      for (const place of places()) run.errors.push(answerErrorOfFailure(failure, service, place));
      return undefined;
    }
  };
}

/** Gives the names in an error's path back that the plan had changed for the subgraph. */
function compileRename(node: FetchNode): (path: ResponsePath) => ResponsePath {
  const names = renamedKeys(node.outputRewrites);
  if (names.size === 0) return (path) => path;
  return (path) => path.map((element) => (typeof element === 'string' ? (names.get(element) ?? element) : element));
}
