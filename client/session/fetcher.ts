import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { type DocumentNode, type GraphQLFormattedError, print } from 'graphql';
import { OperationError } from './errors.ts';

export interface FetcherOptions {
  /** The router, e.g. `http://localhost:4000/graphql`. */
  readonly url: string;
  /** Names the program and its version in recorded use, so that nobody removes what it still needs. */
  readonly client: { readonly name: string; readonly version: string };
  /** The access token; null for nobody. `refused` is true where the router didn't take the last one. */
  readonly token?: (info: { readonly refused: boolean }) => Promise<string | null> | string | null;
  /**
   * Whether operations are sent by their ids (true by default): less to send, and what a router that serves its safelist
   * alone knows. A router that doesn't know an id is sent the text. False: always the text.
   */
  readonly persisted?: boolean;
}

/** Sends an operation and gives its data. Rejects with an OperationError where there are errors. */
export type Fetcher = <Data, Variables>(
  document: TypedDocumentNode<Data, Variables>,
  variables?: Variables,
  options?: { readonly signal?: AbortSignal },
) => Promise<Data>;

/** What generated documents bring along: the id that the manifest has them under, the SHA-256 of their text. */
interface Identified {
  readonly __meta__?: { readonly hash?: unknown };
}

/** Makes a fetcher. A token that the router refuses is asked for once more, and the operation is sent again with it. */
export function createFetcher({ url, client, token, persisted = true }: FetcherOptions): Fetcher {
  /** Ids that the router said it takes no document under: their texts are sent. */
  const notTaken = new Set<string>();

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

  /** By its id where that can be, and by its text where the router asks for it. Neither runs anything twice. */
  const sendDocument = async <Data>(
    document: DocumentNode & Identified,
    variables: unknown,
    accessToken: string | null,
    signal: AbortSignal | undefined,
  ): Promise<Data> => {
    const hash = persisted ? document.__meta__?.hash : undefined;
    if (typeof hash !== 'string' || notTaken.has(hash))
      return send(JSON.stringify({ query: print(document), variables }), accessToken, signal);
    const extensions = { persistedQuery: { version: 1, sha256Hash: hash } };
    try {
      return await send(JSON.stringify({ variables, extensions }), accessToken, signal);
    } catch (error) {
      const code = error instanceof OperationError ? error.code : null;
      if (code === 'PERSISTED_QUERY_NOT_FOUND')
        return send(JSON.stringify({ query: print(document), variables, extensions }), accessToken, signal);
      if (code !== 'PERSISTED_QUERY_NOT_SUPPORTED') throw error;
      notTaken.add(hash);
      return send(JSON.stringify({ query: print(document), variables }), accessToken, signal);
    }
  };

  return async (document, variables, { signal } = {}) => {
    const accessToken = (await token?.({ refused: false })) ?? null;
    try {
      return await sendDocument(document, variables, accessToken, signal);
    } catch (error) {
      if (!token || accessToken === null || !(error instanceof OperationError) || error.status !== 401) throw error;
      const fresh = await token({ refused: true });
      return await sendDocument(document, variables, fresh, signal);
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
