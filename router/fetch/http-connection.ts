import { connect, type Socket } from 'node:net';
import { writeTogether } from '../../platform/http/write-together.ts';
import { type HttpResponse, HttpResponseReader } from './http-response.ts';

/** Where a server listens. */
export type HttpAddress = { readonly host: string; readonly port: number } | { readonly socketPath: string };

/** Whoever waits for the answer to a request. */
export interface HttpWaiter {
  answered(connection: HttpConnection, response: HttpResponse): void;
  /** `unanswered`: the server sent nothing of an answer, so the request may never have been read. */
  failed(connection: HttpConnection, error: Error, unanswered: boolean): void;
}

/** A response of a page of entities fits; larger ones come in several reads. */
const readBufferBytes = 64 * 1024;

/** One connection that carries one request at a time. */
export class HttpConnection {
  /** Until when it may be used again, as `performance.now()` counts. */
  idleUntil = 0;
  /** How many requests it carried: the server may have closed one that was used before, unseen. */
  requestCount = 0;
  readonly #socket: Socket;
  readonly #reader: HttpResponseReader;
  readonly #onClosed: (connection: HttpConnection) => void;
  #waiter: HttpWaiter | undefined;
  #failure: Error | undefined;

  /** Opens it. What goes wrong is told to whoever waits; `onClosed` is called once, when it is gone. */
  constructor(address: HttpAddress, bodyBytesMax: number, onClosed: (connection: HttpConnection) => void) {
    this.#reader = new HttpResponseReader(bodyBytesMax);
    this.#onClosed = onClosed;
    // Every read goes to the same memory: Node would allocate for each read otherwise, which costs more in garbage than
    // a response costs to read.
    const onread = {
      buffer: Buffer.allocUnsafeSlow(readBufferBytes),
      callback: (bytes: number, memory: Uint8Array) => this.#read(memory as Buffer, bytes),
    };
    this.#socket =
      'socketPath' in address
        ? connect({ path: address.socketPath, onread })
        : connect({ host: address.host, port: address.port, noDelay: true, onread });
    this.#socket.on('error', (error) => this.destroy(error));
    this.#socket.on('end', () => this.#ended());
    this.#socket.on('close', () => {
      this.destroy(new Error('The connection was closed.'));
      this.#onClosed(this);
    });
  }

  /** Sends a request as it stands; what is Latin-1 is written faster. Only when nobody waits. */
  send(text: string, isLatin1: boolean, waiter: HttpWaiter): void {
    if (this.#failure) {
      waiter.failed(this, this.#failure, true);
      return;
    }
    this.requestCount++;
    this.#reader.reset();
    this.#waiter = waiter;
    writeTogether(() => {
      if (!this.#socket.destroyed) this.#socket.write(text, isLatin1 ? 'latin1' : 'utf8');
    });
  }

  /** Cuts the connection; whoever waits on it is told. */
  destroy(error: Error): void {
    this.#failure ??= error;
    const waiter = this.#waiter;
    this.#waiter = undefined;
    this.#socket.destroy();
    waiter?.failed(this, this.#failure, !this.#reader.started);
  }

  #read(memory: Buffer, bytes: number): boolean {
    if (!this.#waiter) {
      // Nobody asked: a server that says goodbye before it closes, or something worse.
      this.destroy(new Error('The server sent what nobody asked for.'));
      return false;
    }
    try {
      const response = this.#reader.read(memory, bytes);
      if (response) this.#answer(response);
    } catch (error) {
      this.destroy(error as Error);
    }
    return true;
  }

  #ended(): void {
    const response = this.#waiter ? this.#reader.end() : undefined;
    if (response) this.#answer(response);
    else this.destroy(new Error('The server closed the connection.'));
  }

  #answer(response: HttpResponse): void {
    const waiter = this.#waiter!;
    this.#waiter = undefined;
    if (response.keepAliveMs === undefined) this.#socket.destroy();
    else this.idleUntil = performance.now() + response.keepAliveMs;
    waiter.answered(this, response);
  }
}
