import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createMetrics } from '../../platform/telemetry/metrics.ts';
import { createReadiness } from '../../platform/telemetry/readiness.ts';
import { startTestRouter, type TestRouter } from '../test-support/start-test-router.ts';
import { outcomeOf } from './outcome.ts';
import { createRouterMetrics } from './router-metrics.ts';

const telemetry = { metrics: createMetrics('test'), readiness: createReadiness(), tracer: undefined };
let router: TestRouter;
beforeAll(async () => {
  router = await startTestRouter({
    telemetry,
    subgraphs: {
      greetings: {
        sdl: 'type Query { hello(name: String): String, broken: String }',
        resolvers: {
          Query: {
            hello: (_: unknown, { name }: { name: string }) => `Hello ${name}`,
            broken: () => {
              throw new Error('broken');
            },
          },
        },
      },
    },
  });
});
afterAll(() => router.close());

const series = async (name: string): Promise<Map<string, number>> => {
  const lines = (await telemetry.metrics.print()).split('\n').filter((line) => line.startsWith(`${name}{`));
  return new Map(lines.map((line) => [line.slice(name.length, line.lastIndexOf(' ')), Number(line.split(' ').at(-1))]));
};

describe("the router's metrics", () => {
  test('tell each operation apart with how it ended, and what was fetched and kept', async () => {
    for (let i = 0; i < 3; i++) await router.ask({ query: 'query Greet { hello(name: "x") }' });
    await router.ask({ query: '{ nothing }' });
    const requests = await series('router_requests_total');
    expect(requests.get('{operation="Greet",outcome="ok",service="test"}')).toBe(3);
    expect(requests.get('{operation="unnamed",outcome="refused",service="test"}')).toBe(1);
    const durations = await series('router_request_duration_seconds_count');
    expect(durations.get('{operation="Greet",service="test"}')).toBe(3);
    const fetches = await series('router_subgraph_fetches_total');
    expect(fetches.get('{subgraph="greetings",outcome="ok",service="test"}')).toBe(3);
    const caches = await series('router_cache_requests_total');
    expect(caches.get('{cache="operation",outcome="hit",service="test"}')).toBe(2);
    expect(caches.get('{cache="operation",outcome="miss",service="test"}')).toBe(1);
    expect(caches.get('{cache="document",outcome="hit",service="test"}')).toBe(2);
    const errors = await series('router_errors_total');
    expect(errors.get('{code="GRAPHQL_VALIDATION_FAILED",service="test"}')).toBe(1);
  });

  test('stay as few as they are bounded to when clients make up operation names', async () => {
    const before = [...(await series('router_requests_total')).values()].reduce((sum, count) => sum + count, 0);
    const names = Array.from({ length: 400 }, (_, index) => `MadeUp${index}`);
    for (const name of names) await router.ask({ query: `query ${name} { hello }` });
    // A name that isn't in the document is refused, and its text is kept nowhere.
    for (let i = 0; i < 20; i++) await router.ask({ query: 'query A { hello }', operationName: `Wrong${i}` });
    const requests = await series('router_requests_total');
    expect(requests.size).toBeLessThanOrEqual((300 + 1) * 4);
    expect([...requests.keys()].filter((labels) => labels.includes('MadeUp')).length).toBeLessThanOrEqual(300);
    expect(requests.get('{operation="other",outcome="ok",service="test"}')).toBeGreaterThanOrEqual(100);
    expect([...requests.keys()].join()).not.toContain('Wrong');
    const after = [...requests.values()].reduce((sum, count) => sum + count, 0);
    expect(after - before).toBe(420);
    expect((await series('router_request_duration_seconds_count')).size).toBeLessThanOrEqual(301);
  });

  test('a flood of names costs no more series than a few', async () => {
    const flooded = createMetrics('flood');
    const { answered } = createRouterMetrics(flooded);
    for (let i = 0; i < 50_000; i++) answered(`n${i}`, [`CODE_${i}`], 0.001);
    const lines = (await flooded.print()).split('\n').filter((line) => line.startsWith('router_'));
    // 301 operations with 4 outcomes and with 16 lines of a histogram each, and 61 codes.
    expect(lines.length).toBeLessThanOrEqual(301 * 4 + 301 * 16 + 61);
  });
});

describe('the outcome of an operation', () => {
  test.each([
    ['ok', []],
    ['refused', ['UNAUTHENTICATED', 'BAD_USER_INPUT']],
    ['error', ['UNAUTHENTICATED', 'SUBGRAPH_TIMEOUT']],
    ['error', ['INTERNAL_SERVER_ERROR']],
    ['aborted', ['REQUEST_ABORTED']],
  ])('is %s with the codes %j', (outcome, codes) => {
    expect(outcomeOf(codes)).toBe(outcome);
  });
});
