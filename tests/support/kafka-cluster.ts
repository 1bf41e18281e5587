import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts } from './free-ports.ts';
import { kafkaJars } from './kafka-jars.ts';
import { guardRun } from './run-guard.ts';
import { until } from './until.ts';

/** One broker of a cluster, which tests may treat badly. */
export interface KafkaBroker {
  readonly nodeId: number;
  readonly address: string;
  readonly pid: number;
  /** SIGKILL for a crash, SIGSTOP and SIGCONT to cut it off and bring it back, SIGTERM for an orderly stop. */
  signal(name: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT' | 'SIGTERM'): Promise<void>;
  /** Starts it again with its data, after it ended. */
  restart(): Promise<void>;
}

/** A listener with TLS and sign-in (SASL_SSL) beside the plain one. */
export interface SecuredListener {
  /** PEM file with the brokers' private key and their certificates, for `localhost`. */
  readonly keystoreFile: string;
  /** Who may sign in by the mechanism PLAIN; others are made through the plain listener. */
  readonly username: string;
  readonly password: string;
}

export interface KafkaCluster {
  /** For KAFKA_BROKERS. */
  readonly brokers: string;
  /** The same by the secured listeners; empty where there are none. */
  readonly securedBrokers: string;
  readonly nodes: readonly KafkaBroker[];
  stop(): Promise<void>;
}

const clusterId = 'a2l0aC10ZXN0LWNsdXN0ZXI';
/** A JVM on two busy cores; in milliseconds. */
const startTimeoutMs = 90_000;

/** Starts a KRaft cluster of real brokers on 127.0.0.1, each broker and controller in one small Java process. */
export async function startKafkaCluster(
  options: { nodes?: number; secured?: SecuredListener } = {},
): Promise<KafkaCluster> {
  const jars = await kafkaJars();
  const count = options.nodes ?? 1;
  const folder = mkdtempSync(join(tmpdir(), 'kith-kafka-'));
  const ports = await freePorts(count * 3);
  const voters = Array.from({ length: count }, (_, index) => `${index + 1}@127.0.0.1:${ports[count + index]}`).join(
    ',',
  );
  const nodes = Array.from({ length: count }, (_, index) => {
    const settings = {
      nodeId: index + 1,
      port: ports[index]!,
      controllerPort: ports[count + index]!,
      secured: options.secured && { ...options.secured, port: ports[count * 2 + index]! },
      voters,
      count,
    };
    return createNode(jars, join(folder, `node-${index + 1}`), settings);
  });
  try {
    await Promise.all(nodes.map((node) => node.restart()));
  } catch (error) {
    await Promise.all(nodes.map((node) => node.signal('SIGKILL')));
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
  guardRun(
    nodes.map(({ pid }) => pid),
    folder,
  );
  return {
    brokers: nodes.map(({ address }) => address).join(','),
    securedBrokers: options.secured ? nodes.map((_, index) => `localhost:${ports[count * 2 + index]}`).join(',') : '',
    nodes,
    async stop() {
      // Nothing of theirs is wanted any more, so they needn't end in order.
      await Promise.all(nodes.map((node) => node.signal('SIGKILL')));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

interface NodeSettings {
  nodeId: number;
  port: number;
  controllerPort: number;
  voters: string;
  secured?: SecuredListener & { port: number };
  count: number;
}

function createNode(jars: string, folder: string, settings: NodeSettings): KafkaBroker {
  const data = join(folder, 'data');
  mkdirSync(data, { recursive: true });
  writeFileSync(join(data, 'meta.properties'), `version=1\ncluster.id=${clusterId}\nnode.id=${settings.nodeId}\n`);
  writeFileSync(join(folder, 'server.properties'), properties(settings, data));
  writeFileSync(join(folder, 'log4j2.properties'), logging(folder));
  let child: ChildProcess | undefined;
  const ended = () => child === undefined || child.exitCode !== null || child.signalCode !== null;

  return {
    nodeId: settings.nodeId,
    address: `127.0.0.1:${settings.port}`,
    get pid() {
      return child?.pid ?? 0;
    },
    async signal(name) {
      if (ended()) return;
      const gone = new Promise<void>((resolve) => child!.once('exit', () => resolve()));
      child!.kill(name);
      if (name === 'SIGKILL' || name === 'SIGTERM') await gone;
    },
    async restart() {
      child = spawn(
        'java',
        [...javaOptions(folder), '-cp', join(jars, '*'), 'kafka.Kafka', join(folder, 'server.properties')],
        {
          detached: true,
          stdio: 'ignore',
        },
      );
      child.unref();
      await until(
        () => {
          if (ended()) throw new Error(`The broker ended: ${lastLines(folder)}`);
          return accepts(settings.port);
        },
        `the Kafka broker ${settings.nodeId}`,
        startTimeoutMs,
      );
    },
  };
}

function javaOptions(folder: string): string[] {
  // Short-lived and small: quick to start rather than quick for ever.
  return [
    '-Xms64m',
    '-Xmx320m',
    '-XX:+UseSerialGC',
    '-XX:TieredStopAtLevel=1',
    '-Xshare:auto',
    `-Dlog4j2.configurationFile=${join(folder, 'log4j2.properties')}`,
  ];
}

function properties(settings: NodeSettings, data: string): string {
  const { nodeId, port, controllerPort, secured, voters, count } = settings;
  const copies = Math.min(3, count);
  const values: Record<string, string | number> = {
    'process.roles': 'broker,controller',
    'node.id': nodeId,
    'controller.quorum.voters': voters,
    listeners: `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}${secured ? `,SECURED://127.0.0.1:${secured.port}` : ''}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${port}${secured ? `,SECURED://localhost:${secured.port}` : ''}`,
    'controller.listener.names': 'CONTROLLER',
    'listener.security.protocol.map': 'CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,SECURED:SASL_SSL',
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

function logging(folder: string): string {
  return `status = off
appender.file.type = File
appender.file.name = file
appender.file.fileName = ${join(folder, 'server.log')}
appender.file.layout.type = PatternLayout
appender.file.layout.pattern = [%d] %p %m (%c)%n
rootLogger.level = warn
rootLogger.appenderRef.file.ref = file
`;
}

function lastLines(folder: string): string {
  try {
    return readFileSync(join(folder, 'server.log'), 'utf8').trim().split('\n').slice(-3).join(' | ');
  } catch {
    return 'it wrote no log';
  }
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
