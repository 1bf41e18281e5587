import { beforeEach, describe, expect, test } from '@jest/globals';
import { coalesce } from './coalesce.ts';
import type { SubgraphReply, SubgraphRequest, SubgraphTransport } from './transport.ts';

interface Sent {
  readonly request: SubgraphRequest;
  readonly resolve: (reply: SubgraphReply) => void;
  readonly reject: (error: Error) => void;
}

let sent: Sent[];
let transport: SubgraphTransport;
beforeEach(() => {
  sent = [];
  transport = coalesce({
    send: (request) => new Promise((resolve, reject) => sent.push({ request, resolve, reject })),
    close: () => Promise.resolve(),
  });
});

const request = (more: Partial<SubgraphRequest> = {}): SubgraphRequest => ({
  body: '{"query":"{a}"}',
  headers: { 'x-identity': 't' },
  scope: 'ada',
  idempotent: true,
  signal: new AbortController().signal,
  ...more,
});
const reply = { status: 200, text: '{}' };

describe('identical reads under way', () => {
  test('go out once and are all answered', async () => {
    const answers = [
      transport.send(request()),
      transport.send(request({ headers: { 'x-identity': 't', traceparent: '00-1' } })),
    ];
    expect(sent).toHaveLength(1);
    sent[0]!.resolve(reply);
    expect(await Promise.all(answers)).toEqual([reply, reply]);
  });

  test('fail together', async () => {
    const answers = [transport.send(request()), transport.send(request())];
    sent[0]!.reject(new Error('down'));
    for (const { status } of await Promise.allSettled(answers)) expect(status).toBe('rejected');
  });

  test('are over when they are answered', async () => {
    const first = transport.send(request());
    sent[0]!.resolve(reply);
    await first;
    void transport.send(request());
    expect(sent).toHaveLength(2);
  });
});

test.each([
  ['of another identity', { scope: 'bob' }],
  ['with another header', { headers: { 'x-identity': 't', 'accept-language': 'de' } }],
  ['with another body', { body: '{"query":"{b}"}' }],
  ['that is a mutation', { idempotent: false }],
])('a request %s goes out by itself', (_what, more) => {
  void transport.send(request());
  void transport.send(request(more));
  void transport.send(request(more));
  expect(sent.length).toBe('idempotent' in more ? 3 : 2);
});

test('after a mutation its identity joins no read that began before, and others do', async () => {
  void transport.send(request());
  void transport.send(request({ scope: 'bob' }));
  const mutation = transport.send(request({ idempotent: false, body: 'mutation' }));
  sent[2]!.resolve(reply);
  await mutation;
  void transport.send(request());
  void transport.send(request({ scope: 'bob' }));
  expect(sent.slice(3).map(({ request: { scope } }) => scope)).toEqual(['ada']);
});

describe('whoever gives up', () => {
  test("leaves the others' answer alone", async () => {
    const controller = new AbortController();
    const given = transport.send(request({ signal: controller.signal }));
    const kept = transport.send(request());
    controller.abort();
    await expect(given).rejects.toMatchObject({ code: 'REQUEST_ABORTED' });
    expect(sent[0]!.request.signal.aborted).toBe(false);
    sent[0]!.resolve(reply);
    expect(await kept).toEqual(reply);
  });

  test('last ends the request, and the next one is sent anew', async () => {
    const controller = new AbortController();
    const given = [1, 2].map(() => transport.send(request({ signal: controller.signal })).catch(() => 'given up'));
    controller.abort();
    expect(await Promise.all(given)).toEqual(['given up', 'given up']);
    expect(sent[0]!.request.signal.aborted).toBe(true);
    void transport.send(request());
    expect(sent).toHaveLength(2);
  });
});
