import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startEmbeddedServer } from '../../platform/postgres/embedded-server.ts';
import { freePorts } from '../../tests/support/free-ports.ts';
import { startKafkaCluster } from '../../tests/support/kafka-cluster.ts';
import { guardRun } from '../../tests/support/run-guard.ts';

/** A server that others run on, with the process whose CPU time is its own; null where it was there before. */
export interface Server {
  readonly pid: number | null;
  stop(): Promise<void>;
}

export interface PostgresServer extends Server {
  createDatabase(name: string): Promise<string>;
}

export interface KafkaServer extends Server {
  readonly brokers: string;
}

/** The server at `url`, or one of our own with PostgreSQL's own settings: every commit is flushed. */
export async function openPostgres(url: string | undefined): Promise<PostgresServer> {
  if (url) {
    const made: string[] = [];
    return {
      pid: null,
      createDatabase: async (name) => {
        const database = `bench_${name}_${process.pid}`;
        await query(url, `CREATE DATABASE "${database}"`);
        made.push(database);
        return withDatabase(url, database);
      },
      stop: async () => {
        for (const database of made) await query(url, `DROP DATABASE "${database}" WITH (FORCE)`);
      },
    };
  }
  const folder = mkdtempSync(join(tmpdir(), 'kith-bench-'));
  // As root the database runs as another user, who must be able to enter.
  chmodSync(folder, 0o755);
  const port = (await freePorts(1))[0]!;
  const server = await startEmbeddedServer({ dataFolder: join(folder, 'postgres'), port });
  // A benchmark that is killed must not leave its server behind.
  guardRun([server.pid], folder);
  return {
    pid: server.pid,
    createDatabase: async (name) => {
      await query(server.url('postgres'), `CREATE DATABASE "${name}"`);
      return server.url(name);
    },
    stop: async () => {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The brokers that are named, or one of our own. Rejects with the reason where Kafka can't be had. */
export async function openKafka(brokers: string | undefined): Promise<KafkaServer> {
  if (brokers) return { brokers, pid: null, stop: async () => {} };
  const cluster = await startKafkaCluster();
  return { brokers: cluster.brokers, pid: cluster.nodes[0]!.pid, stop: () => cluster.stop() };
}

async function query(url: string, text: string): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  await client.query(text).finally(() => client.end());
}

function withDatabase(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.href;
}
