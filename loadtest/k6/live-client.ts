import { check } from 'k6';
import exec from 'k6/execution';
import { Counter } from 'k6/metrics';
import { WebSocket } from 'k6/websockets';
import { createSession, type Participant } from './people.ts';
import { texts } from './send.ts';
import { drainSeconds, durationSeconds, leadSeconds, scenario, url } from './settings.ts';

const events = new Counter('kith_live_events');
/** Grows with each visit that was acknowledged and has to reach a socket, and shrinks with each that did: 0 at the end. */
const missing = new Counter('kith_live_missing');
const repeated = new Counter('kith_live_repeated');
/** What the router said it can't replay. */
const gaps = new Counter('kith_live_gaps');
/** Sockets that came to the end of the run: a script that throws has no check that fails. */
const ended = new Counter('kith_live_ended');
/** How live went wrong, by code (tag). */
const failures = new Counter('kith_live_failures');

/** How long a client waits before it comes back where it wasn't who ended the connection. */
const comeBackMs = 1_000;

/** Whose socket it is: the most visited person's first, then a person each. Undefined where fewer take part than watch. */
function watcherOf(people: readonly Participant[], socket: number): Participant | undefined {
  return people[Math.max(0, socket - scenario.live.celebrity + 1)];
}

/** Somebody's visit was acknowledged: each socket of the visited person has to get it. */
export function expectVisit(people: readonly Participant[], visitedId: string): void {
  const index = people.findIndex(({ id }) => id === visitedId);
  if (index === 0) missing.add(scenario.live.celebrity);
  else if (index > 0 && index <= scenario.live.people) missing.add(1);
}

interface Message {
  readonly type: string;
  readonly payload?: {
    readonly data?: {
      readonly profileVisited?: { readonly id: string; readonly visitor: { readonly id: string } };
    } | null;
    readonly errors?: readonly { readonly extensions?: { readonly code?: string } }[];
    readonly extensions?: { readonly cursor?: string; readonly gap?: object };
    readonly cursors?: Readonly<Record<string, string>>;
  };
}

/** One socket that watches who visits its person, is cut when the scenario says so and comes back with its cursor. */
export function watch(people: readonly Participant[]): void {
  const own = watcherOf(people, exec.scenario.iterationInTest);
  if (!own) {
    // The population has fewer people than USERS: there is nobody to watch for.
    ended.add(1);
    return;
  }
  const participants = new Set(people.map(({ id }) => id));
  const fail = (code: string): void => {
    failures.add(1, { code });
    check(null, { [`went on, where it was ${code}`]: () => false }, { kind: 'live' });
  };
  const session = createSession(own, exec.vu.idInTest, (code) => failures.add(1, { code: `renewal ${code}` }));
  const beganMs = exec.scenario.startTime;
  const cutsMs = scenario.live.cutAt.map((share) => beganMs + (leadSeconds + share * durationSeconds) * 1_000);
  const endMs = beganMs + (leadSeconds + durationSeconds + drainSeconds) * 1_000;
  const received = new Set<string>();
  let cursor: string | null = null;
  let positionedMs = Number.POSITIVE_INFINITY;

  const receive = ({ data, errors, extensions }: NonNullable<Message['payload']>): void => {
    cursor = extensions?.cursor ?? cursor;
    if (extensions?.gap) gaps.add(1);
    if (errors) fail(`answered ${errors[0]?.extensions?.code ?? 'UNKNOWN'}`);
    const visit = data?.profileVisited;
    // Somebody else may use this Kith, too.
    if (!visit || !participants.has(visit.visitor.id)) return;
    if (received.has(visit.id)) {
      repeated.add(1);
      return;
    }
    received.add(visit.id);
    events.add(1);
    missing.add(-1);
  };

  const connect = (): void => {
    let isEndedByUs = false;
    const token = session.token();
    const socket = new WebSocket(url.replace(/^http/, 'ws'), null, {
      headers: { 'Sec-WebSocket-Protocol': 'graphql-transport-ws', 'X-Forwarded-For': own.address },
    });
    const say = (message: object): void => socket.send(JSON.stringify(message));
    socket.onopen = () => say({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } });
    socket.onmessage = (event) => {
      const { type, payload } = JSON.parse(String(event?.data)) as Message;
      if (type === 'connection_ack') {
        const resumeAfter = cursor === null ? {} : { resumeAfter: cursor };
        const extensions = { positions: true, ...resumeAfter };
        say({ id: '1', type: 'subscribe', payload: { query: texts.ProfileVisited, extensions } });
      }
      if (type === 'ping') {
        cursor = payload?.cursors?.['1'] ?? cursor;
        say({ type: 'pong' });
      }
      if (type === 'next' && payload) receive(payload);
      if (type === 'error') {
        const [error] = (payload ?? []) as unknown as { extensions?: { code?: string } }[];
        fail(`answered ${error?.extensions?.code ?? 'UNKNOWN'}`);
      }
      if (cursor !== null) positionedMs = Math.min(positionedMs, Date.now());
    };
    // A connection that fails ends with a close as well.
    socket.onerror = () => {};
    const nextMs = Math.min(endMs, session.dueMs(), ...cutsMs.filter((ms) => ms > Date.now()));
    const timer = setTimeout(() => {
      isEndedByUs = true;
      socket.close();
      if (nextMs < endMs) return connect();
      ended.add(1);
      const isInTime = positionedMs <= beganMs + leadSeconds * 1_000;
      check(null, { 'watched before anybody visited': () => isInTime }, { kind: 'live' });
    }, nextMs - Date.now());
    socket.onclose = (event?: { code?: number }) => {
      if (isEndedByUs) return;
      clearTimeout(timer);
      fail(`closed with ${event?.code ?? 'no code'}`);
      if (Date.now() + comeBackMs < endMs) setTimeout(connect, comeBackMs);
    };
  };
  connect();
}
