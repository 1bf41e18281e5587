import { connect, isIP, Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Admin, Consumer, ISocketFactory, Producer } from 'kafkajs';
import type { Logger } from '../../telemetry/logger.ts';

/**
 * How long nobody connects to a broker that let a request time out, in milliseconds: longer than a cluster takes to give
 * its partitions and groups to others (9 s by default), so that what is asked for them next is asked of those.
 */
const avoidMs = 10_000;
/** As kafkajs' own sockets have it. */
const keepAliveMs = 60_000;

export interface SilentBrokers {
  readonly socketFactory: ISocketFactory;
  /** From now on a broker that lets a request of this client time out is taken for a dead one. */
  watch<Client extends Admin | Consumer | Producer>(client: Client): Client;
}

/**
 * Treats a broker that is connected but says nothing (its process is stopped, its host hangs) like one that is gone.
 *
 * kafkajs turns to another broker when a connection breaks; when a request times out it repeats it on the same
 * connection, and every new client of it begins with the same first broker. So whoever times out cuts all connections to
 * that broker, and new ones fail at once for a while, if there is
 * another to turn to.
 */
export function createSilentBrokers(brokers: readonly string[], logger: Logger): SilentBrokers {
  const open = new Map<string, Set<Socket>>();
  /** When a broker may be connected to again, by `performance.now()`. */
  const avoided = new Map<string, number>();
  /** The brokers named in the settings and those that were learnt of. */
  const known = new Set(brokers);

  const isSilent = (broker: string): boolean => (avoided.get(broker) ?? 0) > performance.now();
  /** The only one, or one of nothing but silent ones, is the best that there is. */
  const isAvoided = (broker: string): boolean => isSilent(broker) && [...known].some((other) => !isSilent(other));

  function cut(broker: string): void {
    if (!isSilent(broker)) logger.warn({ broker }, 'a Kafka broker is silent; others are asked');
    avoided.set(broker, performance.now() + avoidMs);
    for (const socket of open.get(broker) ?? []) socket.destroy(silence(broker));
  }

  return {
    socketFactory({ host, port, ssl, onConnect }) {
      const broker = `${host}:${port}`;
      known.add(broker);
      // Its listeners are added when this has returned, the error comes after that.
      if (isAvoided(broker)) return new Socket().destroy(silence(broker));
      const socket = ssl
        ? connectTls({ host, port, ...(isIP(host) === 0 && { servername: host }), ...ssl }, onConnect)
        : connect({ host, port }, onConnect);
      socket.setKeepAlive(true, keepAliveMs);
      const sockets = open.get(broker) ?? new Set();
      open.set(broker, sockets.add(socket));
      socket.once('close', () => sockets.delete(socket));
      return socket;
    },
    watch(client) {
      const { REQUEST_TIMEOUT } = client.events;
      (client as Consumer).on(REQUEST_TIMEOUT as Consumer['events']['REQUEST_TIMEOUT'], ({ payload }) =>
        cut(payload.broker),
      );
      return client;
    },
  };
}

const silence = (broker: string): Error => new Error(`${broker} is silent`);
