import { parse } from 'graphql';
import WebSocket from 'ws';
import { createLiveClient } from '../../client/live/live-client.ts';
import { createLatencies } from './histogram.ts';
import type { Person } from './people.ts';
import { type LiveResult, summarise } from './result.ts';

/** People who watch who visits them, over the product's own live client, and a check that they miss nothing. */
export interface LiveWatch {
  readonly sockets: number;
  /** Resolves when each subscription stands at a position of the log: from then on nothing may be missing. */
  ready(signal: AbortSignal): Promise<void>;
  /** A visit was acknowledged: it has to reach everybody who watches the visited person. */
  expect(visit: { id: string; visitedId: string; scheduledMs: number }): void;
  /** Cuts every socket without a goodbye; the clients come back by themselves. */
  cut(): void;
  /** Resolves when nothing is missing any more, or after `timeoutMs`. */
  settle(timeoutMs: number, signal: AbortSignal): Promise<void>;
  result(): LiveResult;
  close(): Promise<void>;
}

interface Watcher {
  readonly personId: string;
  readonly received: Set<string>;
  positioned(): boolean;
  cut(): void;
  close(): Promise<void>;
}

/** Between two looks at whether everything has come. */
const lookEveryMs = 50;
/** A busy router positions hundreds of subscriptions one by one. */
const readyTimeoutMs = 60_000;

export function createLiveWatch(deps: {
  /** Of the graph, with ws:// or wss://. */
  url: string;
  text: string;
  watchers: readonly { person: Person; sockets: number }[];
  now: () => number;
}): LiveWatch {
  const { now } = deps;
  const expected = new Map<string, { visitedId: string; scheduledMs: number }>();
  /** Events that came before the answer that says what to expect. */
  const early = new Map<string, number[]>();
  const latencies = createLatencies();
  const counts = { connections: 0, repeated: 0, gaps: 0, ended: 0, cuts: 0 };
  const watchersOf = new Map<string, Watcher[]>();
  const document = parse(deps.text);

  const received = (watcher: Watcher, visitId: string): void => {
    if (watcher.received.has(visitId)) {
      counts.repeated++;
      return;
    }
    watcher.received.add(visitId);
    const visit = expected.get(visitId);
    if (visit) latencies.add(now() - visit.scheduledMs);
    else early.set(visitId, [...(early.get(visitId) ?? []), now()]);
  };

  const watchers = deps.watchers.flatMap(({ person, sockets }) =>
    Array.from({ length: sockets }, () => {
      const watcher = watch({ person, url: deps.url, document, received, counts });
      watchersOf.set(person.id, [...(watchersOf.get(person.id) ?? []), watcher]);
      return watcher;
    }),
  );

  const missing = (): number => {
    let count = 0;
    for (const [id, { visitedId }] of expected)
      for (const watcher of watchersOf.get(visitedId) ?? []) if (!watcher.received.has(id)) count++;
    return count;
  };
  const until = async (probe: () => boolean, timeoutMs: number, signal: AbortSignal): Promise<boolean> => {
    const deadline = now() + timeoutMs;
    while (!probe()) {
      if (now() > deadline || signal.aborted) return false;
      await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
    }
    return true;
  };

  return {
    sockets: watchers.length,
    async ready(signal) {
      if (await until(() => watchers.every((watcher) => watcher.positioned()), readyTimeoutMs, signal)) return;
      signal.throwIfAborted();
      throw new Error(
        `${watchers.filter((watcher) => !watcher.positioned()).length} live clients could not subscribe.`,
      );
    },
    expect({ id, visitedId, scheduledMs }) {
      if (!watchersOf.has(visitedId)) return;
      expected.set(id, { visitedId, scheduledMs });
      for (const atMs of early.get(id) ?? []) latencies.add(atMs - scheduledMs);
      early.delete(id);
    },
    cut() {
      counts.cuts++;
      for (const watcher of watchers) watcher.cut();
    },
    settle: async (timeoutMs, signal) => void (await until(() => missing() === 0, timeoutMs, signal)),
    result() {
      const all = [...expected.values()].reduce(
        (sum, { visitedId }) => sum + (watchersOf.get(visitedId)?.length ?? 0),
        0,
      );
      const lost = missing();
      return {
        sockets: watchers.length,
        expected: all,
        delivered: all - lost,
        lost,
        ...counts,
        latency: summarise(latencies),
      };
    },
    close: async () => void (await Promise.all(watchers.map((watcher) => watcher.close()))),
  };
}

/** One socket with one subscription, as an app would hold it. */
function watch(deps: {
  person: Person;
  url: string;
  document: ReturnType<typeof parse>;
  received: (watcher: Watcher, visitId: string) => void;
  counts: { connections: number; gaps: number; ended: number };
}): Watcher {
  const { person, counts } = deps;
  let socket: WebSocket | undefined;
  class OwnSocket extends WebSocket {
    constructor(address: string, protocols?: string | string[]) {
      super(address, protocols, { headers: { 'x-forwarded-for': person.address } });
      socket = this;
      counts.connections++;
      // A connection that fails ends with a close as well, which the client hears.
      this.on('error', () => {});
    }
  }
  const client = createLiveClient({
    url: deps.url,
    webSocketImpl: OwnSocket,
    token: (context) => person.tokens.token(context),
  });
  const subscription = client.subscribe<{ profileVisited: { id: string } | null }, Record<string, never>>(
    deps.document as never,
  );
  const watcher: Watcher = {
    personId: person.id,
    received: new Set(),
    positioned: () => subscription.cursor !== null,
    cut: () => socket?.terminate(),
    close: () => client.close(),
  };
  void (async () => {
    try {
      for await (const message of subscription) {
        if (message.kind === 'gap') counts.gaps++;
        else if (message.data?.profileVisited) deps.received(watcher, message.data.profileVisited.id);
      }
    } catch {
      counts.ended++;
    }
  })();
  return watcher;
}
