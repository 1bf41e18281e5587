import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { EmbeddedServer } from '../../platform/postgres/embedded-server.ts';
import { freePorts } from '../../tests/support/free-ports.ts';
import type { KafkaBroker } from '../../tests/support/kafka-cluster.ts';
import { populate } from '../seed/load/populate.ts';
import { readPopulationOptions } from '../seed/options.ts';
import {
  createDatabases,
  type DatabaseUrls,
  embeddedUrls,
  migrate,
  openLogWithTopics,
  startPostgres,
} from '../start/databases.ts';
import { prepareHome } from '../start/home.ts';
import { planProcesses } from '../start/processes.ts';
import { keepSecrets } from '../start/secrets.ts';
import { readSettings } from '../start/settings.ts';
import { silentLogger } from '../start/silent-logger.ts';
import { createStack } from '../start/stack.ts';
import { createSupervisor } from '../start/supervisor.ts';
import { startLinkedCluster } from './broker-links.ts';
import { createDatabase, type Database } from './database.ts';
import { mountSmallDisk } from './disk.ts';
import type { Way } from './link.ts';
import { logUsers } from './link-names.ts';
import { linkProcesses } from './linked-processes.ts';
import type { DrillOptions } from './options.ts';

/** The whole system, started for a drill, with handles for everything that can be made bad. */
export interface Stage {
  /** Where clients ask: HTTP and WebSocket. */
  readonly url: string;
  /** The databases themselves, past every link, for those who judge. */
  readonly databases: DatabaseUrls;
  readonly brokers: readonly KafkaBroker[];
  /** Sends a process of the system a signal. One that ends is started again at once. */
  kill(process: string, signal: NodeJS.Signals): Promise<void>;
  link(name: string): Way;
  setClock(process: string, skewMs: number): void;
  readonly database: Database;
  /** Fills PostgreSQL's disk to the last byte; returns what makes room. Throws where no small disk was asked for. */
  fillDisk(): () => void;
  close(): Promise<void>;
}

/** Enough for a hundred different people to visit, and for each kind of account. */
const people = 200;

/** Starts the system. `say` hears what the processes complain about. */
export async function openStage(
  options: DrillOptions,
  needs: { kafka: boolean; smallDisk: boolean },
  say: (line: string) => void,
): Promise<Stage> {
  const stack = createStack();
  const close = async (): Promise<void> => {
    const failures = await stack.close();
    if (failures.length > 0) say(`  ! did not close cleanly: ${failures.join('; ')}`);
  };
  try {
    return { ...(await build(options, needs, say, stack)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function build(
  options: DrillOptions,
  needs: { kafka: boolean; smallDisk: boolean },
  say: (line: string) => void,
  stack: ReturnType<typeof createStack>,
): Promise<Omit<Stage, 'close'>> {
  const folder = mkdtempSync(join(tmpdir(), 'kith-drill-'));
  stack.add('folder', () => rmSync(folder, { recursive: true, force: true }));
  // As root the database runs as another user, who must be able to enter.
  chmodSync(folder, 0o755);
  const prepared = prepareHome({ KITH_HOME: folder });
  const disk = needs.smallDisk ? mountSmallDisk(join(folder, 'disk')) : undefined;
  if (disk) stack.add('disk', () => disk.remove());
  const home = disk ? { ...prepared, postgres: join(disk.folder, 'postgres') } : prepared;

  const kafka = needs.kafka || options.log === 'kafka' ? await startLinkedCluster(logUsers) : undefined;
  if (kafka) stack.add('Kafka', () => kafka.stop());
  const log: Record<string, string> = kafka
    ? { LOG: 'kafka', KAFKA_BROKERS: kafka.cluster.brokers, KAFKA_REPLICATION: '3' }
    : { LOG: 'postgres' };

  const names = ['PORT', 'USERS_PORT', 'ACTIVITY_PORT', 'FRAUD_PORT', 'POSTGRES_PORT'];
  const ports = await freePorts(names.length);
  const settings = readSettings({
    ...log,
    HOSTS: '127.0.0.1',
    ...Object.fromEntries(names.map((name, index) => [name, String(ports[index])])),
  });
  const secrets = keepSecrets(home, {});

  const start = (): Promise<EmbeddedServer> => startPostgres(home, settings, secrets.POSTGRES_PASSWORD);
  const server = await start();
  const urls = { ...embeddedUrls(server), ...(kafka && { log: undefined }) };
  const database = createDatabase(server, start);
  stack.add('PostgreSQL', () => database.stop());
  await createDatabases(server, { anew: false });
  await migrate(urls);
  const opened = await openLogWithTopics(log, urls, silentLogger('drill'));
  try {
    const population = readPopulationOptions({ users: String(people) });
    await populate({ urls, log: opened, home, population, update: () => {}, signal: new AbortController().signal });
  } finally {
    await opened.close();
  }

  const clockOf = (name: string): string => join(folder, `clock-${name}`);
  const plans = planProcesses({ settings, secrets, urls });
  const linked = await linkProcesses([...plans.behind, plans.router], (name) => ({
    ...log,
    ...(kafka && { KAFKA_BROKERS: kafka.brokersOf(name) }),
    ADMIN_PORT: '',
    OTEL_EXPORTER_OTLP_ENDPOINT: '',
    USAGE_DATABASE_URL: '',
    NODE_OPTIONS: `--import ${pathToFileURL(join(import.meta.dirname, 'clock.mjs')).href}`,
    DRILL_CLOCK_FILE: clockOf(name),
  }));
  stack.add('links', linked.close);
  const supervisor = createSupervisor({
    behind: linked.plans.slice(0, -1),
    router: linked.plans.at(-1)!,
    logs: home.logs,
    say,
    runtimeArguments: ['--import', 'tsx'],
  });
  stack.add('the processes', () => supervisor.stop());
  await supervisor.start(() => {});

  const ways = new Map<string, Way>([...linked.links, ...(kafka?.ways ?? [])]);
  return {
    url: `http://127.0.0.1:${settings.PORT}/graphql`,
    databases: urls,
    brokers: kafka?.cluster.nodes ?? [],
    kill: async (name, signal) => void process.kill(supervisor.pid(name), signal),
    link(name) {
      const found = ways.get(name);
      if (!found) throw new Error(`There is no link ${name} here: ${[...ways.keys()].join(', ')}.`);
      return found;
    },
    setClock: (name, skewMs) => writeFileSync(clockOf(name), String(skewMs)),
    database,
    fillDisk() {
      if (!disk) throw new Error('This stage has no disk of its own.');
      return disk.fill();
    },
  };
}
