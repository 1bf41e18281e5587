import WebSocket from 'ws';
import { until } from '../support/until.ts';

/** One message as the protocol carries it. */
export interface Message {
  type: string;
  id?: string;
  // biome-ignore lint/suspicious/noExplicitAny: whatever JSON the router sent, looked into by the tests.
  payload?: any;
}

/** A bare client of the protocol: it sends what it is told and keeps what it gets. */
export interface TestSocket {
  readonly messages: Message[];
  readonly closed: { code: number | null; reason: string };
  send(message: object): void;
  sendRaw(text: string): void;
  subscribe(id: string, query: string, extensions?: object, variables?: object): void;
  /** The `next` payloads of one operation, position notices left out. */
  // biome-ignore lint/suspicious/noExplicitAny: see above.
  nexts(id: string): any[];
  /** Waits until an operation got so many `next`. */
  // biome-ignore lint/suspicious/noExplicitAny: see above.
  untilNexts(id: string, count: number): Promise<any[]>;
  untilMessage(type: string, id?: string): Promise<Message>;
  untilClosed(): Promise<number>;
  /** Stops reading, so that what the router sends fills up; `resume` goes on. */
  pause(): void;
  resume(): void;
  close(): void;
  terminate(): void;
}

export function openSocket(url: string, protocol = 'graphql-transport-ws'): TestSocket {
  const socket = new WebSocket(url.replace(/^http/, 'ws'), protocol === '' ? [] : protocol);
  const messages: Message[] = [];
  const closed: { code: number | null; reason: string } = { code: null, reason: '' };
  const waiting: string[] = [];
  socket.on('open', () => {
    for (const text of waiting.splice(0)) socket.send(text);
  });
  socket.on('message', (data) => messages.push(JSON.parse(String(data)) as Message));
  socket.on('close', (code, reason) => Object.assign(closed, { code, reason: String(reason) }));
  socket.on('error', () => {});
  const sendRaw = (text: string): void => {
    if (socket.readyState === WebSocket.CONNECTING) waiting.push(text);
    else socket.send(text);
  };
  const nexts = (id: string) =>
    messages.filter((message) => message.type === 'next' && message.id === id).map(({ payload }) => payload);
  return {
    messages,
    closed,
    sendRaw,
    send: (message) => sendRaw(JSON.stringify(message)),
    subscribe: (id, query, extensions, variables) =>
      sendRaw(JSON.stringify({ type: 'subscribe', id, payload: { query, extensions, variables } })),
    nexts,
    untilNexts: (id, count) =>
      until(
        () => nexts(id).length >= count && nexts(id),
        () => `${count} events of ${id}, has ${JSON.stringify(messages)}`,
      ),
    untilMessage: (type, id) =>
      until(
        () => messages.find((message) => message.type === type && (id === undefined || message.id === id)),
        `a message ${type} ${id ?? ''}`,
      ),
    untilClosed: () => until(() => closed.code, 'the socket to close'),
    pause: () => socket.pause(),
    resume: () => socket.resume(),
    close: () => socket.close(),
    terminate: () => socket.terminate(),
  };
}

/** A socket that said who it is and was acknowledged. */
export async function connect(url: string, token?: string): Promise<TestSocket> {
  const socket = openSocket(url);
  socket.send({ type: 'connection_init', payload: token === undefined ? {} : { authorization: `Bearer ${token}` } });
  await socket.untilMessage('connection_ack');
  return socket;
}

/**
 * Waits until the router has taken the socket's subscriptions: it answers a ping in order, and a query asked after
 * them has been answered.
 */
export async function settled(socket: TestSocket): Promise<void> {
  const id = `settled-${Math.random()}`;
  socket.subscribe(id, '{ __typename }');
  await socket.untilMessage('complete', id);
}
