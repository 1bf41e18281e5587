import { connect as connectTcp, createServer, type Server, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import WebSocket from 'ws';
import { MeDocument, ProfileVisitedDocument } from '../../client/generated/graphql.ts';
import { follow } from '../../client/live/follow.ts';
import { createLiveClient, type LiveClient } from '../../client/live/live-client.ts';
import type { LiveEvent, LiveGap } from '../../client/live/messages.ts';
import type { LiveSubscription } from '../../client/live/subscription.ts';
import { listen } from '../../platform/http/listen.ts';
import type { Router } from '../../router/compose-router.ts';
import { until } from '../support/until.ts';
import { createPostgresWorld } from './postgres-world.ts';
import { connect } from './socket.ts';
import { newId, type World } from './world.ts';

interface Visited {
  profileVisited: { id: string };
}
const visits = 'subscription { profileVisited { id } }';

describe('the live client', () => {
  let world: World;
  let router: Router;
  const clients: LiveClient[] = [];
  beforeAll(async () => {
    world = await createPostgresWorld();
    router = await world.router({ sweepMs: 50 });
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) await client.close();
  });
  afterAll(() => world.close());

  const open = (options: Partial<Parameters<typeof createLiveClient>[0]> & { subject?: string } = {}): LiveClient => {
    const client = createLiveClient({
      url: router.url.replace(/^http/, 'ws'),
      webSocketImpl: WebSocket,
      token: async () => (options.subject ? await world.token(options.subject) : null),
      backoff: { firstMs: 20, mostMs: 200 },
      ...options,
    });
    clients.push(client);
    return client;
  };

  /** Collects what a subscription gives. */
  const collect = <Data>(subscription: LiveSubscription<Data>) => {
    const messages: (LiveEvent<Data> | LiveGap)[] = [];
    const ended: { error?: unknown; done: boolean } = { done: false };
    void (async () => {
      try {
        for await (const message of subscription) messages.push(message);
      } catch (error) {
        ended.error = error;
      }
      ended.done = true;
    })();
    return { messages, ended };
  };
  const idsOf = (messages: readonly (LiveEvent<Visited> | LiveGap)[]): (string | undefined)[] =>
    messages.map((message) => (message.kind === 'event' ? message.data?.profileVisited.id : 'gap'));

  /** A port in front of a router, whose connections a test can cut. */
  const openProxy = async (target: () => string) => {
    const sockets = new Set<Socket>();
    const state = { refuse: false };
    const server: Server = createServer((near) => {
      if (state.refuse) {
        near.destroy();
        return;
      }
      const far = connectTcp(Number(new URL(target()).port), '127.0.0.1');
      for (const [from, to] of [
        [near, far],
        [far, near],
      ] as const) {
        from.pipe(to);
        from.on('error', () => to.destroy());
        from.on('close', () => to.destroy());
      }
      sockets.add(near);
      near.on('close', () => sockets.delete(near));
    });
    const port = await listen(server as never, { port: 0, host: '127.0.0.1', setting: 'port' });
    return {
      url: `ws://127.0.0.1:${port}/graphql`,
      state,
      cut: () => {
        for (const socket of sockets) socket.destroy();
      },
      close: () =>
        new Promise<void>((resolve) => {
          server.close(() => resolve());
          for (const socket of sockets) socket.destroy();
        }),
    };
  };

  test('gives events as they come, with what a cursor is needed for', async () => {
    const me = newId();
    const subscription = open({ subject: me }).subscribe<Visited, never>(visits);
    const { messages } = collect(subscription);
    await until(() => subscription.cursor, 'a position');
    const id = await world.visit(me);
    await until(() => messages.length === 1, 'the visit');
    expect(messages[0]).toMatchObject({ kind: 'event', data: { profileVisited: { id } }, errors: [] });
    expect(messages[0]!.cursor).toBe(subscription.cursor);
  });

  test('loses nothing and repeats nothing however often its connection is cut', async () => {
    const proxy = await openProxy(() => router.url);
    const me = newId();
    const subscription = open({ subject: me, url: proxy.url }).subscribe<Visited, never>(visits);
    const { messages } = collect(subscription);
    await until(() => subscription.cursor, 'a position');
    const sent: string[] = [];
    for (let round = 0; round < 6; round++) {
      for (let i = 0; i < 5; i++) sent.push(await world.visit(me));
      proxy.cut();
      proxy.state.refuse = true;
      for (let i = 0; i < 3; i++) sent.push(await world.visit(me));
      proxy.state.refuse = false;
      if (round % 2 === 0) await until(() => messages.length === sent.length, 'everything so far');
    }
    await until(() => messages.length >= sent.length, 'everything');
    expect(idsOf(messages)).toEqual(sent);
    await proxy.close();
  });

  test('moves to another router when its own stops, and a connection cut before any event loses none', async () => {
    const [leaving, staying] = [await world.router({ sweepMs: 50 }), router];
    let at = leaving;
    const proxy = await openProxy(() => at.url);
    const me = newId();
    const subscription = open({ subject: me, url: proxy.url }).subscribe<Visited, never>(visits);
    const { messages, ended } = collect(subscription);
    await until(() => subscription.cursor, 'a position');
    at = staying;
    await leaving.close();
    const id = await world.visit(me);
    await until(() => messages.length === 1, 'the visit');
    expect(idsOf(messages)).toEqual([id]);
    expect(ended.done).toBe(false);
    await proxy.close();
  });

  test('resumes from a cursor of an earlier client', async () => {
    const me = newId();
    const first = open({ subject: me });
    const before = first.subscribe<Visited, never>(visits);
    const cursor = await until(() => before.cursor, 'a position');
    await first.close();
    const missed = [await world.visit(me), await world.visit(me)];
    const { messages } = collect(open({ subject: me }).subscribe<Visited, never>(visits, undefined, { after: cursor }));
    await until(() => messages.length === 2, 'what was missed');
    expect(idsOf(messages)).toEqual(missed);
  });

  test('surfaces a gap and goes on after it', async () => {
    const forgetful = await world.router({ indexBytesMax: 1, prefillRecordsMax: 0, replayRecordsMax: 2 });
    const me = newId();
    const first = open({ subject: me });
    const before = first.subscribe<Visited, never>(visits);
    const cursor = await until(() => before.cursor, 'a position');
    const sent: string[] = [];
    for (let i = 0; i < 6; i++) sent.push(await world.visit(me));
    const url = forgetful.url.replace(/^http/, 'ws');
    const { messages } = collect(
      open({ subject: me, url }).subscribe<Visited, never>(visits, undefined, { after: cursor }),
    );
    await until(() => messages.length === 3, 'the gap and what is after it');
    expect(messages[0]).toMatchObject({ kind: 'gap', reason: 'LIMIT', from: cursor });
    expect(idsOf(messages)).toEqual(['gap', ...sent.slice(-2)]);
  });

  test('renews its token in-band before it ends, without losing its connection', async () => {
    const me = newId();
    const states: { open: boolean }[] = [];
    let asked = 0;
    const client = open({
      token: () => world.token(me, { lifetimeSeconds: ++asked === 1 ? 3 : 900 }),
      onConnection: (state) => states.push(state),
    });
    const { messages } = collect(client.subscribe<Visited, never>(visits));
    await until(() => asked === 2 && states.length === 2, 'the renewal');
    // A connection with such a token, made later: when it is closed, the first token's time is over too.
    const later = await connect(router.url, await world.token(newId(), { lifetimeSeconds: 3 }));
    expect(await later.untilClosed()).toBe(4401);
    await world.visit(me);
    await until(() => messages.length === 1, 'the visit');
    expect(states).toEqual([
      { open: true, expiresAt: expect.any(String) },
      { open: true, expiresAt: expect.any(String) },
    ]);
  });

  test('comes back with a fresh token when its own had ended', async () => {
    const me = newId();
    const refusals: boolean[] = [];
    const client = open({
      token: async ({ refused }) => {
        refusals.push(refused);
        return refused ? await world.token(me) : 'a token that is no longer good';
      },
    });
    const { messages } = collect(client.subscribe<Visited, never>(visits));
    await until(() => refusals.includes(true), 'the second try');
    await until(async () => {
      await world.visit(me);
      return messages.length > 0;
    }, 'a visit');
  });

  test('ends with an error where coming back can not help', async () => {
    const [me, bad] = [newId(), newId()];
    const cases = collect(open({ subject: me }).subscribe('subscription { fraudCaseOpened { id } }'));
    await until(() => cases.ended.done, 'the end');
    expect(cases.ended.error).toMatchObject({ name: 'LiveError', code: 'FORBIDDEN' });

    const anonymous = collect(open().subscribe(visits));
    await until(() => anonymous.ended.done, 'the end');
    expect(anonymous.ended.error).toMatchObject({ code: 'UNAUTHENTICATED' });

    const refused = collect(open({ token: () => 'nonsense' }).subscribe(visits));
    await until(() => refused.ended.done, 'the end');
    expect(refused.ended.error).toMatchObject({ code: 'UNAUTHENTICATED', closeCode: 4401 });

    const foreign = collect(open({ subject: me }).subscribe(visits, undefined, { after: 'nonsense' }));
    await until(() => foreign.ended.done, 'the end');
    expect(foreign.ended.error).toMatchObject({ code: 'INVALID_CURSOR' });

    const restricted = open({ subject: bad }).subscribe<Visited, never>(visits);
    const end = collect(restricted);
    await until(() => restricted.cursor, 'a position');
    await world.restrict(bad);
    await until(() => end.ended.done, 'the end');
    expect(end.ended.error).toMatchObject({ code: 'ACCOUNT_RESTRICTED', closeCode: 4403 });
  });

  test('pauses a subscription whose reader is slow, and gives it everything in the end', async () => {
    const me = newId();
    const subscription = open({ subject: me }).subscribe<Visited, never>(visits);
    await until(() => subscription.cursor, 'a position');
    const sent: string[] = [];
    for (let i = 0; i < 60; i++) {
      sent.push(...(await Promise.all(Array.from({ length: 20 }, () => world.visit(me)))));
    }
    const seen: string[] = [];
    for await (const message of subscription) {
      if (message.kind === 'event') seen.push(message.data!.profileVisited.id);
      if (seen.length === sent.length) break;
    }
    // Twenty at a time were published in any order.
    expect(new Set(seen)).toEqual(new Set(sent));
    expect(seen).toHaveLength(sent.length);
  });

  test('leaving the loop ends the subscription', async () => {
    const me = newId();
    const subscription = open({ subject: me }).subscribe<Visited, never>(visits);
    await until(() => subscription.cursor, 'a position');
    await world.visit(me);
    for await (const message of subscription) {
      expect(message.kind).toBe('event');
      break;
    }
    expect(await subscription[Symbol.asyncIterator]().next()).toEqual({ done: true, value: undefined });
  });

  test('follows a snapshot by what came after it, and leaves out what the snapshot shows', async () => {
    const me = newId();
    const client = open({ subject: me });
    const shown = newId();
    let queried = 0;
    // Published after the position was taken and before the answer: it is in both.
    const between = {
      ...client,
      query: (async (...args: Parameters<LiveClient['query']>) => {
        const answer = await client.query(...args);
        if (queried++ === 0) await world.visit(me, { id: shown });
        return answer;
      }) as LiveClient['query'],
    };
    const messages: { kind: string; data?: unknown }[] = [];
    const reading = (async () => {
      for await (const message of follow(between, {
        query: '{ me { id } }',
        subscription: visits,
        idsIn: () => [shown],
        idOf: (event: Visited) => event.profileVisited.id,
      })) {
        messages.push(message as never);
        if (messages.length === 2) break;
      }
    })();
    await until(() => queried === 1 && messages.length === 1, 'the snapshot');
    const tail = await world.visit(me);
    await reading;
    expect(messages.map(({ kind }) => kind)).toEqual(['snapshot', 'event']);
    expect(messages[1]!.data).toEqual({ profileVisited: { id: tail } });
  });

  test('follows anew from another snapshot when what is between can not be replayed', async () => {
    const forgetful = await world.router({ indexBytesMax: 1, prefillRecordsMax: 0, replayRecordsMax: 1, sweepMs: 50 });
    const me = newId();
    const client = open({ subject: me, url: forgetful.url.replace(/^http/, 'ws') });
    const watching = client.subscribe<Visited, never>(visits);
    const watched = collect(watching);
    await until(() => watching.cursor, 'a position');
    let queried = 0;
    // Five visits after the first snapshot, where a replay may begin one before the end.
    const between = {
      ...client,
      query: (async (...args: Parameters<LiveClient['query']>) => {
        const answer = await client.query(...args);
        if (queried++ === 0) {
          for (let i = 0; i < 5; i++) await world.visit(me);
          await until(() => watched.messages.length === 5, 'the router to have read them');
        }
        return answer;
      }) as LiveClient['query'],
    };
    const kinds: string[] = [];
    const reading = (async () => {
      for await (const message of follow(between, {
        query: '{ me { id } }',
        subscription: visits,
        idsIn: () => [],
        idOf: (event: Visited) => event.profileVisited.id,
      })) {
        kinds.push(message.kind);
        if (kinds.length === 4) break;
      }
    })();
    await until(() => kinds.length === 3, 'the second snapshot');
    await until(async () => {
      await world.visit(me);
      return kinds.length === 4;
    }, 'the tail');
    await reading;
    expect(kinds).toEqual(['snapshot', 'gap', 'snapshot', 'event']);
  });

  test('takes typed documents, and types what it gives', async () => {
    const me = newId();
    const client = open({ subject: me });
    const { data } = await client.query(MeDocument);
    expect(data.me?.id).toBe(me);
    const subscription = client.subscribe(ProfileVisitedDocument);
    await until(() => subscription.cursor, 'a position');
    const visitor = newId();
    await world.visit(me, { visitor });
    for await (const message of subscription) {
      if (message.kind === 'event') expect(message.data?.profileVisited?.visitor?.id).toBe(visitor);
      break;
    }
  });
});
