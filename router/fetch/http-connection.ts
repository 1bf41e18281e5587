import { connect, type Socket } from 'node:net';
import { createHttpResponseReader, type HttpResponse, type HttpResponseReader } from './http-response.ts';

/** Where a server listens. */
export type HttpAddress = { readonly host: string; readonly port: number } | { readonly socketPath: string };

/** What a connection owes to whoever sent a request over it. */
export interface PendingResponse {
  resolve(response: HttpResponse): void;
  /** `unanswered`: the server sent nothing of an answer, so the request may never have been read. */
  reject(error: Error, unanswered: boolean): void;
}

/** One connection that carries one request at a time. */
export interface HttpConnection {
  /** Sends a request as it stands. Only when idle. */
  send(text: string, pending: PendingResponse): void;
  /** Cuts the connection; whoever waits on it is told. */
  destroy(reason: Error): void;
  /** When it may not be used any more, in milliseconds as `performance.now()` counts. */
  idleUntil: number;
  /** Whether it carried a request before: the server may have closed it since, unseen. */
  readonly used: boolean;
}

/** A response of a page of entities fits; larger ones come in several reads. */
const readBufferBytes = 64 * 1024;

/**
 * Opens a connection. Every read goes to the same memory: Node would allocate for each read otherwise, which costs more
 * in garbage than a response costs to read.
 */
export function openHttpConnection(
  address: HttpAddress,
  bodyBytesMax: number,
  onClosed: (connection: HttpConnection) => void,
): HttpConnection {
  let pending: PendingResponse | undefined;
  let reader: HttpResponseReader | undefined;
  let sent = 0;
  let failure: Error | undefined;

  const fail = (error: Error): void => {
    failure ??= error;
    const waiting = pending;
    const unanswered = !reader?.started;
    pending = undefined;
    reader = undefined;
    socket.destroy();
    waiting?.reject(error, unanswered);
  };
  const settle = (response: HttpResponse): void => {
    const waiting = pending!;
    pending = undefined;
    reader = undefined;
    connection.idleUntil = response.keepAliveMs === undefined ? 0 : performance.now() + response.keepAliveMs;
    if (response.keepAliveMs === undefined) socket.destroy();
    waiting.resolve(response);
  };
  const onRead = (bytes: number, memory: Uint8Array): boolean => {
    if (!reader) {
      // Nobody asked: a server that says goodbye before it closes, or something worse.
      socket.destroy();
      return false;
    }
    try {
      const response = reader.read((memory as Buffer).subarray(0, bytes));
      if (response) settle(response);
    } catch (error) {
      fail(error as Error);
    }
    return true;
  };

  const onread = { buffer: Buffer.allocUnsafeSlow(readBufferBytes), callback: onRead };
  const socket: Socket =
    'socketPath' in address
      ? connect({ path: address.socketPath, onread })
      : connect({ host: address.host, port: address.port, noDelay: true, autoSelectFamily: true, onread });
  socket.on('error', fail);
  socket.on('end', () => {
    const response = reader?.end();
    if (response) settle(response);
    else fail(new Error('The server closed the connection.'));
  });
  socket.on('close', () => {
    fail(failure ?? new Error('The connection was closed.'));
    onClosed(connection);
  });

  const connection: HttpConnection = {
    idleUntil: Number.POSITIVE_INFINITY,
    get used() {
      return sent > 0;
    },
    send: (text, waiting) => {
      if (failure) {
        waiting.reject(failure, true);
        return;
      }
      sent++;
      pending = waiting;
      reader = createHttpResponseReader(bodyBytesMax);
      socket.ref();
      socket.write(text);
    },
    destroy: fail,
  };
  return connection;
}
