import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/**
 * Ports below those that Linux hands out by chance (32768 and up), so that no connection of somebody else takes one
 * between our look and the start of whoever is to listen there.
 */
const lowest = 10_000;
const highest = 32_767;

/** So many different ports that are free now on 127.0.0.1. */
export async function freePorts(count: number): Promise<number[]> {
  const ports = new Set<number>();
  while (ports.size < count) {
    const port = randomInt(lowest, highest + 1);
    if (!ports.has(port) && (await isFree(port))) ports.add(port);
  }
  return [...ports];
}

/** The first of so many ports in a row that are free now on 127.0.0.1. */
export async function freePortRun(count: number): Promise<number> {
  for (;;) {
    const first = randomInt(lowest, highest + 2 - count);
    const run = await Promise.all(Array.from({ length: count }, (_, index) => isFree(first + index)));
    if (run.every(Boolean)) return first;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
