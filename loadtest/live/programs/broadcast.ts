import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';

/** The floor of fan-out: a bare `ws` server that sends the same text to everybody and does nothing else. */
const server = createServer();
const sockets = new WebSocketServer({ server, perMessageDeflate: false });

process.on('message', ({ broadcast, one }: { broadcast?: string; one?: string }) => {
  if (broadcast !== undefined) for (const socket of sockets.clients) socket.send(broadcast);
  // To each in turn, a tick of its own: as different events to different people come.
  if (one !== undefined) for (const socket of sockets.clients) setImmediate(() => socket.send(one));
});
process.on('SIGTERM', () => process.exit());
process.on('disconnect', () => process.exit());
server.listen(0, '127.0.0.1', () => {
  process.on('message', ({ where }: { where?: true }) => {
    if (where) process.send?.({ port: (server.address() as AddressInfo).port });
  });
  process.send?.({ ready: true });
});
