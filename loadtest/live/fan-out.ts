import { setTimeout as wait } from 'node:timers/promises';
import { uuidv7 } from 'uuidv7';
import { visitNoticed } from '../../events/visit-recorded.ts';
import type { Issuer } from './issuer.ts';
import { type RunningProgram, startProgram } from './program.ts';
import type { Stack } from './stack.ts';
import { openSubscribers, type Subscribers } from './subscribers.ts';

/** What a delivered event costs the process that sends it. */
export interface FanOutCost {
  /** User and system time for each event at each subscriber, in microseconds. */
  readonly cpuUsPerDelivery: number;
  /** How many executions each event took; null of a server that executes nothing. */
  readonly executionsPerEvent: number | null;
}

/** `shared`: one event to N sockets of one account. `distinct`: N events, each to one account's socket. */
export type FanOutKind = 'shared' | 'distinct';

export interface FanOut {
  measure(kind: FanOutKind, deliveries: number): Promise<FanOutCost>;
  /** One of the messages that were received, for the floor to send. */
  readonly sample: string;
  close(): Promise<void>;
}

const subscription = 'subscription { profileVisited { id at visitor { id } } }';
/** After the last socket has its event: the counters and the sends' completions are then settled. */
const settleMs = 100;

/** Subscribers on a router; events are appended to the log, so that only reading, executing and sending are in the cost. */
export async function openFanOut(stack: Stack, deps: { issuer: Issuer; subscribers: number }): Promise<FanOut> {
  const { router, log } = stack;
  const people = Array.from({ length: deps.subscribers }, () => uuidv7());
  const one = uuidv7();
  const open = async (subjects: readonly string[]): Promise<Subscribers> => {
    const tokens = await Promise.all(subjects.map((subject) => deps.issuer.token(subject)));
    return await openSubscribers({ url: router.webSocket, tokens, query: subscription });
  };
  const shared = await open(people.map(() => one));
  const distinct = await open(people);
  let sample = '';

  const send = async (kind: FanOutKind): Promise<void> => {
    const { received } = await (kind === 'shared' ? shared : distinct).expect(1);
    const context = { actor: null, device: null, address: null, client: null, trace: null, time: new Date() };
    await log.append(
      (kind === 'shared' ? [one] : people).map((visited) => {
        const data = {
          id: uuidv7(),
          at: new Date().toISOString(),
          visitor: { id: uuidv7() },
          visited: { id: visited },
        };
        const envelope = visitNoticed.create(data, context);
        return { topic: 'activity.noticed', key: envelope.key, value: JSON.stringify(envelope) };
      }),
    );
    sample = await received;
  };

  return {
    async measure(kind, deliveries) {
      const times = Math.ceil(deliveries / deps.subscribers);
      const events = kind === 'shared' ? times : times * deps.subscribers;
      const before = { ...(await router.program.usage()), ...(await router.counters()) };
      for (let time = 0; time < times; time++) await send(kind);
      await wait(settleMs);
      const after = { ...(await router.program.usage()), ...(await router.counters()) };
      return {
        cpuUsPerDelivery: (after.cpuUs - before.cpuUs) / (times * deps.subscribers),
        executionsPerEvent: (after.executions - before.executions) / events,
      };
    },
    get sample() {
      return sample;
    },
    async close() {
      await shared.close();
      await distinct.close();
    },
  };
}

/** The floor: a bare `ws` server with as many sockets, sending the same bytes. */
export async function openFloor(text: string, count: number): Promise<Omit<FanOut, 'sample'>> {
  const server = await startFloor();
  const subscribers = await openPlainSubscribers(server, count);
  return {
    async measure(kind, deliveries) {
      const times = Math.ceil(deliveries / count);
      const before = await server.usage();
      for (let time = 0; time < times; time++) {
        const { received } = await subscribers.expect(1);
        server.send(kind === 'shared' ? { broadcast: text } : { one: text });
        await received;
      }
      await wait(settleMs);
      const after = await server.usage();
      return { cpuUsPerDelivery: (after.cpuUs - before.cpuUs) / (times * count), executionsPerEvent: null };
    },
    async close() {
      await subscribers.close();
      await server.stop();
    },
  };
}

export const startFloor = (): Promise<RunningProgram> => startProgram('loadtest/live/programs/broadcast.ts');

export async function openPlainSubscribers(
  server: RunningProgram,
  count: number,
  tell?: (opened: number) => void,
): Promise<Subscribers> {
  const answered = server.next(({ port }: { port?: number }) => port);
  server.send({ where: true });
  const url = `ws://127.0.0.1:${await answered}/`;
  return await openSubscribers({ url, tokens: Array.from({ length: count }, () => null), query: '' }, tell);
}
