import type { IncomingHttpHeaders } from 'node:http';
import { type FormatError, toFormattedError } from './answer-errors.ts';
import type { OperationCache } from './compiled/operation-cache.ts';
import { type HttpAnswer, jsonHeaders } from './http-answer.ts';

/** A request's body as far as the compiled way takes it. */
export interface GraphqlParams {
  readonly query: string;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** What the answer may be: who wants another format, or offers several, is answered the ordinary way. */
const acceptsJson = new Set([undefined, '*/*', 'application/json']);

const noVariables = {};

/** The parameters of an ordinary request; null for anything that isn't plainly one. */
export function readParams(headers: IncomingHttpHeaders, body: unknown): GraphqlParams | null {
  if (!isRecord(body) || !acceptsJson.has(headers.accept)) return null;
  const { query, operationName = null, variables = null, extensions = null } = body;
  if (typeof query !== 'string' || extensions !== null) return null;
  if (operationName !== null && typeof operationName !== 'string') return null;
  if (variables !== null && !isRecord(variables)) return null;
  return { query, operationName: operationName ?? undefined, variables: variables ?? noVariables };
}

/**
 * Answers from the compiled operation: text, status and headers are what the ordinary way would send. Null, before any
 * resolver was called, where there is none or the variables don't fit it.
 */
export function answerCompiled(
  operations: OperationCache,
  params: GraphqlParams,
  context: () => unknown,
  formatError: FormatError,
): Promise<HttpAnswer> | null {
  const run = operations.find(params.query, params.operationName)?.run(params.variables, context);
  if (!run) return null;
  return run.then(({ data, errors }) => {
    const answer =
      errors.length === 0
        ? { data }
        : { errors: errors.map((error) => formatError(toFormattedError(error), error)), data };
    return { status: 200, headers: jsonHeaders, text: `${JSON.stringify(answer)}\n` };
  });
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
