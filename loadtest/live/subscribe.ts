import WebSocket from 'ws';

export interface Subscriber {
  close(): void;
}

export interface SubscribeOptions {
  readonly url: string;
  /** Left out: a plain WebSocket that just listens. */
  readonly token?: string;
  readonly query?: string;
  /** Each event's message as it came. */
  onEvent(text: string): void;
  /** The socket was closed, with this code. */
  onClose?(code: number): void;
}

/** How the router's events of the one operation begin, so that they needn't be parsed; others are, below. */
const nextOfOurs = '{"id":"1","type":"next"';
/** A busy machine opens thousands at once. */
const openTimeoutMs = 60_000;

/**
 * Opens one subscription on a socket of its own: a bare client, so that the client's cost is small. Resolves when the
 * router has told its position: from then on nothing is missed. Rejects where the socket is closed before.
 */
export function subscribe({ url, token, query, onEvent, onClose }: SubscribeOptions): Promise<Subscriber> {
  return new Promise((resolve, reject) => {
    const options = { perMessageDeflate: false, handshakeTimeout: openTimeoutMs };
    const socket = new WebSocket(url, token === undefined ? [] : 'graphql-transport-ws', options);
    const subscriber = { close: () => socket.terminate() };
    const send = (message: object): void => socket.send(JSON.stringify(message));
    socket.on('error', reject);
    socket.on('close', (code, reason) => {
      onClose?.(code);
      reject(new Error(`A subscriber was closed: ${code} ${reason}`));
    });
    socket.on('open', () => {
      if (token === undefined) resolve(subscriber);
      else send({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } });
    });
    socket.on('message', (data: Buffer) => {
      const text = data.toString();
      if (token === undefined || text.startsWith(nextOfOurs)) return onEvent(text);
      const { type, payload } = JSON.parse(text) as { type: string; payload?: unknown };
      if (type === 'next') onEvent(text);
      else if (type === 'error') reject(new Error(`A subscription failed: ${text}`));
      else if (type === 'connection_ack')
        send({ type: 'subscribe', id: '1', payload: { query, extensions: { positions: true } } });
      else if (type === 'ping') {
        send({ type: 'pong', payload });
        resolve(subscriber);
      }
    });
  });
}
