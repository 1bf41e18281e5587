import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestRouter, type TestRouter } from '../test-support/start-test-router.ts';
import { startTestIssuer, type TestIssuer } from '../test-support/test-issuer.ts';

const sdl = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@cost"])
  type Query { read: Int dear: Int @cost(weight: 40) }
  type Mutation { join: Int write: Int }
`;
const one = () => 1;
const subgraphs = {
  small: { sdl, resolvers: { Query: { read: one, dear: one }, Mutation: { join: one, write: one } } },
};

/** Long enough that no window ends during a test. */
const windowSeconds = 600;

describe('a limit', () => {
  let issuer: TestIssuer;
  let router: TestRouter;
  beforeAll(async () => {
    issuer = await startTestIssuer();
    router = await startTestRouter({
      subgraphs,
      config: {
        identity: issuer.identity,
        http: { batchMax: 10, trustedProxyHops: 1 },
        limits: [
          { name: 'joins', per: 'address', fields: ['join'], points: 3, windowSeconds },
          { name: 'writes', per: 'identity', kind: 'mutation', points: 4, windowSeconds },
          {
            name: 'reads',
            per: 'identity',
            kind: 'query',
            points: 2,
            windowSeconds,
            burst: { points: 2, windowSeconds },
          },
          { name: 'cost', per: 'identity', spend: 'cost', points: 100, windowSeconds },
          { name: 'invalid', per: 'identity', spend: 'invalid', points: 3, windowSeconds },
        ],
      },
    });
  });
  afterAll(async () => {
    await router.close();
    await issuer.close();
  });
  let address = 0;
  /** Somebody at an address that nobody used before. */
  const somebody = async (sub?: string, at = ++address) => ({
    'x-forwarded-for': `198.51.100.${at}`,
    ...(sub && { authorization: `Bearer ${await issuer.sign({ sub })}` }),
  });
  const codes = async (query: string, headers: Record<string, string>, times: number) => {
    const all: string[] = [];
    for (let i = 0; i < times; i++) all.push((await router.ask({ query }, headers)).codes[0] ?? 'ok');
    return all;
  };

  test('lets its points pass and answers 429 with Retry-After and its name from then on', async () => {
    const headers = await somebody();
    expect(await codes('mutation { join }', headers, 3)).toEqual(['ok', 'ok', 'ok']);
    const calls = router.subgraphs.calls.length;
    const refused = await router.ask({ query: 'mutation { join }' }, headers);
    expect(refused.status).toBe(429);
    expect(refused.codes).toEqual(['RATE_LIMITED']);
    expect(refused.errors![0].extensions.rule).toBe('joins');
    const seconds = Number(refused.headers.get('retry-after'));
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(windowSeconds);
    expect(router.subgraphs.calls.length).toBe(calls);
  });

  test('is 429 for a client that asks for application/json too', async () => {
    const headers = { ...(await somebody()), accept: 'application/json' };
    await codes('mutation { join }', headers, 3);
    expect((await router.ask({ query: 'mutation { join }' }, headers)).status).toBe(429);
  });

  test('per address counts everybody there, per identity each account wherever it is', async () => {
    const at = ++address;
    expect(await codes('mutation { join }', await somebody('a1', at), 2)).toEqual(['ok', 'ok']);
    expect(await codes('mutation { join }', await somebody('a2', at), 2)).toEqual(['ok', 'RATE_LIMITED']);
    expect(await codes('mutation { write }', await somebody('b1'), 3)).toEqual(['ok', 'ok', 'ok']);
    expect(await codes('mutation { write }', await somebody('b1'), 2)).toEqual(['ok', 'RATE_LIMITED']);
    expect(await codes('mutation { write }', await somebody('b2'), 1)).toEqual(['ok']);
  });

  test('of a field counts each use of it, under any alias and through fragments', async () => {
    const query = 'mutation { a: join b: join ...M } fragment M on Mutation { c: join }';
    const headers = await somebody();
    expect(await codes(query, headers, 2)).toEqual(['ok', 'RATE_LIMITED']);
  });

  test('has a burst on top, spent once the steady points are', async () => {
    expect(await codes('{ read }', await somebody(), 5)).toEqual(['ok', 'ok', 'ok', 'ok', 'RATE_LIMITED']);
  });

  test('in points spends what operations cost', async () => {
    const headers = await somebody();
    expect(await codes('{ dear }', headers, 3)).toEqual(['ok', 'ok', 'RATE_LIMITED']);
  });

  test('in points is not spent by what costs more than anybody has, which is told so', async () => {
    const headers = await somebody();
    const dear = '{ a: dear b: dear c: dear }';
    const refused = await router.ask({ query: dear }, headers);
    expect([refused.status, refused.codes]).toEqual([400, ['COST_LIMIT_EXCEEDED']]);
    expect(await codes('{ dear }', headers, 1)).toEqual(['ok']);
  });

  test('in points is not spent by what is refused for its cost', async () => {
    const limits = [{ name: 'cost', per: 'identity', spend: 'cost', points: 100, windowSeconds } as const];
    const strict = await startTestRouter({ subgraphs, config: { cost: { operationMax: 50 }, limits } });
    const ask = async (query: string) => (await strict.ask({ query })).codes[0] ?? 'ok';
    for (let time = 0; time < 3; time++) expect(await ask('{ a: dear b: dear }')).toBe('COST_LIMIT_EXCEEDED');
    expect([await ask('{ dear }'), await ask('{ dear }'), await ask('{ dear }')]).toEqual(['ok', 'ok', 'RATE_LIMITED']);
    await strict.close();
  });

  test('isn’t got around by a batch', async () => {
    const response = await fetch(router.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(await somebody()) },
      body: JSON.stringify(Array(5).fill({ query: 'mutation { join }' })),
    });
    const answers = (await response.json()) as { errors?: { extensions: { code: string } }[] }[];
    expect(answers.map(({ errors }) => errors?.[0]?.extensions.code ?? 'ok')).toEqual([
      'ok',
      'ok',
      'ok',
      'RATE_LIMITED',
      'RATE_LIMITED',
    ]);
  });

  test('of invalid documents is spent by what can’t be parsed or isn’t valid, and spares what is known', async () => {
    const headers = await somebody();
    const ask = async (query: string) => (await router.ask({ query }, headers)).codes[0] ?? 'ok';
    const [parse, validate] = ['GRAPHQL_PARSE_FAILED', 'GRAPHQL_VALIDATION_FAILED'];
    expect([await ask('{ read'), await ask('{ nothing }'), await ask('{ read }')]).toEqual([parse, validate, 'ok']);
    expect([await ask('{ a1 }'), await ask('{ a2 }')]).toEqual([validate, validate]);
    // Valid or not: what nobody sent before isn't read any more. What was answered before is.
    expect([await ask('{ a3 }'), await ask('{ new: read }'), await ask('{ read }')]).toEqual([
      'RATE_LIMITED',
      'RATE_LIMITED',
      'ok',
    ]);
    const refused = await router.ask({ query: '{ a4 }' }, headers);
    expect([refused.status, refused.errors![0].extensions.rule]).toEqual([429, 'invalid']);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    // Another one sends the same.
    expect((await router.ask({ query: '{ new: read }' }, await somebody())).codes).toEqual([]);
  });
});
