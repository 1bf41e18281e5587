import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Kafka, logLevel } from 'kafkajs';
import type { Found } from './describe-on.ts';
import { freePorts } from './free-ports.ts';
import { type KafkaCluster, startKafkaCluster } from './kafka-cluster.ts';
import { kafkaVersion } from './kafka-jars.ts';
import { guardRun, runPid } from './run-guard.ts';
import { until } from './until.ts';

const run = promisify(execFile);
const folderOf = (pid: number) => join(tmpdir(), `kith-kafka-run-${pid}`);
/** Fetching the jars and starting a JVM; in milliseconds. */
const sharedTimeoutMs = 400_000;

interface Shared {
  brokers?: string;
  missing?: string;
  pids?: number[];
  container?: string;
}

/** The run's one broker. */
export async function sharedKafka(): Promise<Found<string>> {
  if (process.env.KAFKA_BROKERS) return { server: process.env.KAFKA_BROKERS };
  const folder = folderOf(runPid);
  const file = join(folder, 'kafka.json');
  try {
    // Whoever makes the folder starts the broker; the others wait for what becomes of it.
    mkdirSync(folder);
    guardRun([], folder);
    const shared = await start();
    writeFileSync(`${file}.new`, JSON.stringify(shared));
    renameSync(`${file}.new`, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  await until(() => existsSync(file), 'the Kafka broker that another suite starts', sharedTimeoutMs);
  const { brokers, missing } = JSON.parse(readFileSync(file, 'utf8')) as Shared;
  return brokers ? { server: brokers } : { missing: missing ?? 'no Kafka' };
}

/** Ends the run's broker; called once, when all suites are done. */
export async function stopSharedKafka(): Promise<void> {
  const folder = folderOf(process.pid);
  const file = join(folder, 'kafka.json');
  if (!existsSync(file)) return;
  const { pids = [], container } = JSON.parse(readFileSync(file, 'utf8')) as Shared;
  for (const pid of pids) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It ended by itself.
    }
  }
  if (container) await run('docker', ['rm', '-f', container]).catch(() => {});
  rmSync(folder, { recursive: true, force: true });
}

async function start(): Promise<Shared> {
  const reasons: string[] = [];
  try {
    const cluster: KafkaCluster = await startKafkaCluster();
    await untilItAnswers(cluster.brokers);
    return { brokers: cluster.brokers, pids: cluster.nodes.map(({ pid }) => pid) };
  } catch (error) {
    reasons.push((error as Error).message);
  }
  try {
    return await startContainer();
  } catch (error) {
    reasons.push((error as Error).message);
  }
  return { missing: `no KAFKA_BROKERS; ${reasons.join('; ')}` };
}

async function startContainer(): Promise<Shared> {
  await run('docker', ['info'], { timeout: 10_000 }).catch(() => {
    throw new Error('Docker is not running');
  });
  const port = (await freePorts(1))[0]!;
  const environment = {
    KAFKA_NODE_ID: '1',
    KAFKA_PROCESS_ROLES: 'broker,controller',
    KAFKA_LISTENERS: `PLAINTEXT://0.0.0.0:${port},CONTROLLER://127.0.0.1:9093`,
    KAFKA_ADVERTISED_LISTENERS: `PLAINTEXT://127.0.0.1:${port}`,
    KAFKA_CONTROLLER_LISTENER_NAMES: 'CONTROLLER',
    KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: 'CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT',
    KAFKA_CONTROLLER_QUORUM_VOTERS: '1@127.0.0.1:9093',
    KAFKA_AUTO_CREATE_TOPICS_ENABLE: 'false',
    KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: '1',
    KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR: '1',
    KAFKA_TRANSACTION_STATE_LOG_MIN_ISR: '1',
    KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS: '0',
    KAFKA_LOG_CLEANER_BACKOFF_MS: '200',
  };
  const settings = Object.entries(environment).flatMap(([name, value]) => ['-e', `${name}=${value}`]);
  const publish = ['-p', `127.0.0.1:${port}:${port}`];
  const image = `apache/kafka:${kafkaVersion}`;
  const { stdout } = await run('docker', ['run', '-d', '--rm', ...publish, ...settings, image], { timeout: 300_000 });
  const brokers = `127.0.0.1:${port}`;
  await untilItAnswers(brokers);
  return { brokers, container: stdout.trim() };
}

async function untilItAnswers(brokers: string): Promise<void> {
  const kafka = new Kafka({ brokers: brokers.split(','), logLevel: logLevel.NOTHING, retry: { retries: 0 } });
  const admin = kafka.admin();
  await until(
    () =>
      admin
        .connect()
        .then(() => admin.describeCluster())
        .then(({ controller }) => controller !== null)
        .catch(() => false),
    'an answer of the Kafka broker',
    60_000,
  );
  await admin.disconnect();
}
