import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { type GraphQLFormattedError, print } from 'graphql';
import { OperationError } from './errors.ts';

export interface FetcherOptions {
  /** The router, e.g. `http://localhost:4000/graphql`. */
  readonly url: string;
  /** Names the program and its version in recorded use, so that nobody removes what it still needs. */
  readonly client: { readonly name: string; readonly version: string };
  /** The access token; null for nobody. `refused` is true where the router didn't take the last one. */
  readonly token?: (info: { readonly refused: boolean }) => Promise<string | null> | string | null;
}

/** Sends an operation and gives its data. Rejects with an OperationError where there are errors. */
export type Fetcher = <Data, Variables>(
  document: TypedDocumentNode<Data, Variables>,
  variables?: Variables,
  options?: { readonly signal?: AbortSignal },
) => Promise<Data>;

/** Makes a fetcher. A token that the router refuses is asked for once more, and the operation is sent again with it. */
export function createFetcher({ url, client, token }: FetcherOptions): Fetcher {
  const send = async <Data>(
    body: string,
    accessToken: string | null,
    signal: AbortSignal | undefined,
  ): Promise<Data> => {
    const response = await fetch(url, {
      method: 'POST',
      signal,
      headers: {
        'content-type': 'application/json',
        accept: 'application/graphql-response+json',
        'apollographql-client-name': client.name,
        'apollographql-client-version': client.version,
        ...(accessToken !== null && { authorization: `Bearer ${accessToken}` }),
      },
      body,
    }).catch((cause: unknown) => {
      if (signal?.aborted) throw cause;
      throw new OperationError('NETWORK', 'The router could not be reached.', { cause });
    });
    return readAnswer<Data>(response);
  };

  return async (document, variables, { signal } = {}) => {
    const body = JSON.stringify({ query: print(document), variables });
    const accessToken = (await token?.({ refused: false })) ?? null;
    try {
      return await send(body, accessToken, signal);
    } catch (error) {
      if (!token || accessToken === null || !(error instanceof OperationError) || error.status !== 401) throw error;
      return await send(body, await token({ refused: true }), signal);
    }
  };
}

async function readAnswer<Data>(response: Response): Promise<Data> {
  const { status } = response;
  const answer = (await response.json().catch(() => null)) as {
    data?: Data | null;
    errors?: GraphQLFormattedError[];
  } | null;
  if (answer === null || typeof answer !== 'object')
    throw new OperationError('NETWORK', `The answer is no GraphQL answer (status ${status}).`, { status });
  const { data, errors = [] } = answer;
  const [first] = errors;
  if (!first && data !== undefined && data !== null) return data;
  const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN);
  throw new OperationError(String(first?.extensions?.code ?? 'UNKNOWN'), first?.message ?? 'There is no data.', {
    errors,
    data,
    status,
    retryAfterSeconds: Number.isFinite(retryAfter) ? retryAfter : null,
  });
}
