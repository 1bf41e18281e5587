import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createInternalTokenVerifier } from '../../platform/identity/internal-token.ts';
import { startTestRouter, type TestRouter } from '../test-support/start-test-router.ts';
import { startTestIssuer, type TestIssuer } from '../test-support/test-issuer.ts';

const sdl = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  type Query { hello: String }
`;
const hello = { sdl, resolvers: { Query: { hello: () => 'hello' } } };
const verify = createInternalTokenVerifier('i'.repeat(32));

let issuer: TestIssuer;
let router: TestRouter;
let behindProxy: TestRouter;
beforeAll(async () => {
  issuer = await startTestIssuer();
  const config = { identity: issuer.identity };
  router = await startTestRouter({ subgraphs: { hello }, config });
  behindProxy = await startTestRouter({ subgraphs: { hello }, config: { ...config, http: { trustedProxyHops: 1 } } });
});
afterAll(async () => {
  await router.close();
  await behindProxy.close();
  await issuer.close();
});

/** The identity that the subgraph was told. */
async function identityOf(from: TestRouter, headers: Record<string, string> = {}) {
  await from.ask({ query: '{ hello }' }, headers);
  const token = from.subgraphs.calls.at(-1)!.headers['x-router-identity'];
  return { token, identity: (await verify(token as string))! };
}

describe('a caller with a token of the issuer', () => {
  test('is known to subgraphs by subject, scopes and session', async () => {
    const authorization = `Bearer ${await issuer.sign({ sub: 'ada', scope: 'a b', sid: 's-1' })}`;
    const { identity } = await identityOf(router, { authorization });
    expect(identity).toMatchObject({ subject: 'ada', scopes: ['a', 'b'], session: 's-1' });
  });

  test('has one internal token for many requests', async () => {
    const authorization = `bearer ${await issuer.sign({ sub: 'ada', sid: 's-2' })}`;
    const first = await identityOf(router, { authorization });
    expect((await identityOf(router, { authorization })).token).toBe(first.token);
  });
});

describe('a token is refused with 401 and UNAUTHENTICATED, and no subgraph is asked, when it', () => {
  let calls = 0;
  beforeEach(() => {
    calls = router.subgraphs.calls.length;
  });
  const cases: [string, () => Promise<string>][] = [
    ['has ended', () => issuer.sign({ sub: 'ada', expiresIn: -60 })],
    ['is another issuer’s', () => issuer.sign({ sub: 'ada', issuer: 'https://other.example' })],
    ['is for another audience', () => issuer.sign({ sub: 'ada', audience: 'other' })],
    ['names nobody', () => issuer.sign({})],
    ['is signed with a shared secret', () => issuer.sign({ sub: 'ada', algorithm: 'HS256' })],
    ['names a key the issuer hasn’t got', () => issuer.sign({ sub: 'ada', kid: 'two' })],
    ['was changed', async () => `${(await issuer.sign({ sub: 'ada' })).slice(0, -6)}AAAAAA`],
    ['is not a token at all', async () => 'nonsense'],
    ['is unsigned', async () => 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZGEifQ.'],
  ];
  test.each(cases)('%s', async (_, sign) => {
    const answer = await router.ask({ query: '{ hello }' }, { authorization: `Bearer ${await sign()}` });
    expect([answer.status, answer.codes, answer.data]).toEqual([401, ['UNAUTHENTICATED'], undefined]);
    expect(answer.headers.get('www-authenticate')).toBe('Bearer error="invalid_token"');
    expect(router.subgraphs.calls.length).toBe(calls);
  });

  test('is not a bearer token', async () => {
    expect((await router.ask({ query: '{ hello }' }, { authorization: 'Basic YTpi' })).status).toBe(401);
  });
});

test('unknown key ids don’t make the router ask the issuer over and over', async () => {
  const before = issuer.fetches();
  for (let i = 0; i < 5; i++)
    await router.ask(
      { query: '{ hello }' },
      { authorization: `Bearer ${await issuer.sign({ sub: 'ada', kid: `made-up-${i}` })}` },
    );
  expect(issuer.fetches() - before).toBeLessThanOrEqual(1);
});

test('where the issuer can’t be reached a token is neither believed nor called bad', async () => {
  const gone = await startTestIssuer();
  const authorization = `Bearer ${await gone.sign({ sub: 'ada' })}`;
  await gone.close();
  const alone = await startTestRouter({ subgraphs: { hello }, config: { identity: gone.identity } });
  const answer = await alone.ask({ query: '{ hello }' }, { authorization });
  expect([answer.status, answer.codes]).toEqual([503, ['IDENTITY_UNAVAILABLE']]);
  expect((await alone.ask({ query: '{ hello }' })).data).toEqual({ hello: 'hello' });
  await alone.close();
});

describe('a caller without a token', () => {
  test('has an internal token too: nobody’s, with hashed address and device and the client’s name', async () => {
    const { identity } = await identityOf(router, {
      'x-device-id': 'phone-1',
      'apollographql-client-name': 'web',
      'apollographql-client-version': '1.2',
    });
    expect(identity).toMatchObject({ subject: null, scopes: [], session: null, client: 'web', clientVersion: '1.2' });
    expect(identity.address).toMatch(/^[\w-]{43}$/);
    expect(identity.device).toMatch(/^[\w-]{43}$/);
    expect(JSON.stringify(identity)).not.toMatch(/127\.0\.0\.1|phone-1/);
  });

  test('has the same hashes on every request, and others for another device', async () => {
    const one = (await identityOf(router, { 'x-device-id': 'phone-1' })).identity;
    const again = (await identityOf(router, { 'x-device-id': 'phone-1' })).identity;
    const other = (await identityOf(router, { 'x-device-id': 'phone-2' })).identity;
    expect(again).toEqual(one);
    expect(other.device).not.toBe(one.device);
    expect((await identityOf(router)).identity.device).toBeNull();
  });
});

describe('the address', () => {
  const addressOf = async (from: TestRouter, forwarded?: string) =>
    (await identityOf(from, forwarded ? { 'x-forwarded-for': forwarded } : {})).identity.address;

  test('is the socket’s, whatever the client claims, where no proxy is trusted', async () => {
    expect(await addressOf(router, '203.0.113.7')).toBe(await addressOf(router));
  });

  test('is what the trusted proxy wrote, not what the client put before it', async () => {
    const honest = await addressOf(behindProxy, '203.0.113.7');
    expect(await addressOf(behindProxy, '198.51.100.1, 203.0.113.7')).toBe(honest);
    expect(await addressOf(behindProxy, '203.0.113.8')).not.toBe(honest);
  });

  test('is the socket’s where the proxy wrote no address', async () => {
    expect(await addressOf(behindProxy, 'unknown')).toBe(await addressOf(behindProxy));
  });

  test('of IPv6 is its /64, and a mapped IPv4 address is that IPv4 address', async () => {
    const home = await addressOf(behindProxy, '2001:db8:0:1::5');
    expect(await addressOf(behindProxy, '2001:0db8::1:a:b:c:d')).toBe(home);
    expect(await addressOf(behindProxy, '2001:db8:0:2::5')).not.toBe(home);
    expect(await addressOf(behindProxy, '::ffff:203.0.113.7')).toBe(await addressOf(behindProxy, '203.0.113.7'));
  });
});
