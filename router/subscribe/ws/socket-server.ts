import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { endReasons } from '../end-reasons.ts';
import { protocolCloses } from './close-codes.ts';
import { Connection, type ConnectionDeps } from './connection.ts';
import { subprotocol } from './messages.ts';

/** A client that doesn't answer a close frame within this many milliseconds is cut off. */
const closeTimeoutMs = 3_000;

/** Takes WebSocket upgrades of HTTP servers and makes connections of them. */
export function createSocketServer(deps: ConnectionDeps) {
  const { config } = deps;
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: config.messageBytesMax,
    // Compression would keep 300 KB of state a connection; events are a few hundred bytes.
    perMessageDeflate: false,
    ...closing(closeTimeoutMs),
    // Another subprotocol is taken too, so that the socket opens and its close code can say what is wrong.
    handleProtocols: (offered) => (offered.has(subprotocol) ? subprotocol : ([...offered][0] ?? false)),
  });
  let refusing = false;

  const upgrade = (path: string) => (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (request.url?.split('?')[0] !== path) refuse(socket, '404 Not Found');
    else if (refusing || sockets.clients.size >= config.connectionsMax) refuse(socket, '503 Service Unavailable');
    else {
      sockets.handleUpgrade(request, socket, head, (accepted) => {
        if (accepted.protocol === subprotocol) new Connection(deps, accepted, request);
        else accepted.close(protocolCloses.subprotocol.closeCode, protocolCloses.subprotocol.text);
      });
    }
  };

  return {
    attach(server: Server, path: string): void {
      server.on('upgrade', upgrade(path));
    },

    /** From now on nobody new is let in: a client that is told to move must not come back here. */
    refuseNew(): void {
      refusing = true;
    },

    /** Closes what is still open; resolves when every socket is gone. */
    async close(): Promise<void> {
      const { closeCode, text } = endReasons.moving;
      const gone = [...sockets.clients].map((socket) => new Promise((resolve) => socket.once('close', resolve)));
      for (const socket of sockets.clients) socket.close(closeCode, text);
      await Promise.all(gone);
    },
  };
}

/** The option is newer than the library's types. */
function closing(closeTimeout: number): object {
  return { closeTimeout };
}

function refuse(socket: Duplex, status: string): void {
  socket.on('error', () => {});
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
