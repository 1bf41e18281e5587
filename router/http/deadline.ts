import type { ServerResponse } from 'node:http';
import { type CancelSignal, RequestSignal } from '../fetch/cancel-signal.ts';

/** The reason of a signal whose request took too long. */
export class DeadlineError extends Error {
  override readonly name = 'DeadlineError';
}

/** After the deadline the executor has this long to hand out what it has, in milliseconds. */
const graceMs = 1_000;

/** A response has its watch on itself, so that one listener serves them all: a closure for each costs more than the rest. */
const watch = Symbol('watch');
type Watched = ServerResponse & { [watch]?: Deadline | undefined };

/** Watches over one request: the time it may take, and whether anybody still waits for its answer. */
export class Deadline {
  readonly #ms: number;
  readonly #signal: RequestSignal;
  readonly #response: Watched;
  #timer: NodeJS.Timeout;
  #giveUps: ((error: Error) => void)[] | undefined;

  constructor(response: ServerResponse, ms: number) {
    this.#ms = ms;
    this.#response = response;
    this.#signal = new RequestSignal(performance.now() + ms);
    this.#timer = setTimeout(passDeadline, ms, this);
    this.#response[watch] = this;
    response.on('close', clientGone);
  }

  /** Aborted when the deadline passed or the client is gone. */
  get signal(): CancelSignal {
    return this.#signal;
  }

  /** What `work` resolves to; rejects with a DeadlineError where it hasn't ended shortly after the deadline. */
  race<Value>(work: Promise<Value>): Promise<Value> {
    return new Promise((resolve, reject) => {
      this.#giveUps ??= [];
      this.#giveUps.push(reject);
      work.then(resolve, reject);
    });
  }

  /** Ends the watch, once the answer is made. */
  end(): void {
    clearTimeout(this.#timer);
    this.#response[watch] = undefined;
  }

  /** Nobody waits for the answer any more. */
  abandon(): void {
    this.#signal.abort(new Error('The client is gone.'));
  }

  /** The time is over. */
  pass(): void {
    const error = new DeadlineError(`The request took longer than ${this.#ms} ms.`);
    this.#signal.abort(error);
    this.#timer = setTimeout(() => {
      for (const giveUp of this.#giveUps ?? []) giveUp(error);
    }, graceMs);
  }
}

/** Every response is closed in the end; one that was made by then isn't watched any more. */
function clientGone(this: Watched): void {
  this[watch]?.abandon();
}

function passDeadline(deadline: Deadline): void {
  deadline.pass();
}
