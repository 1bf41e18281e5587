import type { Socket } from 'node:net';

/** The header in which a router says how long it still waits for an answer, in milliseconds. Between processes only. */
export const timeoutHeader = 'x-router-timeout-ms';

/** What nobody says is waited for as long as the router's own default for a whole request, in milliseconds. */
const timeoutDefaultMs = 15_000;
/** However long somebody says they wait: past this a request is forgotten, in milliseconds. */
const timeoutMaxMs = 60_000;

/** Somebody's claim to an answer. Work that nobody claims any more isn't begun, and reads are cut off. */
export interface Claim {
  /** Why nobody waits any more; null as long as somebody does. Only looks: it is asked often. */
  ended(): ClaimEndedError | null;
}

/** Nobody waits for this any more. */
export class ClaimEndedError extends Error {
  override readonly name = 'ClaimEndedError';
  readonly extensions: { readonly code: 'DEADLINE_EXCEEDED' | 'CLIENT_GONE' };

  constructor(code: 'DEADLINE_EXCEEDED' | 'CLIENT_GONE', message: string) {
    super(message);
    this.extensions = { code };
  }
}

/** The claim of one HTTP request: until its connection is gone, or the time is over that its sender gave it. */
export class RequestClaim implements Claim {
  readonly #socket: Socket;
  readonly #deadlineAtMs: number;

  /** `timeout` is the text of `timeoutHeader`, if any. No timer and no listener: nothing is paid until somebody asks. */
  constructor(socket: Socket, timeout: string | string[] | undefined, nowMs: number = performance.now()) {
    this.#socket = socket;
    this.#deadlineAtMs = nowMs + readTimeout(timeout);
  }

  ended(): ClaimEndedError | null {
    if (this.#socket.destroyed) return new ClaimEndedError('CLIENT_GONE', 'Nobody waits for this answer any more.');
    if (performance.now() >= this.#deadlineAtMs)
      return new ClaimEndedError('DEADLINE_EXCEEDED', 'The answer took longer than its time.');
    return null;
  }
}

/** The claim of several to the same thing: it ends when the last one has. */
export class JointClaim implements Claim {
  readonly #claims: Claim[] = [];
  #forever = false;

  /** Adds a claim; undefined is one that never ends. */
  add(claim: Claim | undefined): void {
    if (claim === undefined) this.#forever = true;
    // All keys of one request come after one another.
    else if (claim !== this.#claims.at(-1)) this.#claims.push(claim);
  }

  ended(): ClaimEndedError | null {
    if (this.#forever) return null;
    let last: ClaimEndedError | null = null;
    for (const claim of this.#claims) {
      last = claim.ended();
      if (last === null) return null;
    }
    return last;
  }
}

function readTimeout(text: string | string[] | undefined): number {
  const ms = typeof text === 'string' && /^\d{1,9}$/.test(text) ? Number(text) : timeoutDefaultMs;
  return Math.min(ms, timeoutMaxMs);
}
