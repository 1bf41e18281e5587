import { check } from 'k6';
import exec from 'k6/execution';
import http from 'k6/http';
import { Counter } from 'k6/metrics';
import type { Options } from 'k6/options';
import { WebSocket } from 'k6/websockets';
import manifest from '../../client/generated/persisted-operations.json';
import { seededRandom } from '../../platform/random/seeded-random.ts';
import { scenarios } from '../scenarios/all.ts';
import { createVirtualUser, type Town, type VirtualUser } from '../scenarios/virtual-user.ts';
import { executorOf } from './executor.ts';

/**
 * The scenarios as a k6 script: the same data and the same virtual users as `npm run loadtest`, in k6's runtime. `npm run
 * loadtest:k6` makes one file of it that any k6 runs; docs/load.md says how.
 */
const scenario = scenarios.find(({ name }) => name === (__ENV.SCENARIO ?? 'browse'));
if (!scenario) throw new Error(`SCENARIO must be one of ${scenarios.map(({ name }) => name).join(', ')}`);
const url = __ENV.URL ?? 'http://127.0.0.1:4000/graphql';
const rate = Number(__ENV.RATE ?? scenario.standard.rate);
const durationSeconds = Number(__ENV.DURATION ?? scenario.standard.durationSeconds);
// As the runner has it: a person does something every 5 seconds.
const users = Number(__ENV.USERS ?? Math.max(20, rate * 5));
const password = __ENV.PASSWORD ?? 'kith-demo-password';

const sockets = scenario.live.people + scenario.live.celebrity;
const texts: Record<string, string> = {
  Townspeople:
    'query Townspeople($after: String) { discover(first: 100, after: $after) { edges { node { id handle city visitCount } } pageInfo { hasNextPage endCursor } } }',
};
for (const { name, body } of manifest.operations) texts[name] = body;

/** Deeds that came back with an error, by deed and code (tags). */
const failures = new Counter('kith_failures');
/** Events that live clients were sent. k6's virtual users share nothing, so whether one is missing only the npm runner tells. */
const liveEvents = new Counter('kith_live_events');
/** What the router said it can't replay. */
const liveGaps = new Counter('kith_live_gaps');

export const options: Options = {
  scenarios: {
    people: { ...executorOf(scenario.arrivals, { rate, durationSeconds, users }), exec: 'person' },
    ...(sockets > 0
      ? {
          live: {
            executor: 'per-vu-iterations',
            vus: sockets,
            iterations: 1,
            maxDuration: `${durationSeconds + 10}s`,
            exec: 'liveClient',
          },
        }
      : {}),
  },
  setupTimeout: '10m',
  summaryTrendStats: ['avg', 'med', 'p(90)', 'p(99)', 'p(99.9)', 'max'],
};

interface Participant {
  readonly id: string;
  readonly token: string;
  readonly address: string;
}

interface Shared {
  readonly people: readonly Participant[];
  readonly town: Town;
}

/** Looks who there is and signs them in: the tokens are good for 15 minutes, which is how long a run of k6 may take. */
export function setup(): Shared {
  const found: { id: string; handle: string; city: string | null; visitCount: number | null }[] = [];
  let after: string | null = null;
  do {
    const { discover } = send('Townspeople', { after }, null, '10.0.0.1').data as {
      discover: {
        edges: { node: (typeof found)[number] }[];
        pageInfo: { hasNextPage: boolean; endCursor: string };
      };
    };
    for (const { node } of discover.edges) found.push(node);
    after = discover.pageInfo.hasNextPage ? discover.pageInfo.endCursor : null;
  } while (after !== null && found.length < Math.max(users, 500));
  found.sort((a, b) => (b.visitCount ?? 0) - (a.visitCount ?? 0));
  const people = found.slice(0, users).map(({ id, handle }, index) => {
    const address = `10.0.${Math.floor(index / 254) % 256}.${(index % 254) + 1}`;
    const input = { email: `${handle.replace(/^demo_/, '')}@demo.example`, password };
    const { data } = send('SignIn', { input }, null, address);
    const session = (data as { signIn: { session: { accessToken: string } | null } }).signIn.session;
    if (!session) throw new Error(`${input.email} could not sign in: the graph needs the demo population`);
    return { id, token: session.accessToken, address };
  });
  return {
    people,
    town: {
      people: found.map(({ id }) => id),
      cities: [...new Set(found.flatMap(({ city }) => (city === null ? [] : [city])))],
      celebrity: found[0]?.id ?? null,
    },
  };
}

/** Each of k6's virtual users is one of our people from its first iteration to its last. */
let user: VirtualUser | undefined;

/** One deed of one person. */
export function person({ people, town }: Shared): void {
  const own = people[exec.vu.idInTest % people.length]!;
  user ??= createVirtualUser({
    id: own.id,
    habits: scenario!.habits,
    celebrityShare: scenario!.celebrityShare,
    town,
    random: seededRandom(exec.vu.idInTest),
  });
  const request = user.next();
  const { data, error } = send(request.operation, request.variables, own.token, own.address, request.deed);
  if (error !== null) failures.add(1, { deed: request.deed, code: error });
  check(null, { 'answered without an error': () => error === null });
  user.answered(request, data);
}

/** One socket that watches who visits its person, is cut when the scenario says so and comes back with its cursor. */
export function liveClient({ people }: Shared): void {
  const index = exec.scenario.iterationInTest;
  const live = scenario!.live;
  const own = people[index < live.celebrity ? 0 : 1 + ((index - live.celebrity) % Math.max(1, people.length - 1))]!;
  const began = Date.now();
  let cursor: string | null = null;
  const connect = (): void => {
    const socket = new WebSocket(url.replace(/^http/, 'ws'), null, {
      headers: { 'Sec-WebSocket-Protocol': 'graphql-transport-ws', 'X-Forwarded-For': own.address },
    });
    const say = (message: object): void => socket.send(JSON.stringify(message));
    socket.onopen = () => say({ type: 'connection_init', payload: { authorization: `Bearer ${own.token}` } });
    socket.onmessage = (event) => {
      const message = JSON.parse(String(event?.data)) as {
        type: string;
        payload?: { extensions?: { cursor?: string; gap?: object }; cursors?: Record<string, string> };
      };
      if (message.type === 'connection_ack')
        say({
          id: '1',
          type: 'subscribe',
          payload: {
            query: texts.ProfileVisited,
            extensions: { positions: true, ...(cursor === null ? {} : { resumeAfter: cursor }) },
          },
        });
      if (message.type === 'ping') {
        cursor = message.payload?.cursors?.['1'] ?? cursor;
        say({ type: 'pong' });
      }
      if (message.type === 'next') {
        const { extensions } = message.payload ?? {};
        cursor = extensions?.cursor ?? cursor;
        if (extensions?.gap) liveGaps.add(1);
        else liveEvents.add(1);
      }
    };
    const leftMs = durationSeconds * 1_000 - (Date.now() - began);
    const cutMs = live.cutAt
      .map((share) => share * durationSeconds * 1_000 - (Date.now() - began))
      .find((ms) => ms > 0);
    setTimeout(() => {
      socket.close();
      if (cutMs !== undefined) connect();
    }, cutMs ?? Math.max(0, leftMs));
  };
  connect();
}

function send(
  operation: string,
  variables: Readonly<Record<string, unknown>>,
  token: string | null,
  address: string,
  name = operation,
): { data: unknown; error: string | null } {
  const response = http.post(url, JSON.stringify({ query: texts[operation], operationName: operation, variables }), {
    headers: {
      'content-type': 'application/json',
      accept: 'application/graphql-response+json',
      'apollographql-client-name': 'kith-loadtest',
      'x-forwarded-for': address,
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    },
    // All requests of one deed are one row of the summary.
    tags: { name },
  });
  let answer: {
    data?: Record<string, { userErrors?: { code: string }[] } | null> | null;
    errors?: { extensions?: { code?: string } }[];
  };
  try {
    answer = response.json() as typeof answer;
  } catch {
    return { data: null, error: `HTTP_${response.status}` };
  }
  const refused = Object.values(answer.data ?? {}).find((field) => field?.userErrors?.length);
  return {
    data: answer.data ?? null,
    error: answer.errors?.[0]?.extensions?.code ?? refused?.userErrors?.[0]?.code ?? null,
  };
}
