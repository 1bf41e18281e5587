import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PrismaPg } from '@prisma/adapter-pg';
import { accountDecided } from '../../events/account-decided.ts';
import { allTopics, topics } from '../../events/topics.ts';
import { userStatusChanged } from '../../events/user-status-changed.ts';
import { logConfigSchema, openLog } from '../../platform/log/config.ts';
import { deadTopic } from '../../platform/log/dead-letters.ts';
import { decodeEnvelope } from '../../platform/log/decode-envelope.ts';
import type { Log } from '../../platform/log/port.ts';
import { applyMigrations } from '../../platform/postgres/migrate.ts';
import { createPool } from '../../platform/postgres/pool.ts';
import { createLogger } from '../../platform/telemetry/logger.ts';
import { PrismaClient } from '../../prisma/fraud/generated/client.ts';
import { rulesPath } from '../../subgraphs/fraud/fixtures/rules.ts';
import { fraudGroup } from '../../subgraphs/fraud/watch/facts-of.ts';
import { type RunningProgram, startProgram } from '../live/program.ts';
import type { KafkaServer, PostgresServer } from '../live/servers.ts';
import { probePeople } from './traffic.ts';

/** The workers' own processes on a Kafka broker and a PostgreSQL, as they are started in production. */
export interface Pipeline {
  readonly log: Log;
  readonly prisma: PrismaClient;
  readonly usersDatabase: string;
  startFraudWorker(): Promise<RunningProgram>;
  startUsersWorker(): Promise<RunningProgram>;
  /** When the decision to restrict an account was read back from the log; undefined until then. */
  decidedMs(user: string): number | undefined;
  /** When the founding rule's decision on each of these accounts was taken, as the database has it. */
  takenMs(users: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** When an account's status was last read back from the log, and what it was. */
  status(user: string): { status: string; atMs: number } | undefined;
  /** How many events of activity the group has handled and committed, and how many there are. */
  progress(): Promise<{ committed: number; events: number }>;
  close(): Promise<void>;
}

const root = join(import.meta.dirname, '..', '..');
const foundingRule = /founding: \{ action: RESTRICT, weight: 1, people: 100,/;

/** The rules in force, the founding rule's people lowered so that a decision costs few events (traffic.ts). */
function writeRules(folder: string): string {
  const text = readFileSync(rulesPath, 'utf8');
  if (!foundingRule.test(text)) throw new Error(`${rulesPath} has no founding rule as the benchmark knows it`);
  const file = join(folder, 'rules.yaml');
  writeFileSync(
    file,
    text.replace(foundingRule, (rule) => rule.replace('100', String(probePeople))),
  );
  return file;
}

export async function startPipeline(deps: {
  kafka: KafkaServer;
  postgres: PostgresServer;
  folder: string;
}): Promise<Pipeline> {
  const { kafka, postgres, folder } = deps;
  const [fraudDatabase, usersDatabase] = [
    await postgres.createDatabase('fraud'),
    await postgres.createDatabase('users'),
  ];
  await applyMigrations(join(root, 'prisma', 'fraud'), fraudDatabase);
  await applyMigrations(join(root, 'prisma', 'users'), usersDatabase);
  const environment = { LOG: 'kafka', KAFKA_BROKERS: kafka.brokers, LOG_LEVEL: 'error' };
  const log = await openLog(logConfigSchema.parse(environment), createLogger('bench', 'silent'));
  await log.ensureTopics(allTopics.flatMap((topic) => [topic, deadTopic(topic.name)]));
  const pool = createPool(fraudDatabase, { connectionsMax: 2, applicationName: 'bench' });
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool) });
  const rules = writeRules(folder);
  const decided = new Map<string, number>();
  const statuses = new Map<string, { status: string; atMs: number }>();
  const started: RunningProgram[] = [];
  const reader = await log.read({
    topics: [topics.fraudDecided.name, topics.usersStatus.name],
    from: 'earliest',
    handle(records) {
      const atMs = Date.now();
      for (const { topic, value } of records) {
        const envelope = decodeEnvelope(value!);
        if (accountDecided.is(topic, envelope)) {
          const { user, action } = accountDecided.read(envelope).data;
          if (action === 'RESTRICT' && !decided.has(user.id)) decided.set(user.id, atMs);
        } else if (userStatusChanged.is(topic, envelope)) {
          const { user, status } = userStatusChanged.read(envelope).data;
          statuses.set(user.id, { status, atMs });
        }
      }
    },
  });
  await reader.caughtUp;
  const start = async (file: string, own: Record<string, string>): Promise<RunningProgram> => {
    const program = await startProgram(file, { ...environment, ...own });
    started.push(program);
    return program;
  };
  return {
    log,
    prisma,
    usersDatabase,
    startFraudWorker: () =>
      start('subgraphs/fraud/bin/fraud-worker.ts', { FRAUD_DATABASE_URL: fraudDatabase, FRAUD_RULES: rules }),
    startUsersWorker: () => start('subgraphs/users/bin/users-worker.ts', { USERS_DATABASE_URL: usersDatabase }),
    decidedMs: (user) => decided.get(user),
    async takenMs(users) {
      const where = { rule: 'founding', userId: { in: [...users] } };
      const rows = await prisma.decision.findMany({ where, select: { userId: true, decidedAt: true } });
      return new Map(rows.map(({ userId, decidedAt }) => [userId, decidedAt.getTime()]));
    },
    status: (user) => statuses.get(user),
    async progress() {
      const committed = await log.committed(fraudGroup, topics.activityRecorded.name);
      const bounds = await log.bounds(topics.activityRecorded.name);
      return {
        committed: [...committed.values()].reduce((sum, offset) => sum + offset, 0),
        events: bounds.reduce((sum, { next }) => sum + next, 0),
      };
    },
    async close() {
      for (const program of started) await program.stop();
      await log.close();
      await prisma.$disconnect();
      await pool.end();
    },
  };
}
