import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ClearError } from '../lifecycle/clear-error.ts';

/** A server can't listen; its message is one sentence with the next step in it. */
export class ListenError extends ClearError {
  override readonly name = 'ListenError';
}

/** Starts listening. `port` 0 takes a free one. Returns the port. `setting` names what to change when it is taken. */
export function listen(server: Server, options: { port: number; host: string; setting: string }): Promise<number> {
  const { port, host, setting } = options;
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE')
        reject(new ListenError(`Port ${port} is taken: stop what listens there, or set ${setting} to a free port.`));
      else if (error.code === 'EACCES')
        reject(new ListenError(`Port ${port} may not be used by this user: set ${setting} to one above 1023.`));
      else reject(new ListenError(`Can't listen on ${host} port ${port}: ${error.message}`));
    });
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });
}

/** How often a closing server looks for connections that became idle, in milliseconds. */
const sweepMs = 50;

/** Stops taking connections, lets requests under way finish, and closes every connection as it becomes idle. */
export function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const sweep = setInterval(() => server.closeIdleConnections(), sweepMs);
    server.close(() => {
      clearInterval(sweep);
      resolve();
    });
    server.closeIdleConnections();
  });
}
