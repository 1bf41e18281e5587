import { createLiveCore } from './core.ts';
import type { Live, LiveDeps } from './port.ts';
import { createSessions } from './sessions.ts';
import { serveEventStream } from './sse/event-stream.ts';
import { createSocketServer } from './ws/socket-server.ts';

/** Puts the live part together: the core and the two transports that share it. The protocol is in docs/live.md. */
export function createLive(deps: LiveDeps): Live {
  const { config, identifier, logger } = deps;
  const sessions = createSessions({ restrictions: deps.restrictions, ...config });
  const core = createLiveCore(deps, sessions);
  const transport = { core, sessions, identifier, config, logger };
  const sockets = createSocketServer(transport);
  const streams = new Set<Promise<void>>();
  let closing = false;

  return {
    ready: core.started,
    attach: (server, path = '/graphql') => sockets.attach(server, path),

    async handleSse(request, response) {
      if (closing) {
        response.writeHead(503, { connection: 'close' });
        response.end();
        return;
      }
      const stream = serveEventStream(transport, request, response);
      streams.add(stream);
      await stream.finally(() => streams.delete(stream));
    },

    snapshotCursor: core.snapshotCursor,
    stats: core.stats,

    async close() {
      closing = true;
      sockets.refuseNew();
      await sessions.moveAll(config.drainMs);
      await sockets.close();
      await Promise.all(streams);
      await core.close();
    },
  };
}
