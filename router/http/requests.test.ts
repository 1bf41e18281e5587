import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openRaw, readAll } from '../test-support/raw-http.ts';
import { startTestRouter, type TestRouter } from '../test-support/start-test-router.ts';

const sdl = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  type Query { hello(name: String): String  big: String }
  type Mutation { greet: String }
`;
const resolvers = {
  Query: { hello: (_: unknown, { name }: { name?: string }) => `hello ${name ?? 'you'}`, big: () => 'x'.repeat(3000) },
  Mutation: { greet: () => 'hi' },
};
const json = { 'content-type': 'application/json' };
const hello = JSON.stringify({ query: '{ hello }' });

describe('requests', () => {
  let router: TestRouter;
  beforeAll(async () => {
    router = await startTestRouter({
      subgraphs: { hello: { sdl, resolvers } },
      config: {
        http: {
          bodyBytesMax: 2048,
          bodyTimeoutMs: 300,
          responseBytesMax: 2000,
          corsOrigins: ['https://app.example'],
          forwardHeaders: ['x-flavour'],
        },
      },
    });
  });
  afterAll(() => router.close());

  const send = async (init: RequestInit, search = '') => {
    const response = await fetch(`${router.url}${search}`, init);
    const text = await response.text();
    const body = text.startsWith('{') ? JSON.parse(text) : text;
    return { status: response.status, headers: response.headers, body, code: body.errors?.[0]?.extensions?.code };
  };
  const post = (body: NonNullable<RequestInit['body']>, headers: Record<string, string> = json) =>
    send({ method: 'POST', headers, body });

  test('a query by GET is answered, and never cached on the way', async () => {
    const { body, headers } = await send({}, `?query=${encodeURIComponent('{ hello }')}`);
    expect(body).toEqual({ data: { hello: 'hello you' } });
    expect(headers.get('cache-control')).toBe('no-store');
  });

  test('a mutation by GET is refused and reaches no subgraph', async () => {
    const calls = router.subgraphs.calls.length;
    const { status, code, headers } = await send({}, `?query=${encodeURIComponent('mutation { greet }')}`);
    expect([status, code, headers.get('allow')]).toEqual([405, 'METHOD_NOT_ALLOWED', 'POST']);
    expect(router.subgraphs.calls.length).toBe(calls);
  });

  test.each(['application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'text/plain;charset=UTF-8'])(
    'a POST of the form type %s is refused',
    async (type) => {
      expect(await post(hello, { 'content-type': type })).toMatchObject({ status: 415, code: 'CSRF_PREVENTED' });
    },
  );

  test('a POST without a content type is refused', async () => {
    // A body of bytes: fetch would name the type of a string.
    expect(await post(new TextEncoder().encode(hello), {})).toMatchObject({ status: 415, code: 'CSRF_PREVENTED' });
  });

  test('a POST of another type, charset or encoding is refused, each with its code', async () => {
    expect(await post(hello, { 'content-type': 'application/graphql' })).toMatchObject({
      status: 415,
      code: 'UNSUPPORTED_MEDIA_TYPE',
    });
    expect(await post(hello, { 'content-type': 'application/json; charset=latin1' })).toMatchObject({
      status: 415,
      code: 'UNSUPPORTED_CHARSET',
    });
    expect(await post(hello, { ...json, 'content-encoding': 'gzip' })).toMatchObject({
      status: 415,
      code: 'UNSUPPORTED_ENCODING',
    });
  });

  test('a batch is refused unless the config allows it', async () => {
    expect(await post(`[${hello}]`)).toMatchObject({ status: 400, code: 'BATCH_NOT_ALLOWED' });
  });

  test('a body over the limit is refused, announced or not', async () => {
    const large = JSON.stringify({ query: '{ hello }', variables: { pad: 'x'.repeat(3000) } });
    expect(await post(large)).toMatchObject({ status: 413, code: 'BODY_LIMIT_EXCEEDED' });
    const socket = await openRaw(router.router.port);
    socket.write(
      `POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n`,
    );
    socket.write(`1000\r\n${'x'.repeat(4096)}\r\n`);
    expect(await readAll(socket)).toMatch(/^HTTP\/1\.1 413 [\s\S]*BODY_LIMIT_EXCEEDED/);
  });

  test('a body that trickles in is given up', async () => {
    const socket = await openRaw(router.router.port);
    socket.write('POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{');
    expect(await readAll(socket)).toMatch(/^HTTP\/1\.1 408 [\s\S]*BODY_TIMEOUT/);
  });

  test('malformed UTF-8 and malformed JSON are told apart', async () => {
    const broken = Buffer.concat([
      Buffer.from('{"query":"{ hello(name: \\"'),
      Buffer.from([0xc3, 0x28]),
      Buffer.from('\\") }"}'),
    ]);
    expect(await post(broken)).toMatchObject({ status: 400, code: 'MALFORMED_UTF8' });
    expect(await post('{"query":')).toMatchObject({ status: 400, code: 'MALFORMED_JSON' });
    expect(await post('"a string"')).toMatchObject({ status: 400, code: 'BAD_REQUEST' });
    expect(await post('null')).toMatchObject({ status: 400, code: 'BAD_REQUEST' });
  });

  test('keys named __proto__ are values like any other', async () => {
    const body = `{"query":"query Q($name: String) { hello(name: $name) }","variables":{"__proto__":{"name":"evil"},"name":"Ada"},"__proto__":{"query":"{ big }"}}`;
    expect((await post(body)).body).toEqual({ data: { hello: 'hello Ada' } });
    expect(({} as { name?: string }).name).toBeUndefined();
  });

  test('an answer over the limit is cut with a clear error', async () => {
    const { status, body } = await post(JSON.stringify({ query: '{ big }' }));
    expect(status).toBe(200);
    expect(body.data).toBeNull();
    expect(body.errors[0].extensions.code).toBe('RESPONSE_LIMIT_EXCEEDED');
  });

  test('a client that takes none of the media types is told', async () => {
    expect(await post(hello, { ...json, accept: 'application/xml' })).toMatchObject({
      status: 406,
      code: 'NOT_ACCEPTABLE',
    });
  });

  test('a router without a log says so to whoever wants a stream', async () => {
    const { status, body } = await post(hello, { ...json, accept: 'text/event-stream' });
    expect([status, body.errors[0].message]).toEqual([406, expect.stringContaining('serves no subscriptions')]);
  });

  test('the media type with the highest quality is answered', async () => {
    const { headers } = await post(hello, {
      ...json,
      accept: 'application/json;q=0.5, application/graphql-response+json',
    });
    expect(headers.get('content-type')).toBe('application/graphql-response+json; charset=utf-8');
  });

  test('a page of an allowed origin may read answers, another may not', async () => {
    const preflight = (origin: string) =>
      send({ method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'POST' } });
    const allowed = await preflight('https://app.example');
    expect(allowed.status).toBe(204);
    expect(allowed.headers.get('access-control-allow-origin')).toBe('https://app.example');
    expect(allowed.headers.get('access-control-allow-headers')).toContain('authorization');
    expect((await preflight('https://evil.example')).headers.get('access-control-allow-origin')).toBeNull();
    const answer = await post(hello, { ...json, origin: 'https://app.example' });
    expect(answer.headers.get('access-control-allow-origin')).toBe('https://app.example');
    expect(answer.headers.get('vary')).toBe('origin');
  });

  test('HEAD answers as GET without a body, other methods are refused', async () => {
    expect(await send({ method: 'HEAD' }, `?query=${encodeURIComponent('{ hello }')}`)).toMatchObject({
      status: 200,
      body: '',
    });
    expect(await send({ method: 'DELETE' })).toMatchObject({ status: 405, code: 'METHOD_NOT_ALLOWED' });
  });

  test('health says ready, and that the process turns', async () => {
    expect(await (await fetch(`${router.origin}/health`)).json()).toEqual({ status: 'ready' });
    expect(await (await fetch(`${router.origin}/health/live`)).json()).toEqual({ status: 'live' });
    expect((await fetch(`${router.origin}/nothing`)).status).toBe(404);
  });

  test('an operation of a kind that the schema lacks is not valid', async () => {
    expect((await router.ask({ query: 'subscription { x }' })).codes).toEqual(['GRAPHQL_VALIDATION_FAILED']);
  });

  test('subgraphs get the identity, the trace and the headers that are let through, and nothing else', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    await router.ask(
      { query: '{ hello(name: "headers") }' },
      { traceparent, 'x-flavour': 'mint', 'x-secret': 's', cookie: 'c=1', 'apollographql-client-name': 'app' },
    );
    const { headers } = router.subgraphs.calls.at(-1)!;
    expect(headers.traceparent).toBe(traceparent);
    expect(headers['x-flavour']).toBe('mint');
    expect(headers['x-router-identity']).toMatch(/^ey/);
    expect([headers['x-secret'], headers.cookie, headers.authorization]).toEqual([undefined, undefined, undefined]);
  });

  test('a request without a trace gets one of its own', async () => {
    await router.ask({ query: '{ hello(name: "a") }' }, { traceparent: 'nonsense' });
    await router.ask({ query: '{ hello(name: "b") }' });
    const traces = router.subgraphs.calls.slice(-2).map(({ headers }) => headers.traceparent);
    for (const trace of traces) expect(trace).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
    expect(traces[0]).not.toBe(traces[1]);
  });

  test('each request is one line in the log, without personal data', async () => {
    await router.ask(
      { query: 'query Greeting($name: String) { hello(name: $name) }', variables: { name: 'Grace Hopper' } },
      { authorization: 'Bearer secret-token', 'x-device-id': 'my-phone' },
    );
    const lines = router.logged.filter((line) => line.operation === 'Greeting');
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({ msg: 'request', method: 'POST', status: 200, kind: 'query' });
    const everything = JSON.stringify(router.logged);
    for (const word of ['Grace', 'secret-token', 'my-phone', '127.0.0.1:']) expect(everything).not.toContain(word);
  });
});

describe('batches', () => {
  let router: TestRouter;
  beforeAll(async () => {
    router = await startTestRouter({ subgraphs: { hello: { sdl, resolvers } }, config: { http: { batchMax: 2 } } });
  });
  afterAll(() => router.close());
  const post = (body: unknown) => fetch(router.url, { method: 'POST', headers: json, body: JSON.stringify(body) });

  test('are answered in their order where the config allows them, each answer for itself', async () => {
    const response = await post([{ query: '{ hello }' }, { query: '{ nothing }' }]);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject([
      { data: { hello: 'hello you' } },
      { errors: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }] },
    ]);
  });

  test('have a limit of their own', async () => {
    const response = await post(Array(3).fill({ query: '{ hello }' }));
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'BATCH_LIMIT_EXCEEDED' } }] });
    expect((await post([])).status).toBe(400);
  });
});
