import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { until } from '../support/until.ts';
import { createPostgresWorld } from './postgres-world.ts';
import { connect, openSocket, settled, type TestSocket } from './socket.ts';
import { newId, type World } from './world.ts';

const visits = 'subscription { profileVisited { id visitor { id name } } }';

describe('the bounds of live clients', () => {
  let world: World;
  beforeAll(async () => {
    world = await createPostgresWorld();
  });
  afterAll(() => world.close());

  // biome-ignore lint/suspicious/noExplicitAny: payloads as the router sent them.
  const idsOf = (nexts: readonly any[]): string[] => nexts.map(({ data }) => data.profileVisited.id);

  test('a subscriber whose queue overflows catches up from the index: nothing is skipped', async () => {
    const router = await world.router({ queueEventsMax: 2, replayChunkEventsMax: 3 });
    const me = newId();
    const socket = await connect(router.url, await world.token(me));
    socket.subscribe('1', visits);
    await settled(socket);
    let release = () => {};
    world.hold = new Promise((resolve) => {
      release = resolve;
    });
    const sent: string[] = [];
    for (let i = 0; i < 12; i++) sent.push(await world.visit(me));
    // A second subscriber gets all of it only after the router has read it.
    const other = await connect(router.url, await world.token(me));
    other.subscribe('1', 'subscription { profileVisited { id } }');
    await settled(other);
    const last = await world.visit(me);
    await until(() => other.nexts('1').at(-1)?.data.profileVisited.id === last, 'the router to have read it all');
    release();
    await socket.untilNexts('1', 13);
    expect(idsOf(socket.nexts('1'))).toEqual([...sent, last]);
    socket.close();
    other.close();
  });

  test('an overflow beyond the index is caught up from the log', async () => {
    const router = await world.router({ queueEventsMax: 1, indexBytesMax: 1, prefillRecordsMax: 0 });
    const me = newId();
    const socket = await connect(router.url, await world.token(me));
    socket.subscribe('1', visits);
    await settled(socket);
    const sent: string[] = [];
    for (let i = 0; i < 30; i++) sent.push(await world.visit(me));
    await socket.untilNexts('1', 30);
    expect(idsOf(socket.nexts('1'))).toEqual(sent);
    socket.close();
  });

  test('a client that takes nothing is closed, and resumes from its cursor', async () => {
    const router = await world.router({
      socketBytesMax: 2_000,
      stallTimeoutMs: 300,
      sweepMs: 50,
      connectionsPerIdentityMax: 2,
    });
    const me = newId();
    const token = await world.token(me);
    const socket = await connect(router.url, token);
    socket.subscribe('1', 'subscription { profileVisited { id visitor { bio } } }', { positions: true });
    const cursor = (await socket.untilMessage('ping')).payload.cursors['1'];
    socket.pause();
    const other = await connect(router.url, token);
    other.subscribe('1', 'subscription { profileVisited { id } }');
    await settled(other);
    // 400 answers of 50 kB are more than the system's own buffers take.
    const sent: string[] = [];
    for (let i = 0; i < 400; i++) sent.push(await world.visit(me));
    await other.untilNexts('1', sent.length);
    const back = await connectWhenFree(router.url, token);
    socket.resume();
    expect([4412, 1006]).toContain(await socket.untilClosed());
    const got = socket.nexts('1');
    expect(got.length).toBeLessThan(sent.length);
    back.subscribe('1', 'subscription { profileVisited { id } }', {
      resumeAfter: got.at(-1)?.extensions.cursor ?? cursor,
    });
    await back.untilNexts('1', sent.length - got.length);
    expect([...idsOf(got), ...idsOf(back.nexts('1'))]).toEqual(sent);
    back.close();
    other.close();
  });

  test('one connection too many of an identity is closed with 4429; another identity has its own', async () => {
    const router = await world.router({ connectionsPerIdentityMax: 2 });
    const token = await world.token(newId());
    const [one, two] = [await connect(router.url, token), await connect(router.url, token)];
    const three = openSocket(router.url);
    three.send({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } });
    expect(await three.untilClosed()).toBe(4429);
    const other = await connect(router.url, await world.token(newId()));
    one.close();
    await one.untilClosed();
    const again = await connectWhenFree(router.url, token);
    for (const socket of [two, other, again]) socket.close();
  });

  test('one subscription too many of an identity closes the connection with 4429', async () => {
    const router = await world.router({ subscriptionsPerIdentityMax: 2 });
    const token = await world.token(newId());
    const [one, two] = [await connect(router.url, token), await connect(router.url, token)];
    one.subscribe('1', visits);
    one.subscribe('2', visits);
    one.send({ type: 'complete', id: '2' });
    one.subscribe('3', visits);
    await settled(one);
    two.subscribe('1', visits);
    expect(await two.untilClosed()).toBe(4429);
    expect(one.closed.code).toBeNull();
    one.close();
  });

  test('too many operations on one connection close it with 4429', async () => {
    const router = await world.router({ operationsPerConnectionMax: 2 });
    const socket = await connect(router.url, await world.token(newId()));
    for (const id of ['1', '2', '3']) socket.subscribe(id, visits);
    expect(await socket.untilClosed()).toBe(4429);
  });

  test('one socket too many of the process is answered 503', async () => {
    const router = await world.router({ connectionsMax: 1 });
    const socket = await connect(router.url);
    const refused = openSocket(router.url);
    expect(await refused.untilClosed()).toBe(1006);
    socket.close();
  });

  test('a connection on which nothing runs is closed as idle, one with a subscription is not', async () => {
    const router = await world.router({ idleTimeoutMs: 300, sweepMs: 50 });
    const [idle, busy] = [await connect(router.url), await connect(router.url, await world.token(newId()))];
    busy.subscribe('1', visits);
    expect(await idle.untilClosed()).toBe(4411);
    expect(busy.closed.code).toBeNull();
    busy.close();
  });

  test('a peer that answers no keep-alive is given up', async () => {
    const router = await world.router({
      keepAliveMs: 100,
      peerTimeoutMs: 400,
      sweepMs: 50,
      connectionsPerIdentityMax: 1,
    });
    const token = await world.token(newId());
    const silent = await connect(router.url, token);
    silent.subscribe('1', visits);
    await settled(silent);
    silent.pause();
    // Its place is taken as long as it is there.
    const next = await connectWhenFree(router.url, token);
    silent.terminate();
    next.close();
  });

  test('a router that stops answers what is under way, and waits for no answer for ever', async () => {
    for (const [executionTimeoutMs, answered] of [
      [10_000, true],
      [300, false],
    ] as const) {
      const router = await world.router({ executionTimeoutMs });
      const socket = await connect(router.url, await world.token(newId()));
      let release = () => {};
      world.hold = new Promise((resolve) => {
        release = resolve;
      });
      const before = world.asked.length;
      socket.subscribe('1', '{ me { id name } }');
      await until(() => world.asked.length > before, 'the query to be under way');
      const closing = router.close();
      if (answered) release();
      expect(await socket.untilClosed()).toBe(1012);
      expect(socket.nexts('1').some(({ data }) => data?.me?.name)).toBe(answered);
      release();
      await closing;
    }
  });

  test('an event is executed once for all who asked the same and see the same', async () => {
    const router = await world.router();
    const me = newId();
    const token = await world.token(me);
    const sockets = await Promise.all(Array.from({ length: 20 }, () => connect(router.url, token)));
    for (const socket of sockets) {
      socket.subscribe('1', visits);
      await settled(socket);
    }
    const before = world.asked.length;
    const visitor = newId();
    await world.visit(me, { visitor });
    for (const socket of sockets) await socket.untilNexts('1', 1);
    const texts = new Set(sockets.map((socket) => JSON.stringify(socket.nexts('1')[0])));
    expect(texts.size).toBe(1);
    expect(world.asked.slice(before).filter(({ ids }) => ids.includes(visitor))).toHaveLength(1);
    for (const socket of sockets) socket.close();
  });

  test('different subjects never share an execution: each is answered as themselves', async () => {
    const router = await world.router();
    const reviewers = [newId(), newId(), newId()];
    const sockets = await Promise.all(
      reviewers.map(async (id) => connect(router.url, await world.token(id, { scopes: ['fraud:review'] }))),
    );
    for (const socket of sockets) {
      socket.subscribe('1', 'subscription { fraudCaseOpened { id user { id email } } }');
      await settled(socket);
    }
    const before = world.asked.length;
    const suspect = reviewers[0]!;
    await world.openCase(suspect);
    const emails = await Promise.all(
      sockets.map(async (socket) => (await socket.untilNexts('1', 1))[0].data.fraudCaseOpened.user.email),
    );
    expect(emails).toEqual([`${suspect}@example.test`, null, null]);
    const subjects = world.asked.slice(before).map(({ subject }) => subject);
    expect(new Set(subjects)).toEqual(new Set(reviewers));
    for (const socket of sockets) socket.close();
  });
});

/** Connects as soon as the identity has a place again. */
function connectWhenFree(url: string, token: string): Promise<TestSocket> {
  return until(async () => {
    const socket = openSocket(url);
    socket.send({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } });
    await until(() => socket.closed.code ?? socket.messages[0], 'an answer');
    return socket.messages.length > 0 && socket;
  }, 'a free place');
}
