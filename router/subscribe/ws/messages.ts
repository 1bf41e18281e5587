import type { OperationParams } from '../../admit/port.ts';
import { isObject, readParams } from '../read-params.ts';

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

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isId(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
