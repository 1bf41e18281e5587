import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { Kafka, logLevel } from 'kafkajs';
import { until } from '../../../tests/support/until.ts';
import { createLogger } from '../../telemetry/logger.ts';
import { createSilentBrokers, type SilentBrokers } from './silent-brokers.ts';

/** A TCP server that accepts and says nothing, as the kernel does for a process that is stopped, until it is told to. */
interface Broker {
  readonly port: number;
  readonly sockets: Set<Socket>;
  speak(): void;
}

/** For a request: short, as nobody answers. In milliseconds. */
const requestTimeoutMs = 100;
/**
 * For the connection, which somebody takes, if late, and for kafkajs' first request on it, which has the same time-out and is the
 * one that is looked at. In milliseconds.
 */
const connectionTimeoutMs = 1_000;
const logger = createLogger('test', 'silent');
const servers: Server[] = [];
const opened: SilentBrokers[] = [];

afterEach(async () => {
  for (const silent of opened.splice(0)) silent.close();
  await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
});

async function startBroker(): Promise<Broker> {
  const sockets = new Set<Socket>();
  let speaks = false;
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    socket.on('data', () => speaks && socket.write('anything'));
  });
  servers.push(server);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    sockets,
    speak() {
      speaks = true;
    },
  };
}

function watchBrokers(...brokers: string[]): SilentBrokers {
  const silent = createSilentBrokers(brokers, logger, { connectionTimeoutMs: 1_000 });
  opened.push(silent);
  return silent;
}

/** A client of kafkajs asks a broker something, and is not answered. */
async function ask(silent: SilentBrokers, broker: string): Promise<void> {
  const kafka = new Kafka({
    brokers: [broker],
    socketFactory: silent.socketFactory,
    connectionTimeout: connectionTimeoutMs,
    requestTimeout: requestTimeoutMs,
    retry: { retries: 0 },
    logLevel: logLevel.NOTHING,
  });
  const admin = silent.watch(kafka.admin());
  await expect(admin.connect()).rejects.toThrow();
  await admin.disconnect();
}

/** Connects as kafkajs does: 'connected', or the error's message. */
function dial(silent: SilentBrokers, host: string, port: number): Promise<string> {
  return new Promise((resolve) => {
    const socket = silent.socketFactory({
      host,
      port,
      ssl: undefined as never,
      onConnect: () => {
        resolve('connected');
        socket.destroy();
      },
    });
    socket.on('error', ({ message }: Error) => resolve(message));
  });
}

describe('a broker that is connected and says nothing', () => {
  test('is cut off for all clients of the process and refused at once, while there is another', async () => {
    const [stopped, other] = [await startBroker(), await startBroker()];
    const name = `127.0.0.1:${stopped.port}`;
    const silent = watchBrokers(name, `127.0.0.1:${other.port}`);
    const bystander = silent.socketFactory({
      host: '127.0.0.1',
      port: stopped.port,
      ssl: undefined as never,
      onConnect() {},
    });
    const closed = new Promise<string>((resolve) => bystander.on('error', ({ message }) => resolve(message)));
    await ask(silent, name);
    expect(await closed).toBe(`${name} is silent`);
    expect(await dial(silent, '127.0.0.1', stopped.port)).toBe(`${name} is silent`);
    expect(await dial(silent, '127.0.0.1', other.port)).toBe('connected');
  });

  test('stays refused for as long as it says nothing, and is used again when it answers', async () => {
    const [stopped, other] = [await startBroker(), await startBroker()];
    const name = `127.0.0.1:${stopped.port}`;
    const silent = watchBrokers(name, `127.0.0.1:${other.port}`);
    await ask(silent, name);
    // It is asked whether it is back: the question alone brings nobody back.
    await until(() => stopped.sockets.size > 0, 'the question');
    expect(await dial(silent, '127.0.0.1', stopped.port)).toBe(`${name} is silent`);
    stopped.speak();
    await until(
      async () => (await dial(silent, '127.0.0.1', stopped.port)) === 'connected',
      'the broker to be used again',
    );
  });

  test('is connected to nevertheless where it is the only one', async () => {
    const stopped = await startBroker();
    const silent = watchBrokers(`127.0.0.1:${stopped.port}`);
    await ask(silent, `127.0.0.1:${stopped.port}`);
    expect(await dial(silent, '127.0.0.1', stopped.port)).toBe('connected');
  });

  test('that goes by two names is found silent by both, and is then connected to as the only one', async () => {
    const stopped = await startBroker();
    const silent = watchBrokers(`localhost:${stopped.port}`);
    await ask(silent, `localhost:${stopped.port}`);
    await ask(silent, `127.0.0.1:${stopped.port}`);
    expect(await dial(silent, 'localhost', stopped.port)).toBe('connected');
    expect(await dial(silent, '127.0.0.1', stopped.port)).toBe('connected');
  });

  test('that dies after that is refused by its own host again', async () => {
    const [stopped, other] = [await startBroker(), await startBroker()];
    const name = `127.0.0.1:${stopped.port}`;
    const silent = watchBrokers(name, `127.0.0.1:${other.port}`);
    await ask(silent, name);
    expect(await dial(silent, '127.0.0.1', stopped.port)).toBe(`${name} is silent`);
    for (const socket of stopped.sockets) socket.destroy();
    servers[0]!.close();
    await until(async () => /ECONNREFUSED/.test(await dial(silent, '127.0.0.1', stopped.port)), 'the refusal');
  });

  test('that does not even take connections any more is found out by the first that is not established', async () => {
    // A process that is stopped, with a queue of connections that is full: the kernel drops what comes on top.
    const program = `
      const server = require('node:net').createServer((socket) => {
        socket.on('error', () => {});
        socket.on('data', () => socket.write('anything'));
      });
      server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => console.log(server.address().port));`;
    const stopped = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
    const fillers: Socket[] = [];
    try {
      const [line] = await once(stopped.stdout, 'data');
      const port = Number(line);
      const other = await startBroker();
      const silent = watchBrokers(`127.0.0.1:${port}`, `127.0.0.1:${other.port}`);
      expect(await dial(silent, '127.0.0.1', port)).toBe('connected');
      stopped.kill('SIGSTOP');
      for (let count = 0; count < 8; count++) fillers.push(connect(port, '127.0.0.1').on('error', () => {}));
      await until(
        async () => (await dial(silent, '127.0.0.1', port)) === `127.0.0.1:${port} is silent`,
        'a connection that is not established in time',
      );
      expect(await dial(silent, '127.0.0.1', other.port)).toBe('connected');
      stopped.kill('SIGCONT');
      await until(async () => (await dial(silent, '127.0.0.1', port)) === 'connected', 'the broker to be used again');
    } finally {
      for (const filler of fillers) filler.destroy();
      stopped.kill('SIGKILL');
    }
  });
});
