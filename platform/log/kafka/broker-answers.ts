import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';

/** Kafka's ApiVersions request, version 0, with no client id: answered before a client has signed in. */
const apiVersionsRequest = Buffer.from([0, 0, 0, 10, 0, 18, 0, 0, 0, 0, 0, 0, 0xff, 0xff]);
/** Errors of a network that drops what is sent, as opposed to a host that says that nobody listens. */
const unheard = new Set(['ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'EHOSTDOWN']);

/**
 * True when whoever is at the other end of a socket that was just opened says anything within `timeoutMs`. A refusal and
 * a closed connection are answers too: kafkajs learns of those by itself. Ends the socket.
 */
export function answers(socket: Socket, timeoutMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const end = (answered: boolean): void => {
      clearTimeout(timer);
      resolve(answered);
      socket.destroy();
    };
    const timer = setTimeout(() => end(false), timeoutMs).unref();
    // A question that nobody waits for any more must not keep the process.
    socket.unref();
    socket.once(socket instanceof TLSSocket ? 'secureConnect' : 'connect', () => socket.write(apiVersionsRequest));
    socket.once('data', () => end(true));
    socket.once('close', () => end(true));
    socket.on('error', ({ code }: NodeJS.ErrnoException) => end(!unheard.has(code ?? '')));
  });
}
