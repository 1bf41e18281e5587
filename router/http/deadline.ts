import type { ServerResponse } from 'node:http';
import { setDeadline } from '../fetch/deadline-of.ts';

/** The reason of a signal whose request took too long. */
export class DeadlineError extends Error {
  override readonly name = 'DeadlineError';
}

/** After the deadline the executor has this long to hand out what it has, in milliseconds. */
const graceMs = 1_000;

export interface Deadline {
  /** Aborted when the deadline passed or the client is gone. */
  readonly signal: AbortSignal;
  /** What `work` resolves to; rejects with a DeadlineError where it hasn't ended shortly after the deadline. */
  race<Value>(work: Promise<Value>): Promise<Value>;
  /** Ends the watch, once the answer is made. */
  end(): void;
}

/** Watches over one request: the time it may take, and whether anybody still waits for its answer. */
export function createDeadline(response: ServerResponse, deadlineMs: number): Deadline {
  const controller = new AbortController();
  setDeadline(controller.signal, performance.now() + deadlineMs);
  let giveUp: (error: Error) => void = () => undefined;
  let graceTimer: NodeJS.Timeout | undefined;
  const timer = setTimeout(() => {
    const error = new DeadlineError(`The request took longer than ${deadlineMs} ms.`);
    controller.abort(error);
    graceTimer = setTimeout(() => giveUp(error), graceMs);
  }, deadlineMs);
  const onClose = (): void => controller.abort(new Error('The client is gone.'));
  response.once('close', onClose);
  return {
    signal: controller.signal,
    race: (work) =>
      new Promise((resolve, reject) => {
        giveUp = reject;
        work.then(resolve, reject);
      }),
    end() {
      clearTimeout(timer);
      clearTimeout(graceTimer);
      response.off('close', onClose);
    },
  };
}
