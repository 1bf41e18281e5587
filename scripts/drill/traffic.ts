import { pause } from '../../platform/log/backoff.ts';
import { ask } from './ask.ts';
import { type LiveReader, openLiveReader } from './live-readers.ts';
import type { Outcome } from './outcomes.ts';
import { discover, type Person, register } from './people.ts';

/** People who use the system while a drill goes on: some visit, some read, and those who are visited listen. */
export interface Traffic {
  readonly outcomes: readonly Outcome[];
  /** Visits that a client was told of as done, each recipient's in order, and when, by `performance.now()`. */
  readonly acknowledged: readonly { readonly key: string; readonly id: string; readonly at: number }[];
  readonly live: readonly LiveReader[];
  readonly recipients: readonly Person[];
  /** Ends the visits and reads; the listeners go on. Resolves when nothing is under way. */
  pause(): Promise<void>;
  close(): Promise<void>;
}

const pairs = 6;
const readers = 3;
const readEveryMs = 200;

const visit = `mutation ($id: ID!) { visitProfile(userId: $id) { visit { id } userErrors { code } } }`;
/** Three subgraphs' fields: one that is down costs its own, and the reader is told. */
const read = `query ($id: ID!) { user(id: $id) { name city visitCount likeCount } discover(first: 5) { edges { node { handle visitCount } } } }`;

export async function startTraffic(url: string, rate: number): Promise<Traffic> {
  const outcomes: Outcome[] = [];
  const acknowledged: { key: string; id: string; at: number }[] = [];
  const recipients: Person[] = [];
  const visitors: Person[] = [];
  for (let index = 0; index < pairs; index++) {
    recipients.push(await register(url));
    visitors.push(await register(url));
  }
  const others = await discover(url, 50);
  const live = await Promise.all(recipients.map((person) => openLiveReader(url, person)));
  const paused = new AbortController();

  const record = async (kind: Outcome['kind'], token: string, query: string, id: string) => {
    const askedAt = performance.now();
    const answer = await ask(url, token, query, { id });
    const refused = (answer.data as { visitProfile?: { userErrors?: { code: string }[] } } | null)?.visitProfile
      ?.userErrors?.[0]?.code;
    outcomes.push({ kind, askedAt, answeredAt: performance.now(), code: refused ?? answer.code });
    return answer;
  };

  /** One visitor of one recipient, one visit after the other, so that the recipient's order is known. */
  const visiting = recipients.map(async ({ id }, index) => {
    await everyMs((1000 * pairs) / rate, paused.signal, async () => {
      const { data } = await record('visit', visitors[index]!.token, visit, id);
      const visited = (data as { visitProfile?: { visit?: { id: string } | null } } | null)?.visitProfile?.visit;
      if (visited) acknowledged.push({ key: id, id: visited.id, at: performance.now() });
    });
  });
  const reading = Array.from({ length: readers }, async (_, index) => {
    await everyMs(readEveryMs, paused.signal, async () => {
      await record('read', visitors[index]!.token, read, others[Math.floor(Math.random() * others.length)]!);
    });
  });

  const stop = async (): Promise<void> => {
    paused.abort();
    await Promise.all([...visiting, ...reading]);
  };
  return {
    outcomes,
    acknowledged,
    live,
    recipients,
    pause: stop,
    async close() {
      await stop();
      await Promise.all(live.map((reader) => reader.close()));
    },
  };
}

/** Acts at a steady pace until aborted; what is slower than the pace delays the next, as a person is delayed. */
async function everyMs(ms: number, signal: AbortSignal, act: () => Promise<void>): Promise<void> {
  while (!signal.aborted) {
    const next = performance.now() + ms;
    await act();
    await pause(Math.max(0, next - performance.now()));
  }
}
