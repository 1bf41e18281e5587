import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { allTopics } from '../../events/topics.ts';
import { userStatusChanged } from '../../events/user-status-changed.ts';
import { logConfigSchema, openLog } from '../../platform/log/config.ts';
import { deadTopic } from '../../platform/log/dead-letters.ts';
import type { Log } from '../../platform/log/port.ts';
import { applyMigrations } from '../../platform/postgres/migrate.ts';
import { createLogger } from '../../platform/telemetry/logger.ts';
import { freePorts } from '../../tests/support/free-ports.ts';
import { until } from '../../tests/support/until.ts';
import type { Issuer } from './issuer.ts';
import type { LogName } from './options.ts';
import { type RunningProgram, startProgram } from './program.ts';
import type { KafkaServer, PostgresServer } from './servers.ts';

/** The product's processes on one log, as they are started in production, each with a measuring ear (programs/measure.ts). */
export interface Stack {
  readonly name: LogName;
  readonly log: Log;
  readonly activity: RunningProgram;
  readonly worker: RunningProgram;
  readonly router: RunningRouter;
  /** Another router on the same log. */
  startRouter(): Promise<RunningRouter>;
  close(): Promise<void>;
}

export interface RunningRouter {
  readonly program: RunningProgram;
  readonly http: string;
  readonly webSocket: string;
  /** Its own counters: events handed to clients, and the executions that took. */
  counters(): Promise<{ deliveries: number; executions: number }>;
}

export interface StackDeps {
  readonly name: LogName;
  readonly postgres: PostgresServer;
  readonly kafka: KafkaServer | null;
  readonly issuer: Issuer;
  /** Where the router's config goes. */
  readonly folder: string;
  /** Accounts that may act and be visited. */
  readonly people: readonly string[];
  readonly connectionsMax: number;
}

const root = join(import.meta.dirname, '..', '..');
const secret = 'a secret of the benchmark, for nobody else';
const projectTimeoutMs = 60_000;
/** Nothing is refused for being too much: driving a busy machine as hard as it goes is what is measured. */
const shed = { delayMaxMs: 600_000, underWayMax: 1_000_000 };

export async function startStack(deps: StackDeps): Promise<Stack> {
  const { name, postgres, kafka, folder } = deps;
  const closers: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (const one of closers.splice(0).reverse()) await one();
  };
  const started = (program: RunningProgram): RunningProgram => {
    closers.push(() => program.stop());
    return program;
  };
  try {
    const database = await postgres.createDatabase(`activity_${name}`);
    await applyMigrations(join(root, 'prisma', 'activity'), database);
    const logEnvironment: Record<string, string> =
      name === 'kafka'
        ? { LOG: 'kafka', KAFKA_BROKERS: kafka!.brokers }
        : { LOG: 'postgres', LOG_DATABASE_URL: await postgres.createDatabase('log') };
    const log = await openLog(logConfigSchema.parse(logEnvironment), createLogger('bench', 'silent'));
    closers.push(() => log.close());
    await log.ensureTopics(allTopics.flatMap((topic) => [topic, deadTopic(topic.name)]));

    const [activityPort] = await freePorts(1);
    const common = { ...logEnvironment, ACTIVITY_DATABASE_URL: database, LOG_LEVEL: 'error' };
    const file = join(folder, `router-${name}.yaml`);
    writeFileSync(file, routerConfig(deps, `http://127.0.0.1:${activityPort}/graphql`));
    const startRouter = async (): Promise<RunningRouter> => {
      const [port, adminPort] = await freePorts(2);
      const program = started(
        await startProgram('router/bin/router.ts', {
          ...logEnvironment,
          LOG_LEVEL: 'error',
          ROUTER_CONFIG: file,
          PORT: String(port),
          ADMIN_PORT: String(adminPort),
          INTERNAL_TOKEN_SECRET: secret,
          HASH_SECRET: secret,
          CURSOR_SECRET: secret,
        }),
      );
      return {
        program,
        http: `http://127.0.0.1:${port}`,
        webSocket: `ws://127.0.0.1:${port}/graphql`,
        counters: () => readCounters(adminPort!),
      };
    };
    const [activity, worker, router] = await Promise.all([
      startProgram('subgraphs/activity/bin/activity.ts', {
        ...common,
        ACTIVITY_PORT: String(activityPort),
        INTERNAL_TOKEN_SECRET: secret,
        SHED_DELAY_MS: String(shed.delayMaxMs),
        SHED_REQUESTS_MAX: String(shed.underWayMax),
      }).then(started),
      startProgram('subgraphs/activity/bin/activity-worker.ts', common).then(started),
      startRouter(),
    ]);
    await register(log, deps.people, database);
    return { name, log, activity, worker, router, startRouter, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Kith's own router.yaml, without rate limits: the benchmark is one address that does what thousands do. JSON is YAML. */
function routerConfig({ issuer, connectionsMax }: StackDeps, activityUrl: string): string {
  const bound = connectionsMax + 1_000;
  return JSON.stringify({
    supergraph: join(root, 'supergraph.graphql'),
    subgraphs: { activity: { url: activityUrl } },
    listen: { hosts: ['127.0.0.1'] },
    http: { shed },
    identity: { jwksUrl: issuer.jwksUrl, issuer: issuer.name, audience: 'kith' },
    restricted: {
      topic: 'users.status',
      type: 'user.status-changed',
      subject: 'user.id',
      value: 'status',
      allowed: ['ACTIVE'],
    },
    revoked: { topic: 'users.changed', type: 'session.revoked', session: 'session.id' },
    live: { connectionsMax: bound, connectionsPerIdentityMax: bound, subscriptionsPerIdentityMax: bound },
  });
}

/** Tells of the accounts as the users subgraph does, and waits until activity knows them. */
async function register(log: Log, people: readonly string[], database: string): Promise<void> {
  const context = { actor: null, device: null, address: null, client: null, trace: null };
  await log.append(
    people.map((id) => {
      const envelope = userStatusChanged.create({ user: { id }, status: 'ACTIVE' }, { ...context, time: new Date() });
      return { topic: 'users.status', key: envelope.key, value: JSON.stringify(envelope) };
    }),
  );
  const client = new pg.Client(database);
  await client.connect();
  await until(
    async () => {
      const { rows } = await client.query<{ known: number }>('SELECT count(*)::int AS known FROM account');
      return rows[0]!.known >= people.length;
    },
    'activity to know the accounts',
    projectTimeoutMs,
  ).finally(() => client.end());
}

async function readCounters(adminPort: number): Promise<{ deliveries: number; executions: number }> {
  const text = await (await fetch(`http://127.0.0.1:${adminPort}/metrics`)).text();
  const read = (name: string): number =>
    Number(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)`, 'm').exec(text)?.[1] ?? Number.NaN);
  return { deliveries: read('router_live_deliveries_total'), executions: read('router_live_executions_total') };
}
