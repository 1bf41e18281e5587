import { createServer, type RequestListener, type Server } from 'node:http';
import { networkInterfaces } from 'node:os';
import { closeServer, listen } from '../../platform/http/listen.ts';
import type { Logger } from '../../platform/telemetry/logger.ts';

/** Longer than the usual load balancer's 60 s, so that it is never the router that closes a connection being reused. */
const keepAliveTimeoutMs = 65_000;
/** A request's head must be there by then; node answers 408 itself. */
const headersTimeoutMs = 10_000;
/** A free port taken for the first host may be in use on the next; then another is tried, this many times. */
const freePortTries = 10;

/** The router's HTTP servers, one for each host, all with the same listener on the same port. */
export interface HttpServers {
  readonly servers: readonly Server[];
  readonly port: number;
  /** The hosts that are listened on. */
  readonly hosts: readonly string[];
  /** Stops taking connections, lets requests under way finish, and closes what is idle. */
  close(): Promise<void>;
}

/**
 * Listens on every host. `::1` is left out, with a line in the log, where the machine has no IPv6. Port 0 takes a free
 * one. `prepare` sees each server before it listens. Rejects with a ListenError.
 */
export async function openServers(options: {
  listener: RequestListener;
  prepare: (server: Server) => void;
  hosts: readonly string[];
  port: number;
  setting: string;
  logger: Logger;
}): Promise<HttpServers> {
  const hosts = options.hosts.filter((host) => {
    if (host !== '::1' || hasAddress('::1')) return true;
    options.logger.info({ host }, 'this machine has no IPv6: not listened on');
    return false;
  });
  for (let tries = 1; ; tries++) {
    const servers: Server[] = [];
    try {
      let { port } = options;
      for (const host of hosts) {
        const server = createServer(
          { keepAliveTimeout: keepAliveTimeoutMs, headersTimeout: headersTimeoutMs },
          options.listener,
        );
        options.prepare(server);
        port = await listen(server, { port, host, setting: options.setting });
        servers.push(server);
      }
      return {
        servers,
        port,
        hosts,
        close: async () => {
          await Promise.all(servers.map(closeServer));
        },
      };
    } catch (error) {
      await Promise.all(servers.map(closeServer));
      if (options.port !== 0 || tries === freePortTries) throw error;
    }
  }
}

function hasAddress(address: string): boolean {
  return Object.values(networkInterfaces()).some((entries) => entries?.some((entry) => entry.address === address));
}
