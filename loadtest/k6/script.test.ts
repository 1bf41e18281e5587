import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Supergraph } from '@apollo/federation-internals';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { type GraphQLSchema, parse, validate } from 'graphql';
import { root } from '../../scripts/start/home.ts';
import { scenarios } from '../scenarios/all.ts';
import { bundleScript } from './bundle.ts';
import { type Loaded, loadScript, type Response, type Sent, type Shared } from './stand-in.ts';

const townspeople = [1, 2, 3].map((index) => ({
  id: `p${index}`,
  handle: `h${index}`,
  city: 'Ghent',
  visitCount: index,
}));
const page = { edges: townspeople.map((node) => ({ node })), pageInfo: { hasNextPage: false, endCursor: null } };

/** A graph where all is well. */
function graph({ operationName, variables }: Sent): { data: object } {
  const visit = { id: `visit of ${variables.userId}`, at: '2026-11-01T00:00:00Z' };
  const data: Record<string, object> = {
    Townspeople: { discover: page },
    Discover: { discover: page },
    SignIn: { signIn: { session: { accessToken: 'token' }, userErrors: [] } },
    VisitProfile: { visitProfile: { visit, userErrors: [] } },
  };
  return { data: data[operationName] ?? {} };
}

let text: string;
let schema: GraphQLSchema;
beforeAll(async () => {
  text = await bundleScript();
  const supergraph = readFileSync(join(root, 'supergraph.graphql'), 'utf8').replaceAll(', for: SECURITY', '');
  schema = Supergraph.build(supergraph).apiSchema().toGraphQLJSSchema();
});

const load = (
  environment: Record<string, string>,
  answer: (request: Sent) => object | Response = graph,
): Promise<Loaded> => loadScript(text, environment, answer);

describe('the k6 script', () => {
  test.each(scenarios.map(({ name }) => name))(
    '%s is a module that k6 can run, with arrivals by the clock',
    async (name) => {
      const { script } = await load({ SCENARIO: name, RATE: '50', DURATION: '60' });
      const { people, live } = script.options.scenarios;
      expect(people!.executor).toMatch(/^(constant|ramping)-arrival-rate$/);
      for (const part of [people!, live].filter((one) => one !== undefined))
        expect(typeof (script as unknown as Record<string, unknown>)[part.exec]).toBe('function');
      if (name === 'burst') expect(Math.max(...people!.stages!.map(({ target }) => target))).toBe(250);
      else expect(people!.rate).toBe(50);
    },
  );

  test('signs people in and sends nothing but operations that the graph has', async () => {
    const { script, sent } = await load({ SCENARIO: 'browse', USERS: '2' });
    const shared = script.setup();
    // The most visited person, then as they are listed: those who are listed first are seen, and visited, most.
    expect(shared.people.map(({ id }) => id)).toEqual(['p3', 'p1']);
    expect(shared.town).toMatchObject({ celebrity: 'p3', people: ['p1', 'p2', 'p3'] });
    for (let deed = 0; deed < 300; deed++) script.person(shared);
    const names = new Set(sent.map(({ operationName }) => operationName));
    for (const wanted of ['Townspeople', 'SignIn', 'Discover', 'Profile', 'VisitProfile', 'Visitors'])
      expect(names).toContain(wanted);
    for (const query of new Set(sent.map((request) => request.query)))
      expect(validate(schema, parse(query)).map(({ message }) => message)).toEqual([]);
    // Somebody who looks at a profile says so, of the same person.
    const at = sent.findIndex(({ operationName }) => operationName === 'Profile');
    expect(sent[at + 1]).toMatchObject({
      operationName: 'VisitProfile',
      variables: { userId: sent[at]!.variables.id },
    });
  });

  test('waits where a router that sees one address lets nobody sign in for a while', async () => {
    let refusals = 3;
    const limited = { errors: [{ message: 'Too many', extensions: { code: 'RATE_LIMITED' } }] };
    const { script, slept } = await load({ USERS: '2' }, (request) =>
      request.operationName === 'SignIn' && refusals-- > 0 ? limited : graph(request),
    );
    expect(script.setup().people).toHaveLength(2);
    expect(slept).toHaveLength(3);
  });

  test.each([
    [{ status: 0, body: null }, "The graph doesn't say who is there (HTTP_0): check URL"],
    [{ status: 404, body: 'Not found' }, "The graph doesn't say who is there (HTTP_404): check URL"],
  ])('says what is wrong where there is no graph: %j', async (response, message) => {
    const { script } = await load({}, () => response);
    expect(() => script.setup()).toThrow(message);
  });

  test.each([
    [{ SCENARIO: 'lunch' }, 'SCENARIO must be one of browse, burst'],
    [{ RATE: '0.5' }, "RATE must be a whole number from 1, and is '0.5'"],
    [{ USERS: 'many' }, "USERS must be a whole number from 1, and is 'many'"],
  ])('says what there is where it is asked for %j', async (environment, message) => {
    await expect(load(environment)).rejects.toThrow(message);
  });
});

describe('deeds', () => {
  test.each<[string, object | Response]>([
    ['HTTP_0', { status: 0, body: null }],
    ['HTTP_503', { status: 503, body: 'stopping' }],
    ['FORBIDDEN', { data: null, errors: [{ message: 'no', extensions: { code: 'FORBIDDEN' } }] }],
    ['UNKNOWN', { data: null, errors: [{ message: 'without a code' }] }],
    ['SELF', { data: { visitProfile: { visit: null, userErrors: [{ code: 'SELF' }] } } }],
  ])('that come back with %s fail the check that a threshold is on', async (code, answer) => {
    let isWell = true;
    const { script, checks, counters } = await load({ SCENARIO: 'browse' }, (request) =>
      isWell ? graph(request) : answer,
    );
    const shared = script.setup();
    script.person(shared);
    isWell = false;
    script.person(shared);
    expect(checks).toEqual([
      { name: 'answered without an error', ok: true, kind: 'deed' },
      { name: expect.stringContaining(`without ${code}`), ok: false, kind: 'deed' },
    ]);
    expect(counters.get('kith_failures')).toBe(1);
    expect(script.options.thresholds['checks{kind:deed}']).toEqual(['rate>0.99']);
  });

  test('go on with a new token before the old one ends, and with the old one where there is none', async () => {
    let token = 'first';
    let isWell = true;
    const { script, sent, pass, counters } = await load({ USERS: '2', RENEW_AFTER: '100' }, (request) => {
      if (request.operationName !== 'SignIn') return graph(request);
      const session = isWell ? { accessToken: token } : null;
      return { data: { signIn: { session, userErrors: isWell ? [] : [{ code: 'TOO_MANY_ATTEMPTS' }] } } };
    });
    const shared = script.setup();
    const deed = (): string | undefined => {
      script.person(shared);
      return sent.at(-1)!.token;
    };
    expect(deed()).toBe('first');
    token = 'second';
    pass(99);
    expect(deed()).toBe('first');
    pass(60);
    isWell = false;
    expect(deed()).toBe('first');
    expect(counters.get('kith_failures')).toBe(1);
    // It isn't asked for with every deed: a graph that is too busy for it gets busier.
    expect(deed()).toBe('first');
    expect(counters.get('kith_failures')).toBe(1);
    isWell = true;
    pass(10);
    expect(deed()).toBe('second');
  });
});

describe('a live client', () => {
  const visitorId = 'p1';
  const next = (id: string, cursor: string, visitor = visitorId) => ({
    type: 'next',
    id: '1',
    payload: { data: { profileVisited: { id, visitor: { id: visitor } } }, extensions: { cursor } },
  });
  const subscriptionOf = (said: readonly { type: string; payload?: Record<string, unknown> }[]) =>
    said.find(({ type }) => type === 'subscribe')?.payload;

  /** One of the ten of the most visited person, p3, for 20 seconds; it is cut in the middle where the scenario says so. */
  async function watching(name: string, more: Record<string, string> = {}): Promise<Loaded & { shared: Shared }> {
    const loaded = await load({ SCENARIO: name, USERS: '2', DURATION: '20', RATE: '1', ...more });
    const shared = loaded.script.setup();
    loaded.script.liveClient(shared);
    return Object.assign(loaded, { shared });
  }
  function acknowledge({ sockets }: Loaded, cursor: string): void {
    const socket = sockets.at(-1)!;
    socket.open();
    socket.tell({ type: 'connection_ack' });
    socket.tell({ type: 'ping', payload: { cursors: { 1: cursor } } });
  }
  /** The clock has gone past the end of the run. */
  const over = 60;

  test('is as many sockets as the runner has, from before anybody visits', async () => {
    const { script } = await watching('reconnect-storm');
    // Two people: the ten devices of one, and one of the other.
    expect(script.options.scenarios.live).toMatchObject({ vus: 11 });
    expect(script.options.scenarios.people!.startTime).toBe('5s');
    expect(script.options.thresholds).toMatchObject({
      'checks{kind:live}': ['rate==1'],
      kith_live_ended: ['count==11'],
      kith_live_missing: ['count==0'],
      kith_live_repeated: ['count==0'],
      kith_live_gaps: ['count==0'],
    });
  });

  test('misses nothing where each acknowledged visit of those who take part came once', async () => {
    const loaded = await watching('celebrity');
    const { script, sockets, counters, checks, shared } = loaded;
    acknowledge(loaded, 'c1');
    expect(subscriptionOf(sockets[0]!.said)).toMatchObject({ extensions: { positions: true } });
    const visits = () => loaded.sent.filter(({ operationName }) => operationName === 'VisitProfile');
    while (!visits().some(({ variables }) => variables.userId === 'p3')) script.person(shared);
    // Ten sockets of hers are to have it, whoever else was visited.
    const others = visits().filter(({ variables }) => variables.userId === 'p1').length;
    expect(counters.get('kith_live_missing')).toBe(10 + others);
    sockets[0]!.tell(next('v1', 'c2'));
    sockets[0]!.tell(next('v1', 'c2'));
    sockets[0]!.tell(next('v2', 'c3', 'somebody else'));
    expect(counters.get('kith_live_missing')).toBe(9 + others);
    expect(counters.get('kith_live_repeated')).toBe(1);
    loaded.pass(over);
    expect(sockets).toHaveLength(1);
    expect(sockets[0]!.isClosed).toBe(true);
    expect(checks.filter(({ kind }) => kind === 'live')).toEqual([
      { name: 'watched before anybody visited', ok: true, kind: 'live' },
    ]);
  });

  test('is cut when the scenario says so, and comes back with its cursor', async () => {
    const loaded = await watching('reconnect-storm');
    acknowledge(loaded, 'c1');
    loaded.sockets[0]!.tell(next('v1', 'c2'));
    // A quarter of 20 seconds after the five that sockets have to themselves.
    loaded.pass(10);
    expect(loaded.sockets).toHaveLength(2);
    acknowledge(loaded, 'c3');
    expect(subscriptionOf(loaded.sockets[1]!.said)).toMatchObject({ extensions: { resumeAfter: 'c2' } });
    loaded.pass(over);
    expect(loaded.sockets).toHaveLength(4);
    expect(loaded.counters.get('kith_live_ended')).toBe(1);
    expect(loaded.checks.filter(({ ok }) => !ok)).toEqual([]);
  });

  test('comes back with a new token before the old one ends, while others keep theirs', async () => {
    const loaded = await watching('celebrity', { RENEW_AFTER: '10' });
    acknowledge(loaded, 'c1');
    const signIns = () => loaded.sent.filter(({ operationName }) => operationName === 'SignIn').length;
    const before = signIns();
    loaded.pass(12);
    expect(loaded.sockets).toHaveLength(2);
    expect(signIns()).toBe(before + 1);
    acknowledge(loaded, 'c2');
    expect(subscriptionOf(loaded.sockets[1]!.said)).toMatchObject({ extensions: { resumeAfter: 'c1' } });
    expect(loaded.checks).toEqual([]);
  });

  test('fails the check where the server ends it, and comes back with its cursor', async () => {
    const loaded = await watching('celebrity');
    acknowledge(loaded, 'c1');
    loaded.sockets[0]!.end(1006);
    loaded.pass(1);
    expect(loaded.sockets).toHaveLength(2);
    acknowledge(loaded, 'c2');
    expect(subscriptionOf(loaded.sockets[1]!.said)).toMatchObject({ extensions: { resumeAfter: 'c1' } });
    expect(loaded.checks).toEqual([{ name: 'went on, where it was closed with 1006', ok: false, kind: 'live' }]);
  });

  test('fails the check where its subscription is refused', async () => {
    const loaded = await watching('celebrity');
    loaded.sockets[0]!.open();
    loaded.sockets[0]!.tell({ type: 'connection_ack' });
    loaded.sockets[0]!.tell({ type: 'error', payload: [{ message: 'no', extensions: { code: 'FORBIDDEN' } }] });
    expect(loaded.checks).toEqual([{ name: 'went on, where it was answered FORBIDDEN', ok: false, kind: 'live' }]);
  });

  test('fails the check where nobody lets it in', async () => {
    const loaded = await watching('celebrity');
    loaded.pass(over);
    expect(loaded.checks).toEqual([{ name: 'watched before anybody visited', ok: false, kind: 'live' }]);
  });
});
