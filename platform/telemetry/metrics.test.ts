import { describe, expect, test } from '@jest/globals';
import { createMetrics } from './metrics.ts';

describe('metrics', () => {
  test("a label's values past its bound are counted together as other, and its other labels stay apart", async () => {
    const metrics = createMetrics('test');
    const requests = metrics.counter('requests_total', 'Requests', { operation: 2, outcome: 4 });
    for (const operation of ['a', 'b', 'c', 'd', 'a']) requests.add(operation, 'ok');
    requests.add('e', 'error');
    const text = await metrics.print();
    expect(text).toContain('requests_total{operation="a",outcome="ok",service="test"} 2');
    expect(text).toContain('requests_total{operation="b",outcome="ok",service="test"} 1');
    expect(text).toContain('requests_total{operation="other",outcome="ok",service="test"} 2');
    expect(text).toContain('requests_total{operation="other",outcome="error",service="test"} 1');
    expect(text).not.toContain('operation="c"');
  });

  test('a flood of values makes no more series than the bounds allow', async () => {
    const metrics = createMetrics('test');
    const requests = metrics.counter('requests_total', 'Requests', { operation: 20, outcome: 3 });
    const timing = metrics.timing('request_duration_seconds', 'Durations', { operation: 20 }, [1]);
    for (let i = 0; i < 10_000; i++) {
      requests.add(`operation${i}`, `outcome${i % 100}`);
      timing.observe(0.5, `operation${i}`);
    }
    const lines = (await metrics.print()).split('\n');
    // Each label may be `other` besides its values.
    expect(lines.filter((line) => line.startsWith('requests_total{')).length).toBeLessThanOrEqual(21 * 4);
    expect(lines.filter((line) => line.startsWith('request_duration_seconds_count{'))).toHaveLength(21);
    const sum = lines
      .filter((line) => line.startsWith('requests_total{'))
      .reduce((total, line) => total + Number(line.split(' ').at(-1)), 0);
    expect(sum).toBe(10_000);
  });

  test('a timing is a cumulative histogram whose bounds are inclusive', async () => {
    const metrics = createMetrics('test');
    const timing = metrics.timing('work_seconds', 'Work', {}, [0.1, 1]);
    for (const seconds of [0.1, 0.2, 5]) timing.observe(seconds);
    const text = await metrics.print();
    expect(text).toContain('work_seconds_bucket{le="0.1",service="test"} 1');
    expect(text).toContain('work_seconds_bucket{le="1",service="test"} 2');
    expect(text).toContain('work_seconds_bucket{le="+Inf",service="test"} 3');
    expect(text).toMatch(/work_seconds_sum\{service="test"\} 5\.3/);
    expect(text).toContain('work_seconds_count{service="test"} 3');
  });

  test('a gauge is read when it is asked for, and one that fails hides no other', async () => {
    const metrics = createMetrics('test');
    let depth = 1;
    metrics.gauge('depth', 'Depth', {}, () => [[[], depth]]);
    metrics.gauge('lag', 'Lag', { topic: 10 }, async () => [[['t'], depth]]);
    metrics.gauge('broken', 'Broken', {}, () => Promise.reject(new Error('no database')));
    depth = 5;
    const text = await metrics.print();
    expect(text).toContain('depth{service="test"} 5');
    expect(text).toContain('lag{topic="t",service="test"} 5');
    expect(text).not.toContain('broken');
  });

  test("a label's value can't break out of its line", async () => {
    const metrics = createMetrics('test');
    metrics.counter('requests_total', 'Requests', { operation: 2 }).add('a"} 1\nfake 2\\');
    expect(await metrics.print()).toContain('requests_total{operation="a\\"} 1\\nfake 2\\\\",service="test"} 1');
  });

  test('the event loop and the process are measured', async () => {
    const text = await createMetrics('test').print();
    expect(text).toMatch(/nodejs_eventloop_lag_p99_seconds/);
    expect(text).toMatch(/process_cpu_user_seconds_total/);
  });
});
