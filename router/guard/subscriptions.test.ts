import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { uuidv7 } from 'uuidv7';
import type { Log } from '../../platform/log/port.ts';
import { createPostgresLog } from '../../platform/log/postgres/postgres-log.ts';
import { createEmptyDatabase, type TestDatabase } from '../../tests/support/database.ts';
import { startTestRouter, type TestRouter } from '../test-support/start-test-router.ts';
import { startTestIssuer, type TestIssuer } from '../test-support/test-issuer.ts';

const link = `extend schema @link(
  url: "https://specs.apollo.dev/federation/v2.9"
  import: ["@key", "@shareable", "@authenticated", "@requiresScopes", "@composeDirective"]
)`;
const bells = {
  sdl: `${link}
    type Query { hello: String }
    type Bell @key(fields: "id") {
      id: ID!
      tone: String
      maker: String @requiresScopes(scopes: [["workshop"]])
    }`,
  resolvers: {
    Bell: { __resolveReference: ({ id }: { id: string }) => ({ id, tone: `tone of ${id}`, maker: 'nobody knows' }) },
  },
};
const events = {
  sdl: `${link}
    @link(url: "https://kith.dev/event/v1.0", import: ["@event"])
    @composeDirective(name: "@event")
    directive @event(topic: String!, type: String!, recipient: String) on FIELD_DEFINITION
    type Query { unused: Int }
    type Subscription { rang: Bell @event(topic: "bells", type: "bell.rung", recipient: "ear.id") @authenticated }
    type Bell @key(fields: "id", resolvable: false) { id: ID! }`,
  resolvers: {},
};

describe('a subscription', () => {
  let database: TestDatabase;
  let log: Log;
  let issuer: TestIssuer;
  let router: TestRouter;
  beforeAll(async () => {
    database = await createEmptyDatabase('guard');
    log = await createPostgresLog({ databaseUrl: database.url, clientId: 'test', logger: pino({ level: 'silent' }) });
    await log.ensureTopics([{ name: 'bells', partitions: 2, cleanup: 'delete', retentionMs: 3_600_000 }]);
    issuer = await startTestIssuer();
    router = await startTestRouter({ subgraphs: { bells, events }, config: { identity: issuer.identity }, log });
  });
  afterAll(async () => {
    await router.close();
    await issuer.close();
    await log.close();
    await database.drop();
  });

  const subscribe = async (headers: Record<string, string>, signal?: AbortSignal) =>
    fetch(router.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream', ...headers },
      body: JSON.stringify({ query: 'subscription { rang { id tone maker } }' }),
      signal,
    });

  test('comes without the fields that its caller may not see, each null with its error', async () => {
    const controller = new AbortController();
    const authorization = `Bearer ${await issuer.sign({ sub: 'ada' })}`;
    const stream = await subscribe({ authorization }, controller.signal);
    const ring = setInterval(() => {
      const data = { id: 'b1', ear: { id: 'ada' } };
      const blank = { version: 1, key: 'ada', actor: null, device: null, address: null, client: null, trace: null };
      const envelope = { id: uuidv7(), type: 'bell.rung', time: new Date().toISOString(), ...blank, data };
      void log.append([{ topic: 'bells', key: 'ada', value: JSON.stringify(envelope) }]);
    }, 50);
    try {
      let text = '';
      for await (const chunk of stream.body!) {
        text += Buffer.from(chunk).toString();
        if (/event: next\n.*data:.*\n\n/s.test(text)) break;
      }
      const event = JSON.parse(/data: ?(\{.*"rang".*\})/.exec(text)![1]!);
      expect(event.data).toEqual({ rang: { id: 'b1', tone: 'tone of b1', maker: null } });
      expect(event.errors).toEqual([
        { message: 'This account may not see this.', path: ['rang', 'maker'], extensions: { code: 'FORBIDDEN' } },
      ]);
      expect(router.subgraphs.calls.at(-1)!.query).not.toContain('maker');
    } finally {
      clearInterval(ring);
      controller.abort();
    }
  });

  test('that its caller may not have at all is refused as a whole', async () => {
    const text = await (await subscribe({})).text();
    expect(text).toContain('UNAUTHENTICATED');
    expect(text).not.toContain('"data"');
  });

  test('is not answered to a client that can’t take a stream', async () => {
    const authorization = `Bearer ${await issuer.sign({ sub: 'ada' })}`;
    const { status, codes } = await router.ask({ query: 'subscription { rang { id } }' }, { authorization });
    expect([status, codes]).toEqual([406, ['SUBSCRIPTION_NOT_STREAMED']]);
  });
});
