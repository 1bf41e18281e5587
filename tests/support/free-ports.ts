import { createServer, type Server } from 'node:net';

/** So many different ports that are free now on 127.0.0.1. */
export async function freePorts(count: number): Promise<number[]> {
  // All are held at once before any is let go, so that no two are the same.
  const held = await Promise.all(Array.from({ length: count }, hold));
  const ports = held.map((server) => (server.address() as { port: number }).port);
  await Promise.all(held.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

function hold(): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve(server));
  });
}
