import { randomBytes } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { register } from '../end-to-end/acceptance.ts';
import type { Product } from '../end-to-end/product.ts';
import { until } from '../support/until.ts';
import type { Collector, ReceivedSpan } from './collector.ts';

/** The claim that one trace holds the whole way of an event, whatever the log is that it travels over. */
export function claimOneTrace(product: () => Product, collector: () => Collector): void {
  test('one trace leads from a request through the router, activity, the outbox, the log and a consumer to the live client', async () => {
    const ada = await register(product());
    const bob = await register(product());
    const live = await ada.client.subscribe('subscription Visits { profileVisited { id visitor { name } } }');
    const traceId = randomBytes(16).toString('hex');
    await send(
      product().url,
      {
        query: 'mutation VisitSomebody($id: ID!) { visitProfile(userId: $id) { visit { id } userErrors { code } } }',
        variables: { id: ada.id },
      },
      { traceparent: `00-${traceId}-00f067aa0ba902b7-01`, authorization: `Bearer ${bob.token}` },
    );
    await until(() => live.received.length > 0, 'the visit to reach its recipient');
    await live.close();

    const wanted: [service: string, name: RegExp][] = [
      ['router', /^mutation VisitSomebody$/],
      ['router', /^fetch activity$/],
      ['activity', /^subgraph request/],
      ['activity', /^SQL record-visit$/],
      ['activity-worker', /^outbox activity\.recorded$/],
      ['activity-worker', /^publish activity\.recorded$/],
      ['fraud-worker', /^consume activity\.recorded$/],
      ['activity-worker', /^publish activity\.noticed$/],
      ['router', /^deliver profileVisited$/],
      ['router', /^fetch users$/],
      ['users', /^subgraph request/],
      ['users', /^SQL /],
    ];
    const missing = () => {
      const spans = collector().spans(traceId);
      return wanted.filter(
        ([service, name]) => !spans.some((span) => span.service === service && name.test(span.name)),
      );
    };
    await until(() => missing().length === 0, `the whole trace, of which is missing: ${missing().join('; ')}`);

    const spans = collector().spans(traceId);
    const wayTo = (service: string, name: RegExp): string[] => {
      const byId = new Map(spans.map((span) => [span.spanId, span]));
      const names: string[] = [];
      let span: ReceivedSpan | undefined = spans.find((one) => one.service === service && name.test(one.name));
      for (; span; span = byId.get(span.parentSpanId ?? '')) names.unshift(`${span.service}: ${span.name}`);
      return names.map((step) => step.replace(/subgraph request.*/, 'subgraph request'));
    };
    const write = ['router: mutation VisitSomebody', 'router: fetch activity', 'activity: subgraph request'];
    expect(wayTo('activity', /^SQL record-visit$/)).toEqual([...write, 'activity: SQL record-visit']);
    expect(wayTo('fraud-worker', /^consume/)).toEqual([
      ...write,
      'activity-worker: outbox activity.recorded',
      'activity-worker: publish activity.recorded',
      'fraud-worker: consume activity.recorded',
    ]);
    expect(wayTo('users', /^SQL /).slice(0, -1)).toEqual([
      ...write,
      'activity-worker: outbox activity.noticed',
      'activity-worker: publish activity.noticed',
      'router: deliver profileVisited',
      'router: fetch users',
      'users: subgraph request',
    ]);
  });
}

/** Sends an operation; the answer doesn't matter. */
async function send(url: string, body: object, headers: Record<string, string>): Promise<void> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  await response.text();
}
