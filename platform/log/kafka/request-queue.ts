// @ts-expect-error It is kafkajs' own and has no types.
import untyped from 'kafkajs/src/network/requestQueue/index.js';

/** What waits for an answer or for its turn on one connection of kafkajs: as much of it as is used here. */
interface Queue {
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
  destroy(): void;
}

export const RequestQueue = untyped as { new (options: object): Queue; readonly prototype: Queue };

const { scheduleCheckPendingRequests } = RequestQueue.prototype;

/**
 * Lets kafkajs look again at what waits for its turn only where something does. kafkajs 2.2.4 does so for ever from a
 * connection's first answer on, by a timer of a negative time: a thousand times a second and connection, and newer versions
 * of Node warn of it (TimeoutNegativeWarning). What begins to wait is looked for without that: `push` asks for it.
 * kafkajs has its queues for the whole process, so this is done as often as one likes.
 */
export function lookAtQueueOnlyWhereSomethingWaits(): void {
  RequestQueue.prototype.scheduleCheckPendingRequests = function (this: Queue) {
    if (this.pending.length > 0) scheduleCheckPendingRequests.call(this);
  };
}
