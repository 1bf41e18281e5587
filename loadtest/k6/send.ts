import http from 'k6/http';
import manifest from '../../client/generated/persisted-operations.json';
import { readAnswer } from '../scenarios/read-answer.ts';
import { requestHeaders } from '../scenarios/request-headers.ts';
import { townspeopleQuery } from '../scenarios/townspeople.ts';
import { url } from './settings.ts';

/** Texts by operation name: the product's client's, and one that looks who there is. */
export const texts: Readonly<Record<string, string>> = {
  Townspeople: townspeopleQuery,
  ...Object.fromEntries(manifest.operations.map(({ name, body }) => [name, body])),
};

export interface Sending {
  readonly operation: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly token: string | null;
  /** From which address it is to seem to come. */
  readonly address: string;
  /** What it is in k6's summary; the operation unless told. */
  readonly name?: string;
}

/** Longer than the router's own deadline, as the runner has it: what takes longer will not be answered. */
const timeout = '30s';

/** Sends one operation. Never throws: what fails is an answer. */
export function send({ operation, variables, token, address, name = operation }: Sending): {
  data: unknown;
  error?: string;
} {
  const response = http.post(url, JSON.stringify({ query: texts[operation], operationName: operation, variables }), {
    headers: requestHeaders({ token, address }),
    tags: { name },
    timeout,
  });
  // Nothing came: k6 has 0 for the status then.
  return readAnswer(String(response.body ?? ''), response.status);
}
