import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts } from './free-ports.ts';
import { kafkaJars } from './kafka-jars.ts';
import { type BrokerSettings, brokerProperties, type PlainListener, type SecuredListener } from './kafka-properties.ts';
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

/**
 * Starts a KRaft cluster of real brokers on 127.0.0.1, each broker and controller in one small Java process. Of
 * `listeners`, `replicateBy` names the one by which brokers copy from each other; the plain one where it is left out.
 */
export async function startKafkaCluster(
  options: {
    nodes?: number;
    secured?: SecuredListener;
    listeners?: readonly PlainListener[];
    replicateBy?: string;
  } = {},
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
      listeners: (options.listeners ?? []).map(({ name, ways }) => ({ name, ...ways[index]! })),
      replicateBy: options.replicateBy,
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

function createNode(jars: string, folder: string, settings: BrokerSettings): KafkaBroker {
  const data = join(folder, 'data');
  mkdirSync(data, { recursive: true });
  writeFileSync(join(data, 'meta.properties'), `version=1\ncluster.id=${clusterId}\nnode.id=${settings.nodeId}\n`);
  writeFileSync(join(folder, 'server.properties'), brokerProperties(settings, data));
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
      if (name !== 'SIGKILL' && name !== 'SIGTERM') return;
      // Where nothing else is left to do, a process waits for no child that it doesn't hold.
      child!.ref();
      await gone;
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
