import { setTimeout as wait } from 'node:timers/promises';
import { Pool } from 'undici';
import { until } from '../../tests/support/until.ts';
import type { Issuer } from './issuer.ts';
import { serverCpuUs } from './server-cpu.ts';
import type { Stack } from './stack.ts';
import { type Subscriber, subscribe } from './subscribe.ts';

/** CPU time of each process for one event, in microseconds; null where it can't be known. */
export interface PipelineCpu {
  readonly activity: number;
  readonly worker: number;
  readonly router: number;
  readonly postgres: number | null;
  readonly kafka: number | null;
}

export interface Throughput {
  /** From the first mutation sent to the last event received. */
  readonly eventsPerSecond: number;
  readonly cpuUs: PipelineCpu;
}

/** Mutations through the router, and a subscriber for each person who is visited. */
export interface Pipeline {
  /** As fast as it goes with a bounded number of mutations under way. */
  throughput(events: number): Promise<Throughput>;
  /** At a steady rate: milliseconds from when each mutation was due to when its event was received. */
  latencies(events: number, rate: number): Promise<number[]>;
  close(): Promise<void>;
}

/** Mutations under way at once: enough to keep every stage busy, as the visits of a few milliseconds share a transaction. */
const underWayMax = 64;
/** After the last mutation was answered; then what hasn't come is lost, and the benchmark fails. */
const arrivalTimeoutMs = 60_000;

const subscription = 'subscription { profileVisited { id at visitor { id } } }';
const mutation = 'mutation ($id: ID!) { visitProfile(userId: $id) { visit { id } userErrors { code } } }';

export async function openPipeline(
  stack: Stack,
  deps: { issuer: Issuer; people: readonly string[]; servers: { postgres: number | null; kafka: number | null } },
): Promise<Pipeline> {
  const { issuer, people, servers } = deps;
  const { activity, worker, router } = stack;
  /** When the visit of each id was due and when its event came, by `performance.now`. */
  const dueAt = new Map<string, number>();
  const receivedAt = new Map<string, number>();
  const tokens = await Promise.all(people.map((id) => issuer.token(id)));
  const pool = new Pool(router.http, { connections: underWayMax });
  const subscribers: Subscriber[] = await Promise.all(
    tokens.map((token) =>
      subscribe({
        url: router.webSocket,
        token,
        query: subscription,
        onEvent: (text) => {
          const { data } = (JSON.parse(text) as { payload: { data: { profileVisited: { id: string } } } }).payload;
          receivedAt.set(data.profileVisited.id, performance.now());
        },
      }),
    ),
  );

  /** The `index`th visit: everybody visits their neighbour in turn. */
  async function visit(index: number, due: number): Promise<void> {
    const { body } = await pool.request({
      method: 'POST',
      path: '/graphql',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${tokens[index % people.length]}` },
      body: JSON.stringify({ query: mutation, variables: { id: people[(index + 1) % people.length] } }),
    });
    const text = await body.text();
    const id = (JSON.parse(text) as { data?: { visitProfile?: { visit?: { id: string } } } }).data?.visitProfile?.visit
      ?.id;
    if (!id) throw new Error(`A visit was refused: ${text}`);
    dueAt.set(id, due);
  }

  const begin = (): void => {
    dueAt.clear();
    receivedAt.clear();
  };
  const arrived = (events: number): Promise<unknown> =>
    until(() => receivedAt.size >= events, `${events} events at their subscribers`, arrivalTimeoutMs);
  const usage = async () => ({
    activity: (await activity.usage()).cpuUs,
    worker: (await worker.usage()).cpuUs,
    router: (await router.program.usage()).cpuUs,
    postgres: serverCpuUs(servers.postgres),
    kafka: stack.name === 'kafka' ? serverCpuUs(servers.kafka) : null,
  });

  return {
    async throughput(events) {
      begin();
      const before = await usage();
      const from = performance.now();
      let next = 0;
      const visitSome = async (): Promise<void> => {
        while (next < events) await visit(next++, from);
      };
      await Promise.all(Array.from({ length: underWayMax }, visitSome));
      await arrived(events);
      const seconds = (Math.max(...receivedAt.values()) - from) / 1_000;
      const after = await usage();
      const each = (name: keyof typeof after): number | null =>
        after[name] === null || before[name] === null ? null : (after[name] - before[name]) / events;
      return {
        eventsPerSecond: events / seconds,
        cpuUs: {
          activity: each('activity')!,
          worker: each('worker')!,
          router: each('router')!,
          postgres: each('postgres'),
          kafka: each('kafka'),
        },
      };
    },
    async latencies(events, rate) {
      begin();
      const from = performance.now();
      const sent: Promise<void>[] = [];
      for (let index = 0; index < events; index++) {
        // Measured from when it was due: a stall counts for everybody whom it keeps waiting.
        const due = from + (index * 1_000) / rate;
        const early = due - performance.now();
        if (early > 1) await wait(early);
        const one = visit(index, due);
        // Awaited with all others; a refusal before that ends the benchmark all the same, with its reason.
        one.catch(() => {});
        sent.push(one);
      }
      await Promise.all(sent);
      await arrived(events);
      return [...dueAt].map(([id, due]) => receivedAt.get(id)! - due);
    },
    async close() {
      for (const one of subscribers) one.close();
      await pool.close();
    },
  };
}
