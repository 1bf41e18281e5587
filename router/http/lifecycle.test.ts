import { writeFileSync } from 'node:fs';
import { Agent, request as httpRequest } from 'node:http';
import { networkInterfaces } from 'node:os';
import { describe, expect, test } from '@jest/globals';
import { until } from '../../tests/support/until.ts';
import { startTestRouter, type TestRouter } from '../test-support/start-test-router.ts';

const sdl = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  type Query { fast: String slow: String }
`;

/** A subgraph whose slow field answers when it is let go, and which sees when nobody waits any more. */
function slowSubgraph() {
  let release = (): void => undefined;
  const gate = new Promise<void>((resolve) => {
    release = resolve;
  });
  const seen = { waiting: 0, aborted: 0 };
  return {
    seen,
    release: () => release(),
    subgraph: {
      sdl,
      resolvers: {
        Query: {
          fast: () => 'fast',
          slow: async (_: unknown, __: unknown, { signal }: { signal: AbortSignal }) => {
            seen.waiting++;
            signal.addEventListener('abort', () => seen.aborted++);
            await gate;
            return 'slow';
          },
        },
      },
    },
  };
}

async function withRouter(
  options: Parameters<typeof startTestRouter>[0],
  run: (router: TestRouter) => Promise<void>,
): Promise<void> {
  const router = await startTestRouter(options);
  try {
    await run(router);
  } finally {
    await router.close();
  }
}

describe('a router that serves', () => {
  test('answers within its deadline with what there is, and lets go of the subgraph', async () => {
    const { subgraph, seen, release } = slowSubgraph();
    await withRouter({ subgraphs: { slow: subgraph }, config: { http: { deadlineMs: 2_000 } } }, async (router) => {
      const { data, errors } = await router.ask({ query: '{ slow }' });
      expect(data ?? null).toEqual(data === undefined ? null : { slow: null });
      expect(errors).toHaveLength(1);
      await until(() => seen.aborted === 1, 'the subgraph request to be given up');
      release();
    });
  });

  test('tells subgraphs how long it still waits, and no client says it for it', async () => {
    const { subgraph, release } = slowSubgraph();
    release();
    const told = async (config: object) => {
      let header: unknown;
      await withRouter({ subgraphs: { slow: subgraph }, config }, async (router) => {
        await router.ask({ query: '{ fast }' }, { 'x-router-timeout-ms': '123456789' });
        header = router.subgraphs.calls[0]!.headers['x-router-timeout-ms'];
      });
      return Number(header);
    };
    const http = { forwardHeaders: ['x-router-timeout-ms'] };
    // What is left of the deadline, or what the subgraph is waited for at most, whichever ends first.
    const left = await told({ http: { ...http, deadlineMs: 5_000 } });
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThan(5_000);
    expect(await told({ http: { ...http, deadlineMs: 60_000 }, traffic: { timeoutMs: 7_000 } })).toBe(7_000);
  });

  test('stops asking subgraphs when the client goes away', async () => {
    const { subgraph, seen, release } = slowSubgraph();
    await withRouter({ subgraphs: { slow: subgraph } }, async (router) => {
      const controller = new AbortController();
      const asked = fetch(router.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"query":"{ slow }"}',
        signal: controller.signal,
      });
      await until(() => seen.waiting === 1, 'the subgraph to be asked');
      controller.abort();
      await expect(asked).rejects.toThrow();
      await until(() => seen.aborted === 1, 'the subgraph request to be given up');
      release();
    });
  });

  test('refuses with 503 and Retry-After what is too much at once, is ready all the same, and takes requests again', async () => {
    const { subgraph, seen, release } = slowSubgraph();
    const config = { http: { shed: { underWayMax: 2 } } };
    await withRouter({ subgraphs: { slow: subgraph }, config }, async (router) => {
      const underWay = [router.ask({ query: '{ slow }' }), router.ask({ query: '{ slow }' })];
      await until(() => seen.waiting === 2, 'both to be under way');
      const refused = await router.ask({ query: '{ fast }' }, { accept: 'application/json' });
      expect([refused.status, refused.codes]).toEqual([503, ['OVERLOADED']]);
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
      expect((await fetch(`${router.origin}/health`)).status).toBe(200);
      release();
      expect((await Promise.all(underWay)).map(({ status }) => status)).toEqual([200, 200]);
      expect((await router.ask({ query: '{ fast }' })).data).toEqual({ fast: 'fast' });
    });
  });

  test('finishes what is under way when it closes, and takes nothing new', async () => {
    const { subgraph, seen, release } = slowSubgraph();
    const router = await startTestRouter({ subgraphs: { slow: subgraph } });
    // A connection that goes on living, as browsers and balancers keep them.
    const agent = new Agent({ keepAlive: true });
    const underWay = new Promise<string>((resolve, reject) => {
      const request = httpRequest(
        router.url,
        { method: 'POST', agent, headers: { 'content-type': 'application/json' } },
        async (response) => {
          let text = '';
          for await (const chunk of response) text += chunk;
          resolve(text);
        },
      );
      request.on('error', reject);
      request.end('{"query":"{ slow }"}');
    });
    await until(() => seen.waiting === 1, 'the subgraph to be asked');
    const closed = router.router.close();
    await expect(fetch(`${router.origin}/health`)).rejects.toThrow();
    release();
    expect(JSON.parse(await underWay)).toEqual({ data: { slow: 'slow' } });
    await closed;
    agent.destroy();
    await router.close();
  });

  test('drops no request while its graph changes', async () => {
    const { subgraph, seen, release } = slowSubgraph();
    await withRouter({ subgraphs: { slow: subgraph } }, async (router) => {
      const underWay = router.ask({ query: '{ slow }' });
      await until(() => seen.waiting === 1, 'the subgraph to be asked');
      const changed = router.subgraphs.supergraph.replace('fast: String', '"Renamed." quick: String');
      expect(changed).not.toBe(router.subgraphs.supergraph);
      writeFileSync(router.supergraphFile, changed);
      await until(
        async () =>
          (await router.ask({ query: '{ __type(name: "Query") { fields { name } } }' })).data.__type.fields.some(
            ({ name }: { name: string }) => name === 'quick',
          ),
        'the changed graph',
      );
      expect((await router.ask({ query: '{ fast }' })).codes).toEqual(['GRAPHQL_VALIDATION_FAILED']);
      release();
      expect((await underWay).data).toEqual({ slow: 'slow' });
    });
  });

  test('listens on the loopback addresses of both families, where there are both', async () => {
    const hasIpv6 = Object.values(networkInterfaces()).some((entries) =>
      entries?.some(({ address }) => address === '::1'),
    );
    const { subgraph } = slowSubgraph();
    await withRouter(
      { subgraphs: { slow: subgraph }, config: { listen: { hosts: ['127.0.0.1', '::1'], port: 0 } } },
      async (router) => {
        expect(router.router.hosts).toEqual(hasIpv6 ? ['127.0.0.1', '::1'] : ['127.0.0.1']);
        for (const host of router.router.hosts) {
          const address = host.includes(':') ? `[${host}]` : host;
          expect((await fetch(`http://${address}:${router.router.port}/health`)).status).toBe(200);
        }
      },
    );
  });

  test('says in one sentence that its port is taken', async () => {
    const { subgraph } = slowSubgraph();
    await withRouter({ subgraphs: { slow: subgraph } }, async (router) => {
      await expect(
        startTestRouter({ subgraphs: { slow: subgraph }, config: { listen: { port: router.router.port } } }),
      ).rejects.toThrow(
        `Port ${router.router.port} is taken: stop what listens there, or set listen.port to a free port.`,
      );
    });
  });
});
