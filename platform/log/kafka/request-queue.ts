import type { EventEmitter } from 'node:events';
// @ts-expect-error It is kafkajs' own and has no types.
import untyped from 'kafkajs/src/network/requestQueue/index.js';

/** What waits for an answer or for its turn on one connection of kafkajs: as much of it as is used here. */
interface Queue extends EventEmitter {
  readonly pending: readonly object[];
  readonly throttleCheckTimeoutId: NodeJS.Timeout | null;
  push(request: {
    entry: { correlationId: number; resolve: () => void; reject: () => void };
    expectResponse: boolean;
    sendRequest: () => void;
  }): void;
  fulfillRequest(response: { correlationId: number; size: number; payload: unknown }): void;
  maybeThrottle(ms: number): void;
  checkPendingRequests(): void;
  scheduleCheckPendingRequests(): void;
  waitForPendingRequests(): Promise<void>;
  destroy(): void;
}

export const RequestQueue = untyped as { new (options: object): Queue; readonly prototype: Queue };

const { scheduleCheckPendingRequests, waitForPendingRequests } = RequestQueue.prototype;
const waits = new WeakMap<Queue, Promise<void>>();

/**
 * Mends two things in how kafkajs 2.2.4 queues requests. It has its queues for the whole process, so this is done as often as
 * one likes.
 *
 * It looks again at what waits for its turn for ever, from a connection's first answer on, by a timer of a negative time:
 * a thousand times a second and connection, and newer versions of Node warn of it (TimeoutNegativeWarning). Here it looks
 * only where something waits; what begins to wait is looked for without that, as `push` asks for it.
 *
 * Each request that a broken connection fails disconnects it, which waits, by a listener, until nothing is under way. Under
 * load those are dozens at once, and Node warns of a leak where there is none. Here they share one.
 */
export function mendRequestQueues(): void {
  RequestQueue.prototype.scheduleCheckPendingRequests = function (this: Queue) {
    if (this.pending.length > 0) scheduleCheckPendingRequests.call(this);
  };
  RequestQueue.prototype.waitForPendingRequests = function (this: Queue) {
    const wait = waits.get(this) ?? waitForPendingRequests.call(this).finally(() => waits.delete(this));
    waits.set(this, wait);
    return wait;
  };
}
