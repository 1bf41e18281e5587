import { readFileSync } from 'node:fs';
import { Kafka, type KafkaConfig, type logCreator, logLevel } from 'kafkajs';
import type { Logger } from '../../telemetry/logger.ts';
import { packSmallAtOnce } from './gzip.ts';
import { mendRequestQueues } from './request-queue.ts';
import { createSilentBrokers, type SilentBrokers } from './silent-brokers.ts';

export interface KafkaOptions {
  readonly brokers: readonly string[];
  readonly tls?: boolean;
  /** PEM file of the authority that signed the brokers' certificates. */
  readonly tlsCaFile?: string;
  readonly sasl?: {
    readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512';
    readonly username: string;
    readonly password: string;
  };
  /** Copies of a new topic's partitions; without it the cluster's own default. */
  readonly replication?: number;
  /** How brokers name this client in their logs and quotas. */
  readonly clientId: string;
  readonly logger: Logger;
  /** After this a client asks again which partitions there are, in milliseconds; tests make it short. */
  readonly metadataMaxAgeMs?: number;
}

/** A broker on another continent answers a handshake in well under this, in milliseconds. */
const connectionTimeoutMs = 5_000;
/** A broker that doesn't answer for this long is silent: see silent-brokers.ts. In milliseconds. */
const requestTimeoutMs = 8_000;

export interface KafkaClient {
  readonly kafka: Kafka;
  /** Forgets which brokers were silent; the clients that `kafka` made are closed by those who made them. */
  close(): void;
}

export function createKafkaClient(options: KafkaOptions): KafkaClient {
  const { brokers, tls, tlsCaFile, sasl, clientId, logger } = options;
  packSmallAtOnce();
  mendRequestQueues();
  const silent = createSilentBrokers(brokers, logger, { connectionTimeoutMs });
  const config: KafkaConfig = {
    socketFactory: silent.socketFactory,
    clientId,
    brokers: [...brokers],
    ssl: tls === true && (tlsCaFile ? { ca: [readAuthority(tlsCaFile)] } : true),
    sasl: sasl && (sasl as { mechanism: 'plain'; username: string; password: string }),
    connectionTimeout: connectionTimeoutMs,
    requestTimeout: requestTimeoutMs,
    // About 6 seconds in all: a broker's restart or a new leader's election is ridden out, an outage is told.
    retry: { initialRetryTime: 100, retries: 6, maxRetryTime: 2_000, factor: 0.2, multiplier: 2 },
    logLevel: logLevel.INFO,
    logCreator: bridge(logger),
  };
  return { kafka: new WatchedKafka(config, silent), close: silent.close };
}

function readAuthority(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new Error(`KAFKA_TLS_CA_FILE can't be read: ${(error as Error).message}`, { cause: error });
  }
}

/** Its clients tell when a broker is silent. */
class WatchedKafka extends Kafka {
  readonly #silent: SilentBrokers;

  constructor(config: KafkaConfig, silent: SilentBrokers) {
    super(config);
    this.#silent = silent;
  }
  override producer(...args: Parameters<Kafka['producer']>) {
    return this.#silent.watch(super.producer(...args));
  }
  override consumer(...args: Parameters<Kafka['consumer']>) {
    return this.#silent.watch(super.consumer(...args));
  }
  override admin(...args: Parameters<Kafka['admin']>) {
    return this.#silent.watch(super.admin(...args));
  }
}

/** kafkajs tells of every retry as an error: what it can't mend by itself is told by the adapter, so all goes one level down. */
function bridge(logger: Logger): logCreator {
  return () =>
    ({ namespace, level, log: { message, timestamp: _, logger: __, stack: ___, ...fields } }) => {
      const entry = { ...fields, kafkajs: namespace };
      // A refusal by a broker is an answer (a rebalance, a new leader), which kafkajs acts on.
      const answer = namespace === 'Connection' && message.startsWith('Response ');
      if (level === logLevel.ERROR && !answer) logger.warn(entry, message);
      else logger.debug(entry, message);
    };
}
