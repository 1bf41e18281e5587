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

/** The first of so many ports in a row that are free now on 127.0.0.1. */
export async function freePortRun(count: number): Promise<number> {
  for (;;) {
    const [first] = await freePorts(1);
    const run = await Promise.all(Array.from({ length: count }, (_, index) => isFree(first! + index)));
    if (run.every(Boolean)) return first!;
  }
}

function isFree(port: number): Promise<boolean> {
  if (port > 65_535) return Promise.resolve(false);
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
