import { AsyncResource } from 'node:async_hooks';
import type pg from 'pg';
import type { ObserveRead } from '../postgres/reader.ts';
import type { Telemetry } from './start-telemetry.ts';
import { failureOf, type Span, type Tracer } from './tracer.ts';

/**
 * A pool all of whose connections are in use answers no check, and isn't lost: as long as one came back within this time
 * the database is at work, in milliseconds.
 */
const busyMs = 5_000;

/** Tells of a pool: its use as a gauge, its database as a readiness check, its statements as spans. */
export function observePool(pool: pg.Pool, { metrics, readiness, tracer }: Telemetry): void {
  let releasedAtMs = performance.now();
  pool.on('release', (error) => {
    if (!error) releasedAtMs = performance.now();
  });
  metrics.gauge('pg_pool_connections', 'Connections of the database pool by what they do', { state: 2 }, () => [
    [['in_use'], pool.totalCount - pool.idleCount],
    [['idle'], pool.idleCount],
  ]);
  metrics.gauge('pg_pool_waiting', 'Requests for a connection that wait because all are in use', {}, () => [
    [[], pool.waitingCount],
  ]);
  metrics.gauge('pg_pool_connections_max', 'Connections that the pool may open', {}, () => [
    [[], pool.options.max ?? 0],
  ]);
  readiness.add('database', async () => {
    const isFull = pool.idleCount === 0 && pool.totalCount >= (pool.options.max ?? 0);
    if (isFull && performance.now() - releasedAtMs < busyMs) return;
    await pool.query('SELECT 1');
  });
  if (tracer) traceStatements(pool, tracer);
}

/** Makes a span of every statement that runs within one. It says the statement's name or kind, never a value. */
function traceStatements(pool: pg.Pool, tracer: Tracer): void {
  pool.on('connect', (client) => traceClient(client, tracer));
  // Whoever waits for a connection is called back by whoever returns one: back in the waiting one's own context.
  const connect = pool.connect.bind(pool) as (callback?: (...args: unknown[]) => void) => unknown;
  pool.connect = ((callback?: (...args: unknown[]) => void) =>
    callback ? connect(AsyncResource.bind(callback)) : connect()) as typeof pool.connect;
}

/**
 * Makes a span of every read of rows that is asked for within one; undefined where nothing is traced. What a pool sees of
 * them is a round trip for several who ask.
 */
export function observeReads(telemetry: Telemetry | undefined): ObserveRead | undefined {
  const tracer = telemetry?.tracer;
  if (!tracer) return undefined;
  return ({ name, text }) => {
    const current = tracer.current();
    const span = current && beginSpan(tracer, current, { name, kind: kindOf(text) });
    return span && ((error) => span.end(error === undefined ? undefined : failureOf(error)));
  };
}

function beginSpan(tracer: Tracer, parent: Span, { name, kind }: { name: string; kind: string }): Span | undefined {
  return tracer.child(parent.traceparent, `SQL ${name}`, {
    kind: 'client',
    attributes: { 'db.system.name': 'postgresql', 'db.operation.name': kind },
  });
}

interface StatementQuery {
  readonly text: unknown;
  readonly name: unknown;
  readonly submit: unknown;
}

type Callback = (error: unknown, result: unknown) => void;
type Query = (...args: unknown[]) => unknown;

function traceClient(client: pg.PoolClient, tracer: Tracer): void {
  const query = client.query.bind(client) as Query;
  client.query = ((...args: unknown[]) => {
    const current = tracer.current();
    const statement = current && statementOf(args[0]);
    const span = statement && beginSpan(tracer, current, statement);
    if (!span) return query(...args);
    const last = args.length - 1;
    const callback = args[last];
    if (typeof callback === 'function') {
      const told: Callback = (error, result) => {
        span.end(error ? failureOf(error) : undefined);
        (callback as Callback)(error, result);
      };
      return query(...args.slice(0, last), AsyncResource.bind(told));
    }
    return (query(...args) as Promise<unknown>).then(
      (result) => {
        span.end();
        return result;
      },
      (error: unknown) => {
        span.end(failureOf(error));
        throw error;
      },
    );
  }) as typeof client.query;
}

/** A prepared statement's name, else its first word; null for what sends itself: a reader tells of its own (observeReads). */
function statementOf(query: unknown): { name: string; kind: string } | null {
  const { text, name, submit } =
    typeof query === 'string' ? { text: query } : ((query ?? {}) as Partial<StatementQuery>);
  if (typeof text !== 'string' || submit !== undefined) return null;
  const kind = kindOf(text);
  return { name: typeof name === 'string' && name !== '' ? name : kind, kind };
}

function kindOf(text: string): string {
  return /^\s*(\w+)/.exec(text)?.[1]?.toUpperCase() ?? 'SQL';
}
