import type { SubgraphFailure } from '../fetch/transport.ts';
import type { AnswerError } from './port.ts';
import type { ResponsePath } from './run.ts';

/** What a subgraph says beside these is its own affair: stack traces and the like are never passed on. */
const internalExtensions = new Set(['stacktrace', 'exception', 'debug', 'serviceName', 'service']);

/** An error in a subgraph's answer, as far as it can be trusted to be one. */
export interface SubgraphError {
  readonly message: string;
  readonly path: ResponsePath | undefined;
  readonly extensions: Readonly<Record<string, unknown>>;
}

/** Reads one entry of a subgraph's `errors`. */
export function readSubgraphError(value: unknown): SubgraphError {
  const error = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
  const path = Array.isArray(error.path)
    ? error.path.filter((element) => typeof element === 'string' || typeof element === 'number')
    : undefined;
  const extensions = typeof error.extensions === 'object' && error.extensions !== null ? error.extensions : {};
  return {
    message: typeof error.message === 'string' && error.message !== '' ? error.message : 'The subgraph failed.',
    path,
    extensions: extensions as Record<string, unknown>,
  };
}

/** A subgraph's error as the client sees it: with the subgraph's name and the client's path. */
export function answerErrorOf(error: SubgraphError, service: string, path: ResponsePath | undefined): AnswerError {
  const extensions: Record<string, unknown> & { code: string } = {
    code: typeof error.extensions.code === 'string' ? error.extensions.code : 'DOWNSTREAM_SERVICE_ERROR',
    service,
  };
  for (const name of Object.keys(error.extensions))
    if (!internalExtensions.has(name) && name !== 'code' && name !== '__proto__')
      extensions[name] = error.extensions[name];
  return path && path.length > 0
    ? { message: error.message, path, extensions }
    : { message: error.message, extensions };
}

/** A fetch that failed as a whole, at one of the places that miss its data. */
export function answerErrorOfFailure(failure: SubgraphFailure, service: string, path: ResponsePath): AnswerError {
  const { code, reason } = failure;
  const extensions = reason ? { code, service, reason } : { code, service };
  return path.length > 0 ? { message: failure.message, path, extensions } : { message: failure.message, extensions };
}
