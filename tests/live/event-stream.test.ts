import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createClient } from 'graphql-sse';
import type { Router } from '../../router/compose-router.ts';
import { until } from '../support/until.ts';
import { createPostgresWorld } from './postgres-world.ts';
import { newId, type World } from './world.ts';

const visits = 'subscription { profileVisited { id } }';

/** One block of an event stream. */
interface Block {
  id?: string;
  event?: string;
  // biome-ignore lint/suspicious/noExplicitAny: whatever JSON the router sent.
  data?: any;
}

interface Stream {
  readonly status: number;
  readonly type: string | null;
  readonly blocks: Block[];
  readonly state: { ended: boolean };
  /** What an EventSource would send as Last-Event-ID. */
  lastId(): string | undefined;
  nexts(): Block[];
  close(): void;
}

/** Opens a stream by fetch and reads it as the HTML standard says. */
async function openStream(url: string, init: RequestInit): Promise<Stream> {
  const abort = new AbortController();
  const response = await fetch(url, { ...init, signal: abort.signal });
  const blocks: Block[] = [];
  const state = { ended: false };
  const read = async (): Promise<void> => {
    let text = '';
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      text += Buffer.from(chunk).toString();
      for (let end = text.indexOf('\n\n'); end !== -1; end = text.indexOf('\n\n')) {
        blocks.push(readBlock(text.slice(0, end)));
        text = text.slice(end + 2);
      }
    }
  };
  void read()
    .catch(() => {})
    .finally(() => {
      state.ended = true;
    });
  return {
    status: response.status,
    type: response.headers.get('content-type'),
    blocks,
    state,
    lastId: () => blocks.findLast(({ id }) => id !== undefined)?.id,
    nexts: () => blocks.filter(({ event }) => event === 'next'),
    close: () => abort.abort(),
  };
}

function readBlock(text: string): Block {
  const block: Block = {};
  for (const line of text.split('\n')) {
    const [, name, value] = /^(\w+): ?(.*)$/.exec(line) ?? [];
    if (name === 'id') block.id = value;
    if (name === 'event') block.event = value;
    if (name === 'data' && value) block.data = JSON.parse(value);
  }
  return block;
}

describe('event streams', () => {
  let world: World;
  let router: Router;
  beforeAll(async () => {
    world = await createPostgresWorld();
    router = await world.router({ sweepMs: 50 });
  });
  afterAll(() => world.close());

  const post = (token: string | undefined, query: string, more: { extensions?: object; lastEventId?: string } = {}) =>
    openStream(router.url, {
      method: 'POST',
      headers: {
        accept: 'text/event-stream',
        'content-type': 'application/json',
        ...(token && { authorization: `Bearer ${token}` }),
        ...(more.lastEventId && { 'last-event-id': more.lastEventId }),
      },
      body: JSON.stringify({ query, extensions: more.extensions }),
    });

  test("the protocol's own client gets events and answers", async () => {
    const me = newId();
    const client = createClient({
      url: router.url,
      headers: { authorization: `Bearer ${await world.token(me)}` },
    });
    let connected = 0;
    const events = client.iterate<{ profileVisited: { id: string } }>(
      { query: visits },
      { connected: () => connected++ },
    );
    const first = events.next();
    await until(() => connected, 'the stream to be open');
    const visiting = (async () => {
      for (let done = false; !done; ) {
        await world.visit(me);
        done = await Promise.race([
          first.then(() => true),
          new Promise<false>((resolve) => setTimeout(resolve, 50, false)),
        ]);
      }
    })();
    expect(typeof (await first).value?.data?.profileVisited.id).toBe('string');
    await visiting;
    const answer = await client.iterate({ query: '{ me { id } }' }).next();
    expect(answer.value).toMatchObject({ data: { me: { id: me } } });
    client.dispose();
  });

  test('each event has its cursor as id, and Last-Event-ID goes on after it', async () => {
    const me = newId();
    const token = await world.token(me);
    const stream = await post(token, visits);
    expect(stream.type).toMatch(/^text\/event-stream/);
    // The first id comes before any event: from then on nothing is lost.
    await until(() => stream.lastId(), 'a position');
    const first = await world.visit(me);
    await until(() => stream.nexts().length === 1, 'the first visit');
    const [block] = stream.nexts();
    expect(block!.data.data.profileVisited.id).toBe(first);
    expect(block!.id).toBe(block!.data.extensions.cursor);
    const before = stream.lastId();
    stream.close();
    const missed = [await world.visit(me), await world.visit(me)];
    const back = await post(token, visits, { lastEventId: before });
    await until(() => back.nexts().length === 2, 'what was missed');
    expect(back.nexts().map(({ data }) => data.data.profileVisited.id)).toEqual(missed);
    back.close();
  });

  test('a position before any event is enough to lose nothing', async () => {
    const me = newId();
    const token = await world.token(me);
    const stream = await post(token, visits);
    const before = await until(() => stream.lastId(), 'a position');
    stream.close();
    const missed = await world.visit(me);
    const back = await post(token, visits, { extensions: { resumeAfter: before } });
    await until(() => back.nexts().length === 1, 'what was missed');
    expect(back.nexts()[0]!.data.data.profileVisited.id).toBe(missed);
    back.close();
  });

  test('errors come as a result on the stream, which is complete then', async () => {
    const token = await world.token(newId());
    for (const [stream, code] of [
      [await post(token, '{ nothing }'), 'GRAPHQL_VALIDATION_FAILED'],
      [await post(undefined, visits), 'UNAUTHENTICATED'],
      [await post(token, 'subscription { fraudCaseOpened { id } }'), 'FORBIDDEN'],
      [await post(token, visits, { lastEventId: 'nonsense' }), 'INVALID_CURSOR'],
    ] as const) {
      await until(() => stream.state.ended, 'the end of the stream');
      expect(stream.status).toBe(200);
      expect(stream.nexts()[0]!.data.errors[0].extensions.code).toBe(code);
      expect(stream.blocks.at(-1)!.event).toBe('complete');
    }
  });

  test('what is no request is an HTTP error', async () => {
    const headers = { accept: 'text/event-stream', 'content-type': 'application/json' };
    const ask = async (init: RequestInit, url = router.url): Promise<number> => (await fetch(url, init)).status;
    expect(await ask({ method: 'POST', headers, body: '{' })).toBe(400);
    expect(await ask({ method: 'POST', headers, body: '{}' })).toBe(400);
    expect(await ask({ method: 'POST', headers: { ...headers, 'content-type': 'text/plain' }, body: '{}' })).toBe(415);
    expect(await ask({ method: 'POST', headers, body: JSON.stringify({ query: 'x'.repeat(300_000) }) })).toBe(413);
    expect(
      await ask({ method: 'POST', headers: { ...headers, authorization: 'Bearer no' }, body: '{"query":"{me{id}}"}' }),
    ).toBe(401);
    expect(await ask({ headers }, `${router.url}?query={me{id}}&variables={`)).toBe(400);
  });

  test('a GET asks with its query string, and changes nothing', async () => {
    const token = await world.token(newId());
    const get = (query: string) =>
      openStream(`${router.url}?query=${encodeURIComponent(query)}`, {
        headers: { accept: 'text/event-stream', authorization: `Bearer ${token}` },
      });
    const answered = await get('{ me { id } }');
    await until(() => answered.state.ended, 'the end of the stream');
    expect(answered.nexts()[0]!.data.data.me).toBeTruthy();
    const refused = await get('mutation { signOut { userErrors { code } } }');
    await until(() => refused.state.ended, 'the end of the stream');
    expect(refused.nexts()[0]!.data.errors[0].extensions.code).toBe('METHOD_NOT_ALLOWED');
  });

  test('the end of the token and of the session, and a restriction, are told and end the stream', async () => {
    const [me, bad] = [newId(), newId()];
    const session = crypto.randomUUID();
    // On a slow machine a token may be over before it is used: then another one.
    const expiring = await until(async () => {
      const stream = await post(await world.token(me, { lifetimeSeconds: 2 }), visits);
      return stream.status === 200 && stream;
    }, 'a stream whose token was still good when it began');
    const revoked = await post(await world.token(me, { session }), visits);
    const restricted = await post(await world.token(bad), visits);
    await world.revoke(me, session);
    await world.restrict(bad);
    for (const [stream, code] of [
      [expiring, 'UNAUTHENTICATED'],
      [revoked, 'SESSION_REVOKED'],
      [restricted, 'ACCOUNT_RESTRICTED'],
    ] as const) {
      await until(() => stream.state.ended, 'the end of the stream');
      expect(stream.nexts().at(-1)!.data.errors[0].extensions.code).toBe(code);
    }
    const again = await post(await world.token(bad), visits);
    expect(again.status).toBe(403);
  });

  test('a router that stops ends its streams without completing them, so that clients come back elsewhere', async () => {
    const leaving = await world.router();
    const me = newId();
    const token = await world.token(me);
    const headers = {
      accept: 'text/event-stream',
      'content-type': 'application/json',
      authorization: `Bearer ${token}`,
    };
    const body = JSON.stringify({ query: visits });
    const stream = await openStream(leaving.url, { method: 'POST', headers, body });
    const id = await until(() => stream.lastId(), 'a position');
    const closing = leaving.close();
    await until(() => stream.state.ended, 'the end of the stream');
    await closing;
    expect(stream.blocks.some(({ event }) => event === 'complete')).toBe(false);
    const missed = await world.visit(me);
    const back = await post(token, visits, { lastEventId: id });
    await until(() => back.nexts().length === 1, 'what was missed');
    expect(back.nexts()[0]!.data.data.profileVisited.id).toBe(missed);
    back.close();
  });

  test('a client that reads nothing is cut off and loses nothing', async () => {
    const tight = await world.router({
      socketBytesMax: 2_000,
      stallTimeoutMs: 300,
      sweepMs: 50,
      connectionsPerIdentityMax: 1,
    });
    const me = newId();
    const token = await world.token(me);
    const headers = {
      accept: 'text/event-stream',
      'content-type': 'application/json',
      authorization: `Bearer ${token}`,
    };
    const large = JSON.stringify({ query: 'subscription { profileVisited { id visitor { bio } } }' });
    // Not read: fetch takes what fits its buffers and no more.
    const abort = new AbortController();
    const stalled = await fetch(tight.url, { method: 'POST', headers, body: large, signal: abort.signal });
    const cursor = await until(async () => {
      const answer = await fetch(router.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify({ query: '{ me { id } }', extensions: { cursor: 'profileVisited' } }),
      });
      return ((await answer.json()) as { extensions: { cursor: string } }).extensions.cursor;
    }, 'a cursor');
    const sent: string[] = [];
    for (let i = 0; i < 400; i++) sent.push(await world.visit(me));
    const back = await until(async () => {
      const stream = await openStream(tight.url, {
        method: 'POST',
        headers,
        body: JSON.stringify({ query: visits, extensions: { resumeAfter: cursor } }),
      });
      return stream.status === 200 && stream;
    }, 'the stalled stream to be cut off');
    await until(() => back.nexts().length === sent.length, 'everything');
    expect(back.nexts().map(({ data }) => data.data.profileVisited.id)).toEqual(sent);
    back.close();
    abort.abort();
    await stalled.body?.cancel().catch(() => {});
  });
});
