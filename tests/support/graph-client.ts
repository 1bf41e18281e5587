import { createClient, type Client as LiveClient } from 'graphql-ws';
import WebSocket from 'ws';

/** A small client apart from the product's own: it knows GraphQL over HTTP and graphql-ws and nothing else. */
export interface GraphClient {
  request<Data = Record<string, unknown>>(
    query: string,
    variables?: Record<string, unknown>,
  ): Promise<GraphAnswer<Data>>;
  /** As `request`, but an answer with errors is thrown. */
  data<Data = Record<string, unknown>>(query: string, variables?: Record<string, unknown>): Promise<Data>;
  subscribe(query: string): Promise<LiveEvents>;
}

export interface GraphAnswer<Data> {
  status: number;
  data?: Data | null;
  errors?: { message: string; path?: (string | number)[]; extensions?: { code?: string } }[];
}

export interface LiveEvents {
  readonly received: {
    data?: Record<string, unknown> | null;
    extensions?: Record<string, unknown>;
    errors?: unknown;
  }[];
  /** The code the socket was closed with, once it was. */
  readonly closed: { code: number | null };
  close(): Promise<void>;
}

export function createGraphClient(url: string, token?: string, headers: Record<string, string> = {}): GraphClient {
  const request: GraphClient['request'] = async (query, variables = {}) => {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/graphql-response+json',
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...headers,
      },
      body: JSON.stringify({ query, variables }),
    });
    return { ...((await response.json()) as object), status: response.status } as never;
  };
  return {
    request,
    data: async (query, variables) => {
      const answer = await request(query, variables);
      if (answer.errors || !answer.data) throw new Error(`${query} was answered with ${JSON.stringify(answer)}`);
      return answer.data as never;
    },
    subscribe: (query) => subscribe(url.replace('http', 'ws'), query, token),
  };
}

/** Resolves once the server took the subscription: it answers a ping sent after the subscribe message. */
async function subscribe(url: string, query: string, token?: string): Promise<LiveEvents> {
  const received: LiveEvents['received'] = [];
  const closed: { code: number | null } = { code: null };
  let socket: WebSocket | undefined;
  const client: LiveClient = createClient({
    url,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    lazy: false,
    connectionParams: token ? { authorization: `Bearer ${token}` } : {},
    onNonLazyError: () => {},
  });
  const connected = new Promise<void>((resolve, reject) => {
    client.on('connected', (raw) => {
      socket = raw as WebSocket;
      resolve();
    });
    client.on('closed', (event) => {
      closed.code = (event as { code: number }).code;
      reject(new Error(`The socket was closed with ${closed.code}`));
    });
  });
  await connected;
  client.subscribe({ query }, { next: (event) => received.push(event as never), error: () => {}, complete: () => {} });
  await new Promise<void>((resolve) => {
    client.on('pong', () => resolve());
    // The subscribe message was queued before this one on the same socket, and answers come in order.
    setImmediate(() => socket?.send(JSON.stringify({ type: 'ping' })));
  });
  return { received, closed, close: async () => client.dispose() };
}
