import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { type Browser, chromium, type Page } from 'playwright-core';
import { uuidv7 } from 'uuidv7';
import type { Log } from '../../../platform/log/port.ts';
import { createPostgresLog } from '../../../platform/log/postgres/postgres-log.ts';
import { createEmptyDatabase, type TestDatabase } from '../../../tests/support/database.ts';
import { describeOn, type Found } from '../../../tests/support/describe-on.ts';
import { until } from '../../../tests/support/until.ts';
import { startTestRouter, type TestRouter } from '../../test-support/start-test-router.ts';
import { startTestIssuer, type TestIssuer } from '../../test-support/test-issuer.ts';

const link =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@authenticated", "@composeDirective"])';
const bells = {
  sdl: `${link}
    type Query { hello: String }
    type Bell @key(fields: "id") { id: ID! tone: String }`,
  resolvers: {
    Query: { hello: () => 'hello from a subgraph' },
    Bell: { __resolveReference: ({ id }: { id: string }) => ({ id, tone: `tone of ${id}` }) },
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

/** Chromium as Debian packages it, or wherever CHROMIUM says. */
const executable = [
  process.env.CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find((path) => path !== undefined && existsSync(path));
const found: Found<string> = executable
  ? { server: executable }
  : { missing: 'no Chromium: install the package chromium, or set CHROMIUM' };

describeOn('GraphiQL in a real browser', found, process.env.REQUIRE_BROWSER === '1', (executablePath) => {
  let database: TestDatabase;
  let log: Log;
  let issuer: TestIssuer;
  let router: TestRouter;
  let browser: Browser;
  let page: Page;
  const refused: string[] = [];
  const requested: string[] = [];

  beforeAll(async () => {
    database = await createEmptyDatabase('graphiql');
    log = await createPostgresLog({ databaseUrl: database.url, clientId: 'test', logger: pino({ level: 'silent' }) });
    await log.ensureTopics([{ name: 'bells', partitions: 2, cleanup: 'delete', retentionMs: 3_600_000 }]);
    issuer = await startTestIssuer();
    router = await startTestRouter({ subgraphs: { bells, events }, config: { identity: issuer.identity }, log });
    browser = await chromium.launch({
      executablePath,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    });
    page = await browser.newPage();
    page.on('console', (message) => {
      if (message.type() === 'error') refused.push(message.text());
    });
    page.on('pageerror', (error) => refused.push(error.message));
    page.on('request', (request) => requested.push(request.url()));
    await page.goto(router.url);
    await page.waitForSelector('.graphiql-execute-button');
  });
  afterAll(async () => {
    await browser?.close();
    await router?.close();
    await issuer?.close();
    await log?.close();
    await database?.drop();
  });

  const write = (editor: string, text: string) =>
    page.evaluate(
      ([selector, value]) => {
        const element = document.querySelector(`${selector} .CodeMirror`) as Element & {
          CodeMirror: { setValue(value: string): void };
        };
        element.CodeMirror.setValue(value!);
      },
      [editor, text],
    );
  const result = () =>
    page.evaluate(() => {
      const element = document.querySelector('.result-window .CodeMirror') as Element & {
        CodeMirror: { getValue(): string };
      };
      return element.CodeMirror.getValue();
    });
  const run = () => page.click('.graphiql-execute-button');

  test('runs a query', async () => {
    await write('.graphiql-query-editor', '{ hello }');
    await run();
    const text = await until(async () => {
      const shown = await result();
      return shown.includes('hello from') && shown;
    }, 'the answer');
    expect(JSON.parse(text)).toEqual({ data: { hello: 'hello from a subgraph' } });
  });

  test('runs a subscription with the token of its headers editor, live', async () => {
    await page.click('[data-name="headers"], button:has-text("Headers")');
    await write(
      '.graphiql-editor-tool .graphiql-editor:not(.hidden)',
      JSON.stringify({ Authorization: `Bearer ${await issuer.sign({ sub: 'ada' })}` }),
    );
    await write('.graphiql-query-editor', 'subscription { rang { id tone } }');
    await run();
    await until(() => page.$('.graphiql-execute-button[aria-label*="Stop"]'), 'the subscription to run');
    let rings = 0;
    const text = await until(async () => {
      // Until the socket is up nobody listens: the bell rings again.
      await log.append([{ topic: 'bells', key: 'ada', value: ring(`bell-${rings++}`) }]);
      const shown = await result();
      return shown.includes('tone of') && shown;
    }, 'the event');
    const { id, tone } = JSON.parse(text).data.rang;
    expect(tone).toBe(`tone of ${id}`);
    await run();
  });

  test('opens its documentation and its settings', async () => {
    await page.click('button[aria-label="Show Documentation Explorer"]');
    await page.waitForSelector('.graphiql-doc-explorer-title');
    await page.click('button[aria-label="Open settings dialog"]');
    await page.waitForSelector('[role="dialog"]');
    await page.keyboard.press('Escape');
  });

  test('asks nobody but the router for anything, and breaks none of the page’s policy', async () => {
    expect(requested.length).toBeGreaterThan(3);
    expect(requested.filter((url) => !url.startsWith(router.origin) && !url.startsWith('data:'))).toEqual([]);
    expect(refused).toEqual([]);
  });
});

describe('the page of GraphiQL', () => {
  let router: TestRouter;
  beforeAll(async () => {
    router = await startTestRouter({ subgraphs: { bells } });
  });
  afterAll(() => router.close());
  const get = (path: string, accept: string) => fetch(`${router.origin}${path}`, { headers: { accept } });

  test('is for browsers, with a policy that lets nothing in from elsewhere', async () => {
    const response = await get('/graphql', 'text/html,application/xhtml+xml;q=0.9,*/*;q=0.8');
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const policy = response.headers.get('content-security-policy')!;
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).toMatch(/style-src 'self' 'nonce-[^']+';/);
    expect(policy).not.toContain('unsafe');
    expect(policy).toContain(`connect-src 'self' ws://127.0.0.1:${router.router.port}`);
    const html = await response.text();
    expect(html).not.toMatch(/https?:\/\//);
    for (const [, path] of html.matchAll(/(?:src|href)="(\/[^"]+)"/g)) {
      const asset = await get(path!, '*/*');
      expect([path, asset.status]).toEqual([path, 200]);
      expect(asset.headers.get('cache-control')).toContain('immutable');
    }
  });

  test('doesn’t get in the way of programs', async () => {
    for (const accept of ['*/*', 'application/json', 'application/graphql-response+json, text/html;q=0.1'])
      expect(await (await get('/graphql?query={hello}', accept)).json()).toEqual({
        data: { hello: 'hello from a subgraph' },
      });
  });
});

const ring = (id: string) =>
  JSON.stringify({
    id: uuidv7(),
    type: 'bell.rung',
    version: 1,
    time: new Date().toISOString(),
    key: 'ada',
    actor: null,
    device: null,
    address: null,
    client: null,
    trace: null,
    data: { id, ear: { id: 'ada' } },
  });
