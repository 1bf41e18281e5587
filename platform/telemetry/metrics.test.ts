import { describe, expect, test } from '@jest/globals';
import { createMetrics } from './metrics.ts';

describe('metrics', () => {
  test('series past the bound are counted together as other', async () => {
    const metrics = createMetrics('test', 2);
    const requests = metrics.count('requests_total', 'Requests', ['operation']);
    for (const operation of ['a', 'b', 'c', 'd', 'a']) requests.add({ operation });
    const text = await metrics.print();
    expect(text).toContain('requests_total{operation="a",service="test"} 2');
    expect(text).toContain('requests_total{operation="b",service="test"} 1');
    expect(text).toContain('requests_total{operation="other",service="test"} 2');
    expect(text).not.toContain('operation="c"');
  });

  test('a gauge is read when it is asked for', async () => {
    const metrics = createMetrics('test');
    let depth = 1;
    metrics.gauge('depth', 'Depth', () => depth);
    metrics.gauges('lag', 'Lag', 'topic', () => [['t', depth]]);
    depth = 5;
    const text = await metrics.print();
    expect(text).toContain('depth{service="test"} 5');
    expect(text).toContain('lag{topic="t",service="test"} 5');
  });

  test('the event loop and the process are measured', async () => {
    const text = await createMetrics('test').print();
    expect(text).toMatch(/nodejs_eventloop_lag_p99_seconds/);
    expect(text).toMatch(/process_cpu_user_seconds_total/);
  });
});
