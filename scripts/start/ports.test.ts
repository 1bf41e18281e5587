import { createServer, type Server } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { assertPortsFree, type PlannedPort } from './ports.ts';

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
});

function taken(host = '127.0.0.1'): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    servers.push(server);
    server.listen(0, host, () => resolve((server.address() as { port: number }).port));
  });
}

const plan = (port: number, setting: string, owner = 'users', hosts = ['127.0.0.1']): PlannedPort => ({
  port,
  hosts,
  setting,
  owner,
});

describe('planned ports', () => {
  test('that are free pass', async () => {
    const port = await taken();
    await new Promise((resolve) => servers.pop()!.close(resolve));
    await expect(assertPortsFree([plan(port, 'PORT')])).resolves.toBeUndefined();
  });

  test('one that is taken is named with its owner and its variable', async () => {
    const port = await taken();
    await expect(assertPortsFree([plan(port, 'USERS_PORT')])).rejects.toThrow(
      `Port ${port} (users) is taken: stop what listens there, or set USERS_PORT to a free port.`,
    );
  });

  test('that are taken are all named at once', async () => {
    const [one, two] = [await taken(), await taken()];
    await expect(assertPortsFree([plan(one, 'PORT', 'the router'), plan(two, 'USERS_PORT')])).rejects.toThrow(
      `Ports are taken: ${one} (the router, PORT), ${two} (users, USERS_PORT); stop what listens there`,
    );
  });

  test('are checked on every address that is listened on', async () => {
    const port = await taken('127.0.0.2');
    await expect(assertPortsFree([plan(port, 'PORT', 'the router', ['127.0.0.1', '127.0.0.2'])])).rejects.toThrow(
      `Port ${port}`,
    );
  });

  test('an address that this machine does not have is no reason to refuse', async () => {
    const port = await taken();
    await expect(assertPortsFree([plan(port, 'PORT', 'the router', ['2001:db8::1'])])).resolves.toBeUndefined();
  });

  test('given to two of ours are refused', async () => {
    await expect(assertPortsFree([plan(65_000, 'PORT'), plan(65_000, 'USERS_PORT')])).rejects.toThrow(
      'PORT and USERS_PORT are both 65000',
    );
  });
});
