import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import type { Router } from '../../router/compose-router.ts';
import { until } from '../support/until.ts';
import { createPostgresWorld } from './postgres-world.ts';
import { connect, openSocket, settled } from './socket.ts';
import { newId, type World } from './world.ts';

const visits = 'subscription { profileVisited { id } }';
const init = (authorization?: unknown) => ({ type: 'connection_init', payload: { authorization } });

describe('the protocol graphql-transport-ws', () => {
  let world: World;
  let router: Router;
  beforeAll(async () => {
    world = await createPostgresWorld();
    router = await world.router({ initTimeoutMs: 1_000, sweepMs: 50 });
  });
  afterAll(() => world.close());

  test("the protocol's own client subscribes, asks and is told of errors", async () => {
    const me = newId();
    const token = await world.token(me);
    const client = createClient({
      url: router.url.replace(/^http/, 'ws'),
      webSocketImpl: WebSocket,
      connectionParams: { authorization: `Bearer ${token}` },
    });
    const events = client.iterate<{ profileVisited: { id: string } }>({ query: visits });
    const first = events.next();
    const asked = await client.iterate({ query: '{ me { id name } }' }).next();
    expect(asked.value.data).toMatchObject({ me: { id: me } });
    const id = await world.visit(me);
    expect((await first).value.data.profileVisited.id).toBe(id);
    await events.return?.();
    await expect(client.iterate({ query: '{ nothing }' }).next()).rejects.toMatchObject([
      { extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } },
    ]);
    await client.dispose();
  });

  test('the acknowledgement says when the token ends', async () => {
    const socket = openSocket(router.url);
    socket.send(init(`Bearer ${await world.token(newId(), { lifetimeSeconds: 600 })}`));
    const { payload } = await socket.untilMessage('connection_ack');
    expect(Date.parse(payload.expiresAt) - Date.now()).toBeGreaterThan(500_000);
    socket.close();
    const anonymous = openSocket(router.url);
    anonymous.send({ type: 'connection_init' });
    expect((await anonymous.untilMessage('connection_ack')).payload.expiresAt).toBeNull();
    anonymous.close();
  });

  test.each([
    ['another subprotocol', 4406, 'graphql-ws', []],
    ['no subprotocol', 4406, '', []],
    ['no initialisation', 4408, undefined, []],
    [
      'an operation before the acknowledgement',
      4401,
      undefined,
      [{ type: 'subscribe', id: '1', payload: { query: '{ __typename }' } }],
    ],
    ['a token that is none', 4401, undefined, [init('Bearer nonsense')]],
    ['an authorization that is no text', 4401, undefined, [init({ token: 1 })]],
    ['a second initialisation', 4429, undefined, [{ type: 'connection_init' }, { type: 'connection_init' }]],
    ['a message of an unknown type', 4400, undefined, [{ type: 'start' }]],
    ['a subscription without a query', 4400, undefined, [{ type: 'subscribe', id: '1', payload: {} }]],
    ['a message that is no object', 4400, undefined, [[1]]],
  ])('%s closes the socket with %i', async (_, code, protocol, messages) => {
    const socket = openSocket(router.url, protocol);
    for (const message of messages) socket.send(message);
    expect(await socket.untilClosed()).toBe(code);
  });

  test('text that is no JSON closes the socket with 4400, and too much of it with 1009', async () => {
    const socket = openSocket(router.url);
    socket.sendRaw('{');
    expect(await socket.untilClosed()).toBe(4400);
    const large = openSocket(router.url);
    large.sendRaw(JSON.stringify({ type: 'ping', payload: { text: 'x'.repeat(300_000) } }));
    expect(await large.untilClosed()).toBe(1009);
  });

  test('an id that is in use closes the socket with 4409, one that was completed may be used again', async () => {
    const me = newId();
    const socket = await connect(router.url, await world.token(me));
    socket.subscribe('1', visits);
    socket.send({ type: 'complete', id: '1' });
    socket.subscribe('1', visits);
    await settled(socket);
    const id = await world.visit(me);
    const [next] = await socket.untilNexts('1', 1);
    expect(next.data.profileVisited.id).toBe(id);
    socket.subscribe('1', visits);
    expect(await socket.untilClosed()).toBe(4409);
    expect(socket.closed.reason).toBe('Subscriber for 1 already exists');
    const long = await connect(router.url, await world.token(me));
    for (const id of ['\u{1F642}'.repeat(60), '\u{1F642}'.repeat(60)]) long.subscribe(id, visits);
    expect(await long.untilClosed()).toBe(4409);
  });

  test('who completes a subscription gets no more of it', async () => {
    const me = newId();
    const socket = await connect(router.url, await world.token(me));
    socket.subscribe('gone', visits);
    socket.subscribe('stays', visits);
    await settled(socket);
    socket.send({ type: 'complete', id: 'gone' });
    await settled(socket);
    await world.visit(me);
    await socket.untilNexts('stays', 1);
    expect(socket.nexts('gone')).toEqual([]);
    socket.close();
  });

  test('a ping is answered by a pong with what it carried', async () => {
    const socket = openSocket(router.url);
    socket.send({ type: 'ping', payload: { n: 1 } });
    expect(await socket.untilMessage('pong')).toEqual({ type: 'pong', payload: { n: 1 } });
    socket.close();
  });

  test('a ping with a fresh token renews the connection, and the pong says until when', async () => {
    const me = newId();
    const socket = await connect(router.url, await world.token(me, { lifetimeSeconds: 3 }));
    socket.subscribe('1', visits);
    await settled(socket);
    socket.send({ type: 'ping', payload: { authorization: `Bearer ${await world.token(me)}` } });
    const { payload } = await socket.untilMessage('pong');
    expect(Date.parse(payload.expiresAt) - Date.now()).toBeGreaterThan(60_000);
    // Past the end of the first token.
    const other = await connect(router.url, await world.token(newId(), { lifetimeSeconds: 3 }));
    expect(await other.untilClosed()).toBe(4401);
    await world.visit(me);
    await socket.untilNexts('1', 1);
    expect(socket.closed.code).toBeNull();
    socket.close();
  });

  test("a ping with a bad token, or somebody else's, closes the socket with 4401", async () => {
    for (const authorization of ['Bearer nonsense', `Bearer ${await world.token(newId())}`]) {
      const socket = await connect(router.url, await world.token(newId()));
      socket.send({ type: 'ping', payload: { authorization } });
      expect(await socket.untilClosed()).toBe(4401);
    }
  });

  test('renewed scopes count: a subscription that needs one that is gone ends with an error, the others go on', async () => {
    const me = newId();
    const socket = await connect(router.url, await world.token(me, { scopes: ['fraud:review'] }));
    socket.subscribe('cases', 'subscription { fraudCaseOpened { id } }');
    socket.subscribe('visits', visits);
    await settled(socket);
    socket.send({ type: 'ping', payload: { authorization: `Bearer ${await world.token(me)}` } });
    const { payload } = await socket.untilMessage('error', 'cases');
    expect(payload[0].extensions.code).toBe('FORBIDDEN');
    await world.visit(me);
    await socket.untilNexts('visits', 1);
    socket.close();
  });

  test('a token that ends closes the socket with 4401', async () => {
    const socket = await connect(router.url, await world.token(newId(), { lifetimeSeconds: 3 }));
    expect(await socket.untilClosed()).toBe(4401);
  });

  test('a cursor that was changed, belongs to somebody else or to another field is INVALID_CURSOR', async () => {
    const me = newId();
    const token = await world.token(me);
    const socket = await connect(router.url, token);
    socket.subscribe('1', visits, { positions: true });
    const { cursors } = (await socket.untilMessage('ping')).payload;
    const cursor: string = cursors['1'];
    const changed = `${cursor.slice(0, -1)}${cursor.endsWith('A') ? 'B' : 'A'}`;
    const moved = Buffer.from(cursor, 'base64url');
    moved[12]! ^= 1;
    const bad = [changed, moved.toString('base64url'), 'x', '', 7, {}, `${cursor}=`, cursor.slice(0, 20)];
    for (const [i, resumeAfter] of bad.entries()) {
      socket.subscribe(`bad${i}`, visits, { resumeAfter });
      const { payload } = await socket.untilMessage('error', `bad${i}`);
      expect(payload[0].extensions.code).toBe('INVALID_CURSOR');
    }
    socket.subscribe('field', 'subscription { profileLiked { id } }', { resumeAfter: cursor });
    expect((await socket.untilMessage('error', 'field')).payload[0].extensions.code).toBe('INVALID_CURSOR');
    const other = await connect(router.url, await world.token(newId()));
    other.subscribe('1', visits, { resumeAfter: cursor });
    expect((await other.untilMessage('error', '1')).payload[0].extensions.code).toBe('INVALID_CURSOR');
    socket.subscribe('good', visits, { resumeAfter: cursor });
    await settled(socket);
    await world.visit(me);
    await socket.untilNexts('good', 1);
    socket.close();
    other.close();
  });

  test("a query's answer carries the position it is as fresh as, over HTTP and over a socket", async () => {
    const me = newId();
    const token = await world.token(me);
    const before = await connect(router.url, token);
    before.subscribe('1', visits);
    await settled(before);
    await world.visit(me);
    await before.untilNexts('1', 1);
    const ask = async (cursor: unknown) => {
      const response = await fetch(router.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify({ query: '{ me { id } }', extensions: { cursor } }),
      });
      return ((await response.json()) as { extensions?: { cursor?: unknown } }).extensions?.cursor;
    };
    const one = await ask('profileVisited');
    const both = (await ask(['profileVisited', 'matched', 'nothing'])) as Record<string, string>;
    expect(Object.keys(both)).toEqual(['profileVisited', 'matched']);
    expect(await ask('nothing')).toBeUndefined();
    before.subscribe('q', '{ me { id } }', { cursor: 'profileVisited' });
    const [{ extensions }] = await before.untilNexts('q', 1);
    const id = await world.visit(me);
    for (const [i, resumeAfter] of [one, both.profileVisited, extensions.cursor].entries()) {
      before.subscribe(`r${i}`, visits, { resumeAfter });
      const [next] = await before.untilNexts(`r${i}`, 1);
      expect(next.data.profileVisited.id).toBe(id);
    }
    before.close();
  });

  test('a subscriber who asks for positions is told them again as time passes', async () => {
    const told = await world.router({ positionMs: 200, sweepMs: 50 });
    const socket = await connect(told.url, await world.token(newId()));
    socket.subscribe('1', visits, { positions: true });
    await until(() => socket.messages.filter(({ type }) => type === 'ping').length >= 3, 'three position notices');
    socket.close();
  });

  test('an upgrade elsewhere is answered 404', async () => {
    const socket = new WebSocket(
      router.url.replace(/^http/, 'ws').replace('/graphql', '/other'),
      'graphql-transport-ws',
    );
    const status = await new Promise((resolve) => {
      socket.on('unexpected-response', (_, response) => resolve(response.statusCode));
      socket.on('error', () => {});
    });
    expect(status).toBe(404);
    socket.terminate();
  });
});
