import { SubgraphFailure, type SubgraphReply } from '../fetch/transport.ts';
import { isObject } from './json-object.ts';
import type { Entity } from './run.ts';
import { readSubgraphError, type SubgraphError } from './subgraph-error.ts';

/** A subgraph's answer, checked to be shaped like one. */
export interface SubgraphAnswer {
  readonly data: Entity | null;
  readonly errors: readonly SubgraphError[];
  /** Whether a string in the data may hold what JSON text has to escape. */
  readonly mayEscape: boolean;
}

const noErrors: readonly SubgraphError[] = [];

/** The codes clients know for what a subgraph may answer by HTTP status alone. */
const codesByStatus: ReadonlyMap<number, string> = new Map([
  [401, 'UNAUTHENTICATED'],
  [403, 'FORBIDDEN'],
]);

/**
 * Reads a reply. A body that is a GraphQL answer counts as one whatever the status (GraphQL over HTTP: a request error
 * comes with 4xx); anything else throws a SubgraphFailure.
 */
export function readSubgraphAnswer(reply: SubgraphReply, service: string): SubgraphAnswer {
  const body = parseJson(reply.text);
  const mayEscape = reply.text.includes('\\');
  if (isObject(body) && ('data' in body || Array.isArray(body.errors))) {
    const data = isObject(body.data) ? body.data : null;
    if (Array.isArray(body.errors) && body.errors.length > 0)
      return { data, errors: body.errors.map(readSubgraphError), mayEscape };
    if (data !== null) return { data, errors: noErrors, mayEscape };
  }
  if (reply.status < 200 || reply.status >= 300) {
    const code = codesByStatus.get(reply.status);
    const message = `The subgraph "${service}" answered with HTTP status ${reply.status}.`;
    if (code) return { data: null, errors: [{ message, path: undefined, extensions: { code } }], mayEscape };
    throw new SubgraphFailure('SUBGRAPH_HTTP_ERROR', message);
  }
  throw new SubgraphFailure(
    'SUBGRAPH_MALFORMED_RESPONSE',
    `The answer of the subgraph "${service}" isn't a GraphQL response.`,
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
