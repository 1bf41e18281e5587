import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { until } from '../../../tests/support/until.ts';
import { createKafkaClient } from './client.ts';
import { RequestQueue } from './request-queue.ts';

const logger = pino({ level: 'silent' });
let queue: InstanceType<typeof RequestQueue>;
let checks: number;
beforeEach(() => {
  // Making a client is what changes kafkajs.
  createKafkaClient({ brokers: ['127.0.0.1:1'], clientId: 'test', logger }).close();
  queue = new RequestQueue({
    maxInFlightRequests: 1,
    requestTimeout: 1_000,
    enforceRequestTimeout: false,
    clientId: 'test',
    broker: '127.0.0.1:1',
    logger,
  });
  checks = 0;
  const check = queue.checkPendingRequests.bind(queue);
  queue.checkPendingRequests = () => {
    checks++;
    check();
  };
});
afterEach(() => queue.destroy());

const push = (correlationId: number, sent: number[]): void =>
  queue.push({
    entry: { correlationId, resolve: () => {}, reject: () => {} },
    expectResponse: true,
    sendRequest: () => sent.push(correlationId),
  });

test('a connection on which nothing waits sets no timer', () => {
  const sent: number[] = [];
  push(1, sent);
  queue.fulfillRequest({ correlationId: 1, size: 0, payload: null });
  expect(checks).toBe(1);
  expect(queue.throttleCheckTimeoutId).toBeNull();
});

test('what waits because too much is under way, or because the broker asks for less, is sent later', async () => {
  const sent: number[] = [];
  push(1, sent);
  push(2, sent);
  expect(sent).toEqual([1]);
  queue.maybeThrottle(30);
  queue.fulfillRequest({ correlationId: 1, size: 0, payload: null });
  expect(sent).toEqual([1]);
  expect(queue.throttleCheckTimeoutId).not.toBeNull();
  await until(() => sent.length === 2, 'the second request');
  queue.fulfillRequest({ correlationId: 2, size: 0, payload: null });
  await until(() => queue.throttleCheckTimeoutId === null, 'the last look at the queue');
});

test('however many wait for a connection to have nothing under way, one listener is told', async () => {
  push(1, []);
  // As many as Node warns of, and more: each request that a broken connection fails disconnects it.
  const waiting = Array.from({ length: 12 }, () => queue.waitForPendingRequests());
  expect(queue.listenerCount('requestQueueEmpty')).toBe(1);
  queue.fulfillRequest({ correlationId: 1, size: 0, payload: null });
  await Promise.all(waiting);
  push(2, []);
  const again = queue.waitForPendingRequests();
  expect(queue.listenerCount('requestQueueEmpty')).toBe(1);
  queue.fulfillRequest({ correlationId: 2, size: 0, payload: null });
  await again;
  await queue.waitForPendingRequests();
});
