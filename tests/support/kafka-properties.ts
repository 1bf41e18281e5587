/** What a broker of a test cluster is told, in the words of Kafka's server.properties. */
export interface BrokerSettings {
  readonly nodeId: number;
  readonly port: number;
  readonly controllerPort: number;
  readonly voters: string;
  readonly secured: (SecuredListener & { readonly port: number }) | undefined;
  readonly listeners: readonly ({ readonly name: string } & ListenerWay)[];
  /** The name of the listener by which brokers copy from each other. */
  readonly replicateBy: string | undefined;
  /** How many brokers there are. */
  readonly count: number;
}

/** A listener with TLS and sign-in (SASL_SSL) beside the plain one. */
export interface SecuredListener {
  /** PEM file with the brokers' private key and their certificates, for `localhost`. */
  readonly keystoreFile: string;
  /** Who may sign in by the mechanism PLAIN; others are made through the plain listener. */
  readonly username: string;
  readonly password: string;
}

/**
 * One more listener without TLS. Whoever comes by it is told to come back to where it is advertised, which may be a
 * port that leads here on a detour.
 */
export interface PlainListener {
  /** Capitals and underscores. */
  readonly name: string;
  /** One a broker. */
  readonly ways: readonly ListenerWay[];
}

export interface ListenerWay {
  readonly port: number;
  readonly advertisedPort: number;
}

/** The server.properties of a broker that keeps its data in the folder `data`. */
export function brokerProperties(settings: BrokerSettings, data: string): string {
  const { nodeId, port, controllerPort, secured, listeners, replicateBy = 'PLAINTEXT', voters, count } = settings;
  const copies = Math.min(3, count);
  const values: Record<string, string | number> = {
    'process.roles': 'broker,controller',
    'node.id': nodeId,
    'controller.quorum.voters': voters,
    listeners: [
      `PLAINTEXT://127.0.0.1:${port}`,
      `CONTROLLER://127.0.0.1:${controllerPort}`,
      ...(secured ? [`SECURED://127.0.0.1:${secured.port}`] : []),
      ...listeners.map((listener) => `${listener.name}://127.0.0.1:${listener.port}`),
    ].join(','),
    'advertised.listeners': [
      `PLAINTEXT://127.0.0.1:${port}`,
      ...(secured ? [`SECURED://localhost:${secured.port}`] : []),
      ...listeners.map(({ name, advertisedPort }) => `${name}://127.0.0.1:${advertisedPort}`),
    ].join(','),
    'inter.broker.listener.name': replicateBy,
    'controller.listener.names': 'CONTROLLER',
    'listener.security.protocol.map': [
      'CONTROLLER:PLAINTEXT',
      'PLAINTEXT:PLAINTEXT',
      'SECURED:SASL_SSL',
      ...listeners.map(({ name }) => `${name}:PLAINTEXT`),
    ].join(','),
    'log.dirs': data,
    'auto.create.topics.enable': 'false',
    'default.replication.factor': copies,
    'offsets.topic.replication.factor': copies,
    'offsets.topic.num.partitions': 4,
    'transaction.state.log.replication.factor': copies,
    'transaction.state.log.min.isr': 1,
    'transaction.state.log.num.partitions': 2,
    // Tests join groups all the time; a cluster waits 3 s for more members to come along.
    'group.initial.rebalance.delay.ms': 0,
    // A dead broker is noticed in seconds, or fault tests would wait for minutes.
    'broker.session.timeout.ms': 6_000,
    'broker.heartbeat.interval.ms': 1_000,
    // Compaction is tried often, with a small table of keys.
    'log.cleaner.backoff.ms': 200,
    'log.cleaner.dedupe.buffer.size': 4_194_304,
    'num.network.threads': 2,
    'num.io.threads': 2,
    'background.threads': 2,
    ...(secured && securedProperties(secured)),
  };
  return Object.entries(values)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}

function securedProperties({ keystoreFile, username, password }: SecuredListener): Record<string, string> {
  const module = 'org.apache.kafka.common.security';
  return {
    'sasl.enabled.mechanisms': 'PLAIN,SCRAM-SHA-256,SCRAM-SHA-512',
    'listener.name.secured.ssl.keystore.type': 'PEM',
    'listener.name.secured.ssl.keystore.location': keystoreFile,
    'listener.name.secured.plain.sasl.jaas.config': `${module}.plain.PlainLoginModule required user_${username}="${password}";`,
    'listener.name.secured.scram-sha-256.sasl.jaas.config': `${module}.scram.ScramLoginModule required;`,
    'listener.name.secured.scram-sha-512.sasl.jaas.config': `${module}.scram.ScramLoginModule required;`,
  };
}
