import pg, { type Pool, type PoolClient, type QueryResultRow } from 'pg';
import type { Claim, ClaimEndedError } from '../http/claim.ts';
import { RowsQuery, type RowText } from './rows-query.ts';

/** A statement. PostgreSQL parses and plans one with a name once a connection, and one without for its values. */
export interface Statement {
  readonly name?: string;
  readonly text: string;
}

/** A statement of the hot paths: its rows are made straight from the text of their columns (rows-query.ts). */
export interface RowStatement<Row> {
  readonly name: string;
  readonly text: string;
  /** Makes a row of its columns, in the order of the statement's. */
  readonly toRow: (columns: RowText) => Row;
}

/** Reads rows, for as long as somebody waits for the rows. */
export interface Reader {
  /**
   * The rows of a statement. Rejects with the claim's end where nobody waits any more: while it waits for a connection it is
   * then not begun, and one that runs is cancelled in the database.
   */
  read<Row extends QueryResultRow>(statement: Statement, values: readonly unknown[], claim?: Claim): Promise<Row[]>;
  /** The same with less work; values are given as PostgreSQL reads them, in text. */
  readRows<Row>(statement: RowStatement<Row>, values: readonly (string | null)[], claim?: Claim): Promise<Row[]>;
  close(): Promise<void>;
}

/** How often reads are looked at whether somebody still waits, in milliseconds: short beside what is worth cancelling. */
const sweepMs = 50;

/** Cancelling is rare: its connection is closed after this, in milliseconds. */
const cancellerIdleMs = 5_000;

/**
 * Makes a reader on a pool. Cancelling takes a connection of its own, opened when it is needed: the pool may be full of what
 * is to be cancelled.
 */
export function createReader(pool: Pool): Reader {
  const { password, ...options } = { password: pool.options.password, ...pool.options };
  const canceller = new pg.Pool({
    ...options,
    password,
    max: 1,
    idleTimeoutMillis: cancellerIdleMs,
    allowExitOnIdle: true,
  });
  canceller.on('error', () => {});
  const under = new Set<Watched>();
  let timer: NodeJS.Timeout | undefined;
  const sweep = (): void => {
    for (const read of under) read.look(canceller);
    if (under.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };

  const begin = <Row>(submit: Submit<Row>, claim: Claim | undefined): Promise<Row[]> =>
    new Promise((resolve, reject) => {
      const ended = claim?.ended();
      if (ended) {
        reject(ended);
        return;
      }
      const read = new Read(submit, claim, under, resolve, reject);
      under.add(read);
      timer ??= setInterval(sweep, sweepMs).unref();
      pool.connect((error, client) => read.connected(error, client));
    });

  return {
    read: <Row extends QueryResultRow>(statement: Statement, values: readonly unknown[], claim?: Claim) =>
      begin<Row>((client, answered) => {
        client.query<Row>({ ...statement, values: values as unknown[] }, (error, result) =>
          answered(error, result?.rows),
        );
      }, claim),
    readRows: <Row>(statement: RowStatement<Row>, values: readonly (string | null)[], claim?: Claim) =>
      begin<Row>((client, answered) => {
        (client as Submitting<Row>).query(new RowsQuery(statement, values), answered);
      }, claim),
    close: () => canceller.end(),
  };
}

type Answered<Row> = (error: Error | null, rows?: Row[]) => void;
type Submit<Row> = (client: PoolClient, answered: Answered<Row>) => void;

/** pg takes a callback beside a query object, which its types don't say; tracing looks for one (observe-pool.ts). */
interface Submitting<Row> {
  query(query: RowsQuery<Row>, answered: Answered<Row>): unknown;
}

/** What a sweep sees of a read. */
interface Watched {
  look(canceller: Pool): void;
}

/** A read under way: it waits for a connection, then for its rows. */
class Read<Row> implements Watched {
  readonly #submit: Submit<Row>;
  readonly #claim: Claim | undefined;
  readonly #under: Set<Watched>;
  readonly #resolve: (rows: Row[]) => void;
  readonly #reject: (error: unknown) => void;
  #client: PoolClient | undefined;
  #settled = false;
  /** Why it was cancelled. */
  #ended: ClaimEndedError | undefined;
  /** While it is being cancelled its connection can't be given to anybody: the cancelling would hit them. */
  #cancelling = false;
  #release: (() => void) | undefined;

  constructor(
    submit: Submit<Row>,
    claim: Claim | undefined,
    under: Set<Watched>,
    resolve: (rows: Row[]) => void,
    reject: (error: unknown) => void,
  ) {
    this.#submit = submit;
    this.#claim = claim;
    this.#under = under;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  connected(error: Error | undefined, client: PoolClient | undefined): void {
    if (this.#settled) {
      client?.release();
      return;
    }
    const failure = error ?? this.#claim?.ended();
    if (failure || !client) {
      client?.release();
      if (this.#settle()) this.#reject(failure);
      return;
    }
    this.#client = client;
    this.#submit(client, (failed, rows) => this.#answered(failed, rows));
  }

  #answered(error: Error | null, rows: Row[] | undefined): void {
    const client = this.#client!;
    const broken = error && !isRefusal(error) ? error : undefined;
    if (this.#cancelling) this.#release = () => client.release(broken);
    else client.release(broken);
    if (this.#settle()) {
      if (error) this.#reject(this.#ended ?? error);
      else this.#resolve(rows!);
    }
  }

  /** Gives it up if nobody waits any more. */
  look(canceller: Pool): void {
    if (this.#ended) return;
    const ended = this.#claim?.ended();
    if (!ended) return;
    if (!this.#client) {
      if (this.#settle()) this.#reject(ended);
      return;
    }
    this.#ended = ended;
    this.#cancelling = true;
    const { processID } = this.#client as PoolClient & { readonly processID: number };
    const done = (): void => {
      this.#cancelling = false;
      this.#release?.();
    };
    // By the time this is answered the signal is on its way to that backend, before anything else can reach it.
    canceller.query('SELECT pg_cancel_backend($1)', [processID]).then(done, done);
  }

  /** Takes it off the list of those under way; false where that was done before. */
  #settle(): boolean {
    if (this.#settled) return false;
    this.#settled = true;
    this.#under.delete(this);
    return true;
  }
}

/** Whether the connection is as good as before: the database answered with an error of the statement's own. */
function isRefusal(error: Error): boolean {
  const { code, severity } = error as { code?: unknown; severity?: unknown };
  return typeof code === 'string' && severity === 'ERROR';
}
