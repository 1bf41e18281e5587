import type { OperationParams } from '../../admit/port.ts';

/** The subprotocol's name: https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md */
export const subprotocol = 'graphql-transport-ws';

type Payload = Readonly<Record<string, unknown>>;

/** What a client may send. */
export type ClientMessage =
  | { readonly type: 'connection_init'; readonly payload?: Payload }
  | { readonly type: 'ping'; readonly payload?: Payload }
  | { readonly type: 'pong'; readonly payload?: Payload }
  | { readonly type: 'subscribe'; readonly id: string; readonly params: OperationParams }
  | { readonly type: 'complete'; readonly id: string };

/** Reads one text frame; null for what the protocol doesn't know, which closes the socket with 4400. */
export function readMessage(text: string): ClientMessage | null {
  const message = parse(text);
  if (!isObject(message)) return null;
  const { type, id, payload } = message;
  switch (type) {
    case 'connection_init':
    case 'ping':
    case 'pong':
      if (payload === undefined || payload === null) return { type };
      return isObject(payload) ? { type, payload } : null;
    case 'complete':
      return isId(id) ? { type, id } : null;
    case 'subscribe': {
      const params = readParams(payload);
      return isId(id) && params ? { type, id, params } : null;
    }
    default:
      return null;
  }
}

/** The parameters of a GraphQL request out of JSON; null where one has the wrong shape. */
export function readParams(payload: unknown): OperationParams | null {
  if (!isObject(payload)) return null;
  const { query, operationName, variables, extensions } = payload;
  if (typeof query !== 'string') return null;
  if (!isMissing(operationName) && typeof operationName !== 'string') return null;
  if (!isMissing(variables) && !isObject(variables)) return null;
  if (!isMissing(extensions) && !isObject(extensions)) return null;
  return {
    query,
    operationName: (operationName as string | null | undefined) ?? null,
    variables: (variables as Payload | null | undefined) ?? {},
    extensions: (extensions as Payload | null | undefined) ?? {},
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isMissing(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}

function isId(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
