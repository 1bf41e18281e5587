import type { FetchNode } from '@apollo/query-planner';
import { parse } from 'graphql';
import type { PlanPath } from '../plan/plan-path.ts';
import type { FetchDeps, Send } from './compile-fetch.ts';
import { compileGather, locate } from './gather.ts';
import { cloneJson } from './json-object.ts';
import { compileRename, compileRewrites } from './rewrite.ts';
import { responseNames } from './root-fields.ts';
import type { Step } from './run.ts';
import { answerErrorOf } from './subgraph-error.ts';

/**
 * Compiles a fetch of root fields: at the response's root, or below a field that returns the Query type again, where the
 * same answer goes to every such object.
 */
export function compileRootFetch(
  { fetch, path }: { readonly fetch: FetchNode; readonly path: PlanPath },
  send: Send,
  deps: FetchDeps,
): Step {
  const gather = compileGather(path, deps.typeNames);
  const rewrite = compileRewrites(fetch.outputRewrites, deps.typeNames);
  const rename = compileRename(fetch.outputRewrites);
  const fields = [...responseNames(parse(fetch.operation, { noLocation: true }))];
  return async (run) => {
    const targets = gather(run.root);
    if (targets.length === 0) return;
    const answer = await send(run, '', () =>
      locate(run.root, path, deps.typeNames).flatMap((place) => fields.map((field) => [...place, field])),
    );
    if (!answer) return;
    if (answer.errors.length > 0) {
      const places = locate(run.root, path, deps.typeNames);
      for (const error of answer.errors)
        for (const place of places)
          run.errors.push(answerErrorOf(error, fetch.serviceName, [...place, ...rename(error.path ?? [])]));
    }
    if (answer.data === null) return;
    rewrite?.(answer.data);
    for (let index = 0; index < targets.length; index++)
      deps.merge(targets[index]!, index === 0 ? answer.data : cloneJson(answer.data));
  };
}
