import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { createPool } from '../../platform/postgres/pool.ts';
import { createReader } from '../../platform/postgres/reader.ts';
import { createMetrics } from '../../platform/telemetry/metrics.ts';
import { observePool, observeReads } from '../../platform/telemetry/observe-pool.ts';
import { createOpenTelemetryTracer } from '../../platform/telemetry/open-telemetry.ts';
import { createReadiness } from '../../platform/telemetry/readiness.ts';
import { isSampled, traceIdOf } from '../../platform/telemetry/traceparent.ts';
import { until } from '../support/until.ts';
import { type Collector, startCollector } from './collector.ts';

const logger = pino({ level: 'silent' });
let collector: Collector;
beforeAll(async () => {
  collector = await startCollector();
});
afterAll(() => collector.close());

function openTracer(options: { ratio: number; endpoint?: string }) {
  const metrics = createMetrics('test');
  const { ratio, endpoint = collector.url } = options;
  return {
    metrics,
    tracer: createOpenTelemetryTracer({ service: 'test', endpoint, headers: {}, ratio, metrics, logger }),
  };
}

const traceparent = (flags: '00' | '01') =>
  `00-${randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-${flags}`;

describe('tracing', () => {
  test('keeps the decision that a request comes with, whatever the ratio', async () => {
    const never = openTracer({ ratio: 0 });
    const always = openTracer({ ratio: 1 });
    const recorded = traceparent('01');
    const unrecorded = traceparent('00');
    never.tracer.child(recorded, 'kept')!.end();
    expect(always.tracer.child(unrecorded, 'dropped')).toBeUndefined();
    expect(always.tracer.child('nonsense', 'dropped')).toBeUndefined();
    expect(always.tracer.child(null, 'dropped')).toBeUndefined();
    await Promise.all([never.tracer.close(), always.tracer.close()]);
    await until(() => collector.spans(traceIdOf(recorded)).length === 1, 'the span');
    expect(await never.metrics.print()).toContain('trace_spans_total{outcome="sent",service="test"} 1');
  });

  test('records new traces at its ratio, and says so in their traceparent', async () => {
    const count = (ratio: number): number => {
      const { tracer } = openTracer({ ratio });
      const all = Array.from({ length: 2_000 }, () => tracer.begin('request'));
      for (const span of all) span.end();
      void tracer.close();
      return all.filter((span) => isSampled(span.traceparent)).length;
    };
    expect(count(0)).toBe(0);
    expect(count(1)).toBe(2_000);
    // Six standard deviations of 2,000 throws at 0.1 are 80.
    expect(Math.abs(count(0.1) - 200)).toBeLessThan(81);
  });

  test('statements of a request are below it, also those of whoever had to wait for a connection', async () => {
    const { tracer, metrics } = openTracer({ ratio: 1 });
    const pool = createPool(process.env.TEST_POSTGRES_URL!, { connectionsMax: 1, applicationName: 'test' });
    const telemetry = { tracer, metrics, readiness: createReadiness() };
    observePool(pool, telemetry);
    const reader = createReader(pool, observeReads(telemetry));
    const rows = { name: 'rows', text: 'SELECT $1::text', toRow: ([text]: readonly (string | null)[]) => text };
    const requests = ['a', 'b', 'c'].map((name) => tracer.begin(name));
    await Promise.all(
      requests.map((span, index) =>
        tracer.within(span, async () => {
          await pool.query({ name: `statement-${index}`, text: 'SELECT $1::text AS secret', values: ['planted'] });
          await reader.readRows(rows, ['planted']);
          const client = await pool.connect();
          await client.query('BEGIN').finally(() => client.query('ROLLBACK'));
          client.release();
        }),
      ),
    );
    await pool.query('SELECT 1');
    for (const span of requests) span.end();
    await tracer.close();
    await reader.close();
    await pool.end();
    for (const [index, span] of requests.entries()) {
      const names = () => collector.spans(traceIdOf(span.traceparent)).map(({ name }) => name);
      await until(() => names().length === 5, 'the spans of one request');
      expect(names().sort()).toEqual(
        [['a', 'b', 'c'][index], 'SQL BEGIN', 'SQL ROLLBACK', 'SQL rows', `SQL statement-${index}`].sort(),
      );
    }
    expect(collector.text()).not.toContain('planted');
  });

  test('a collector that is gone costs the spans and nothing else', async () => {
    const gone = await startCollector();
    await gone.close();
    const { tracer, metrics } = openTracer({ ratio: 1, endpoint: gone.url });
    tracer.begin('lost').end();
    await tracer.close();
    expect(await metrics.print()).toContain('trace_spans_total{outcome="failed",service="test"} 1');
  });
});
