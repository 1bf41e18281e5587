import type { Pool, PoolClient } from 'pg';
import type { Claim, ClaimEndedError } from '../http/claim.ts';
import type { Execution } from './rows-query.ts';

/** Who asks for rows. */
export interface Asker<Row> {
  readonly claim: Claim | undefined;
  resolve(rows: Row[]): void;
  reject(error: unknown): void;
  /** Told when it ended, for whoever observes it. */
  readonly told?: ((error?: unknown) => void) | undefined;
}

/** Somebody's read: it waits for a connection, then for its rows. */
export class Read<Row> implements Execution<Row> {
  readonly values: readonly (string | null)[];
  readonly #asker: Asker<Row>;
  #settled = false;

  constructor(values: readonly (string | null)[], asker: Asker<Row>) {
    this.values = values;
    this.#asker = asker;
  }

  get settled(): boolean {
    return this.#settled;
  }

  ended(): ClaimEndedError | null {
    return this.#asker.claim?.ended() ?? null;
  }

  answered(rows: Row[]): void {
    this.#settled = true;
    this.#asker.told?.();
    this.#asker.resolve(rows);
  }

  failed(error: unknown): void {
    this.#settled = true;
    this.#asker.told?.(error);
    this.#asker.reject(error);
  }
}

/**
 * Sends reads over a connection. Each is told its rows; `free` is called when the connection is free again, with the error of
 * the first that wasn't answered, if any.
 */
export type Submit<Row> = (
  client: PoolClient,
  reads: readonly Read<Row>[],
  free: (error: Error | null) => void,
) => void;

/** What a sweep sees of a round trip. */
export interface Watched {
  look(canceller: Pool): void;
}

/** What round trips are made with. */
export interface Way<Row> {
  readonly pool: Pool;
  readonly submit: Submit<Row>;
  /** Those under way, to be looked at from time to time. */
  readonly under: Set<Watched>;
}

/**
 * In milliseconds. A round trip that takes longer has a statement in it that hangs; then it is worth asking the others again
 * to be rid of one that nobody waits for.
 */
const slowMs = 1_000;

/** Reads that share a connection for one round trip: one that is refused, or given up, costs the others nothing but time. */
export class RoundTrip<Row> implements Watched {
  readonly #way: Way<Row>;
  #reads: readonly Read<Row>[];
  #client: PoolClient | undefined;
  #sentAtMs = 0;
  /** Set once it is being cancelled. Until that is over its connection can't be given to anybody: it would hit them. */
  #cancelled: Promise<unknown> | undefined;

  constructor(way: Way<Row>, reads: readonly Read<Row>[]) {
    this.#way = way;
    this.#reads = reads;
  }

  begin(): void {
    if (!this.#isWanted()) return;
    this.#way.under.add(this);
    this.#way.pool.connect((error, client) => this.#connected(error, client));
  }

  #connected(error: Error | undefined, client: PoolClient | undefined): void {
    if (error || !client) {
      failAll(this.#reads, error);
      this.#way.under.delete(this);
    } else if (this.#isWanted()) {
      this.#client = client;
      this.#sentAtMs = performance.now();
      this.#way.submit(client, this.#reads, (failed) => this.#free(failed, client));
    } else {
      client.release();
      this.#way.under.delete(this);
    }
  }

  #free(error: Error | null, client: PoolClient): void {
    const broken = error && !isRefusal(error) ? error : undefined;
    if (this.#cancelled) void this.#cancelled.then(() => client.release(broken));
    else client.release(broken);
    this.#way.under.delete(this);
    if (!error) return;
    const left = this.#reads.filter(({ settled }) => !settled);
    if (broken) {
      failAll(left, broken);
      return;
    }
    // What was refused is the first that is left, and those after it weren't run. What was cancelled may be any of them.
    if (!this.#cancelled) left.shift()?.failed(error);
    new RoundTrip(this.#way, left).begin();
  }

  /** Gives up what nobody waits for any more. What was sent is cancelled as a whole, and the others are asked again. */
  look(canceller: Pool): void {
    if (!this.#client) {
      if (!this.#isWanted()) this.#way.under.delete(this);
      return;
    }
    if (this.#cancelled) return;
    const left = this.#reads.filter(({ settled }) => !settled);
    const gone = left.filter((read) => read.ended() !== null);
    // Which of them the database is at can't be told: it sends its answers together.
    if (gone.length === 0 || (gone.length < left.length && performance.now() - this.#sentAtMs < slowMs)) return;
    const { processID } = this.#client as PoolClient & { readonly processID: number };
    // By the time this is answered the signal is on its way to that backend, before anything else can reach it.
    this.#cancelled = canceller.query('SELECT pg_cancel_backend($1)', [processID]).catch(() => undefined);
  }

  /** Before it is sent: leaves out what nobody waits for any more. False where nothing is left. */
  #isWanted(): boolean {
    this.#reads = this.#reads.filter((read) => {
      const ended = read.ended();
      if (ended) read.failed(ended);
      return ended === null;
    });
    return this.#reads.length > 0;
  }
}

/** Fails each with the end of its own claim where that has come. */
function failAll(reads: readonly Read<unknown>[], error: unknown): void {
  for (const read of reads) read.failed(read.ended() ?? error);
}

/** Whether the connection is as good as before: the database answered with an error of the statement's own. */
function isRefusal(error: Error): boolean {
  const { code, severity } = error as { code?: unknown; severity?: unknown };
  return typeof code === 'string' && severity === 'ERROR';
}
