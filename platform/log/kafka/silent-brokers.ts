import { connect, isIP, Socket } from 'node:net';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';
import type { Admin, Consumer, ISocketFactory, Producer } from 'kafkajs';
import type { Logger } from '../../telemetry/logger.ts';
import { answers } from './broker-answers.ts';

/** As kafkajs' own sockets have it. */
const keepAliveMs = 60_000;
/** How often a silent broker is asked whether it is back, in milliseconds: it is used again that soon. */
const askEveryMs = 1_000;

export interface SilentBrokers {
  readonly socketFactory: ISocketFactory;
  /** From now on a broker that lets a request of this client time out is taken for a dead one. */
  watch<Client extends Admin | Consumer | Producer>(client: Client): Client;
  /** Asks no more. */
  close(): void;
}

/**
 * Treats a broker that is connected, or can be connected to, but says nothing (its process is stopped, its host hangs, its
 * network drops what is sent) like one that is gone.
 *
 * kafkajs turns to another broker when a connection breaks; when a request times out it repeats it on the same
 * connection, and every new client of it begins with the same first broker. So whoever times out cuts all connections to
 * that broker, and new ones fail at once until it answers again, if there is another to turn to.
 *
 * A broker goes by the name it is connected to under. One that has two (the settings' and the one it advertises) is found
 * silent twice.
 */
export function createSilentBrokers(
  brokers: readonly string[],
  logger: Logger,
  options: { connectionTimeoutMs: number },
): SilentBrokers {
  const { connectionTimeoutMs } = options;
  const open = new Map<string, Set<Socket>>();
  /** How each broker is reached. */
  const dials = new Map<string, () => Socket>();
  /** The timers by which they are asked whether they are back. */
  const silent = new Map<string, NodeJS.Timeout>();
  /** The brokers named in the settings and those that were learnt of. */
  const known = new Set(brokers);
  let closed = false;

  /** The only one, or one of nothing but silent ones, is the best that there is. */
  const isAvoided = (broker: string): boolean => silent.has(broker) && [...known].some((other) => !silent.has(other));

  function cut(broker: string): void {
    if (!silent.has(broker) && !closed) {
      logger.warn({ broker }, 'a Kafka broker is silent; others are asked');
      askLater(broker);
    }
    for (const socket of open.get(broker) ?? []) socket.destroy(silence(broker));
  }

  function askLater(broker: string): void {
    const timer = setTimeout(async () => {
      const isBack = await answers(dials.get(broker)!(), connectionTimeoutMs);
      if (closed) return;
      if (!isBack) return askLater(broker);
      silent.delete(broker);
      logger.info({ broker }, 'a Kafka broker that was silent is used again');
    }, askEveryMs);
    silent.set(broker, timer.unref());
  }

  return {
    socketFactory({ host, port, ssl, onConnect }) {
      const broker = `${host}:${port}`;
      known.add(broker);
      // Its listeners are added when this has returned, the error comes after that.
      if (isAvoided(broker)) return new Socket().destroy(silence(broker));
      const dial = () => dialTo(host, port, ssl);
      dials.set(broker, dial);
      const socket = dial();
      socket.once(ssl ? 'secureConnect' : 'connect', onConnect);
      socket.setKeepAlive(true, keepAliveMs);
      // As Kafka's own clients do: a request doesn't wait until the one before is acknowledged.
      socket.setNoDelay(true);
      const sockets = open.get(broker) ?? new Set();
      open.set(broker, sockets.add(socket));
      // What it sends into nothing isn't refused either: kafkajs gives this connection up, the others know nothing of it.
      const tooLong = setTimeout(() => cut(broker), connectionTimeoutMs).unref();
      socket.once('connect', () => clearTimeout(tooLong));
      socket.once('close', () => {
        clearTimeout(tooLong);
        sockets.delete(socket);
      });
      return socket;
    },
    watch(client) {
      const { REQUEST_TIMEOUT } = client.events;
      (client as Consumer).on(REQUEST_TIMEOUT as Consumer['events']['REQUEST_TIMEOUT'], ({ payload }) =>
        cut(payload.broker),
      );
      return client;
    },
    close() {
      closed = true;
      for (const timer of silent.values()) clearTimeout(timer);
    },
  };
}

const dialTo = (host: string, port: number, ssl: ConnectionOptions | undefined): Socket =>
  ssl ? connectTls({ host, port, ...(isIP(host) === 0 && { servername: host }), ...ssl }) : connect({ host, port });

const silence = (broker: string): Error => new Error(`${broker} is silent`);
