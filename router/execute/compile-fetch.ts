import type { EntityCache } from '../cache/port.ts';
import { SubgraphFailure, type SubgraphTransport } from '../fetch/transport.ts';
import type { FusedFetch } from '../plan/fetches/fuse-plan.ts';
import { compileContextualFetch } from './compile-contextual-fetch.ts';
import { compileEntityFetch } from './compile-entity-fetch.ts';
import { compileRootFetch } from './compile-root-fetch.ts';
import type { Merge } from './merge.ts';
import type { ResponsePath, Run, Step } from './run.ts';
import { readSubgraphAnswer, type SubgraphAnswer } from './subgraph-answer.ts';
import { answerErrorOfFailure } from './subgraph-error.ts';
import type { TypeNames } from './type-names.ts';

/** What fetches share within one graph. */
export interface FetchDeps {
  readonly transport: (service: string) => SubgraphTransport;
  /** Whether fetches of one subgraph go out as one request where they can. */
  readonly fuse: boolean;
  readonly typeNames: TypeNames;
  /** Whether a subgraph defines a type. */
  readonly hasType: (service: string, typeName: string) => boolean;
  readonly merge: Merge;
  /** What entities are kept in, if anything is kept. */
  readonly entityCache?: EntityCache | null;
  /** Told about every fetch that failed as a whole; the client sees only its code. */
  readonly onFailure: (service: string, failure: SubgraphFailure) => void;
  /** Told about what should never happen; the client sees an internal error. */
  readonly onInternalError: (error: unknown) => void;
}

/**
 * Sends a request's operation with the text of its representations, if any. Where that fails as a whole the error is
 * added at `places()` and nothing comes back. `epoch` is that of what the entity cache may keep of the answer.
 */
export type Send = (
  run: Run,
  representations: string,
  places: () => readonly ResponsePath[],
  epoch?: () => string,
) => Promise<SubgraphAnswer | undefined>;

/** Compiles one request of a plan. */
export function compileFetch(fused: FusedFetch, deps: FetchDeps): Step {
  const send = compileSend(fused, deps);
  if (fused.root) {
    const { spare } = fused.root;
    return compileRootFetch(fused.root, send, spare && compileSend({ ...fused, ...spare }, deps), deps);
  }
  const isContextual = fused.groups.some(({ fetch }) => fetch.contextRewrites?.length);
  return isContextual ? compileContextualFetch(fused, send, deps) : compileEntityFetch(fused, send, deps);
}

function compileSend(fused: FusedFetch, deps: FetchDeps): Send {
  const { service, operation } = fused;
  const transport = deps.transport(service);
  const name = operation.operationName ? `,"operationName":${JSON.stringify(operation.operationName)}` : '';
  // All of the body but the variables' values is written here, once.
  const head = `{"query":${JSON.stringify(operation.operation)}${name}`;
  const idempotent = fused.root?.fetch.operationKind !== 'mutation';
  const variables = (operation.variableUsages ?? []).map((variable) => ({
    name: variable,
    label: `${JSON.stringify(variable)}:`,
  }));

  const writeBody = (run: Run, representations: string): string => {
    let text = representations;
    for (const { name, label } of variables) {
      if (!Object.hasOwn(run.variables, name)) continue;
      const value = JSON.stringify(run.variables[name]);
      if (value !== undefined) text += (text === '' ? '' : ',') + label + value;
    }
    return text === '' ? `${head}}` : `${head},"variables":{${text}}}`;
  };

  return async (run, representations, places, epoch) => {
    try {
      const reply = await transport.send({
        body: writeBody(run, representations),
        headers: run.headers,
        idempotent,
        scope: run.identityKey,
        signal: run.signal,
        epoch,
      });
      const answer = readSubgraphAnswer(reply, service);
      run.mayEscape ||= answer.mayEscape;
      return answer;
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
    } finally {
      if (!idempotent) deps.entityCache?.wrote(service, run.identityKey);
    }
  };
}
