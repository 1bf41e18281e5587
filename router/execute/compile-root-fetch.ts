import { parse } from 'graphql';
import type { FusedFetch } from '../plan/fetches/fuse-plan.ts';
import type { FetchDeps, Send } from './compile-fetch.ts';
import { compileGather, locate } from './gather.ts';
import { cloneJson } from './json-object.ts';
import { compileKnownTypeNames } from './known-type-names.ts';
import { compileRename, compileRewrites } from './rewrite.ts';
import { responseNames } from './root-fields.ts';
import type { ResponsePath, Run, Step } from './run.ts';
import type { SubgraphAnswer } from './subgraph-answer.ts';
import { answerErrorOf } from './subgraph-error.ts';

/**
 * Compiles a fetch of root fields: at the response's root, or below a field that returns the Query type again, where the
 * same answer goes to every such object. Where it fails another subgraph is asked for what it knows of it, if there is one.
 */
export function compileRootFetch(
  { fetch, path, lost, spare, knownTypes }: NonNullable<FusedFetch['root']>,
  send: Send,
  sendSpare: Send | undefined,
  deps: FetchDeps,
): Step {
  const gather = compileGather(path, deps.typeNames);
  const putTypeNames = compileKnownTypeNames(knownTypes);
  const rewrite = compileRewrites(fetch.outputRewrites, deps.typeNames);
  const rename = compileRename(fetch.outputRewrites);
  const missing =
    spare?.lost ?? lost ?? [...responseNames(parse(fetch.operation, { noLocation: true }))].map((field) => [field]);
  const placesOf = (run: Run, below: readonly ResponsePath[]): readonly ResponsePath[] =>
    locate(run.root, path, deps.typeNames).flatMap((place) => below.map((rest) => [...place, ...rest]));
  return async (run) => {
    const targets = gather(run.root);
    if (targets.length === 0) return;
    let service = fetch.serviceName;
    let answer = await send(run, '', () => placesOf(run, missing));
    if (spare && sendSpare && !isAnswered(answer)) {
      for (const error of answer?.errors ?? [])
        for (const place of placesOf(run, spare.lost)) run.errors.push(answerErrorOf(error, service, place));
      service = spare.service;
      answer = await sendSpare(run, '', () => placesOf(run, spare.brings));
    }
    if (!answer) return;
    if (answer.errors.length > 0) {
      const places = locate(run.root, path, deps.typeNames);
      for (const error of answer.errors)
        for (const place of places)
          run.errors.push(answerErrorOf(error, service, [...place, ...rename(error.path ?? [])]));
    }
    if (answer.data === null) return;
    run.gathered = undefined;
    putTypeNames?.(answer.data);
    rewrite?.(answer.data);
    for (let index = 0; index < targets.length; index++)
      deps.merge(targets[index]!, index === 0 ? answer.data : cloneJson(answer.data));
  };
}

/** Whether a subgraph took the request at all: one that has too much to do, say, answers with an error of no field. */
function isAnswered(answer: SubgraphAnswer | undefined): boolean {
  return answer !== undefined && (answer.data !== null || answer.errors.some(({ path }) => path !== undefined));
}
