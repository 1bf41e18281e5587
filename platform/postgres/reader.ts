import pg, { type Pool, type QueryResultRow } from 'pg';
import type { Claim } from '../http/claim.ts';
import { Read, RoundTrip, type Submit, type Watched } from './round-trip.ts';
import type { RowStatement } from './row-statement.ts';
import { RowsQuery } from './rows-query.ts';

/** A statement. PostgreSQL parses and plans one with a name once a connection, and one without for its values. */
export interface Statement {
  readonly name?: string;
  readonly text: string;
}

/** Reads rows, for as long as somebody waits for the rows. */
export interface Reader {
  /**
   * The rows of a statement. Rejects with the claim's end where nobody waits any more: while it waits for a connection it is
   * then not begun, and one that runs is cancelled in the database.
   */
  read<Row extends QueryResultRow>(statement: Statement, values: readonly unknown[], claim?: Claim): Promise<Row[]>;
  /**
   * The same with less work, for statements that are quick whatever their values: what is asked for in one turn of the event
   * loop goes to the database in one round trip, each execution by itself. Values are given as PostgreSQL reads them, in text.
   */
  readRows<Row>(statement: RowStatement<Row>, values: readonly (string | null)[], claim?: Claim): Promise<Row[]>;
  close(): Promise<void>;
}

/**
 * Called with each read of rows by whoever asks for it, in their own context; what it returns is called when it was answered.
 * A round trip belongs to several who ask: only here they can be told apart.
 */
export type ObserveRead = (statement: Required<Statement>) => ((error?: unknown) => void) | undefined;

/** How often reads are looked at whether somebody still waits, in milliseconds: short beside what is worth cancelling. */
const sweepMs = 50;

/** Cancelling is rare: its connection is closed after this, in milliseconds. */
const cancellerIdleMs = 5_000;
/** What was to be cancelled keeps its connection until the server has answered that, or for this long, in milliseconds. */
const cancelTimeoutMs = 5_000;

/** At most so many go in one round trip: whoever is last waits for all before. */
const readsMax = 16;

/**
 * Makes a reader on a pool. Cancelling takes a connection of its own, opened when it is needed: the pool may be full of what
 * is to be cancelled.
 */
export function createReader(pool: Pool, observeRead?: ObserveRead): Reader {
  const { password, ...options } = { password: pool.options.password, ...pool.options };
  const canceller = new pg.Pool({
    ...options,
    password,
    max: 1,
    query_timeout: cancelTimeoutMs,
    idleTimeoutMillis: cancellerIdleMs,
    allowExitOnIdle: true,
  });
  canceller.on('error', () => {});
  const under = new Set<Watched>();
  let timer: NodeJS.Timeout | undefined;
  const sweep = (): void => {
    for (const trip of under) trip.look(canceller);
    if (under.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
  const begin = <Row>(submit: Submit<Row>, reads: readonly Read<Row>[]): void => {
    new RoundTrip({ pool, submit, under }, reads).begin();
    timer ??= setInterval(sweep, sweepMs).unref();
  };

  /** Those that are asked for in this turn of the event loop. */
  let asked = new Map<RowStatement<unknown>, Read<unknown>[]>();
  const send = (): void => {
    const due = asked;
    asked = new Map();
    for (const [statement, reads] of due) begin(executing(statement), reads);
  };
  const ask = (statement: RowStatement<unknown>, read: Read<unknown>): void => {
    // After the sockets that have something to read have been read.
    if (asked.size === 0) setImmediate(send);
    const reads = asked.get(statement);
    if (!reads) asked.set(statement, [read]);
    else if (reads.push(read) === readsMax) {
      asked.delete(statement);
      begin(executing(statement), reads);
    }
  };

  return {
    read: <Row extends QueryResultRow>(statement: Statement, values: readonly unknown[], claim?: Claim) =>
      new Promise<Row[]>((resolve, reject) => {
        begin<Row>(
          (client, [read], free) => {
            // What pg hands over is null where nothing failed, whatever its types say.
            client.query<Row>({ ...statement, values: values as unknown[] }, (error: Error | null, result) => {
              if (!error) read!.answered(result.rows);
              free(error);
            });
          },
          [new Read([], { claim, resolve, reject })],
        );
      }),
    readRows: <Row>(statement: RowStatement<Row>, values: readonly (string | null)[], claim?: Claim) =>
      new Promise<Row[]>((resolve, reject) => {
        const read = new Read<Row>(values, { claim, resolve, reject, told: observeRead?.(statement) });
        ask(statement, read as Read<unknown>);
      }),
    close: () => canceller.end(),
  };
}

/** pg takes a callback beside a query object, which its types don't say. */
interface Submitting {
  query(query: RowsQuery<unknown>, answered: (error: Error | null) => void): unknown;
}

function executing(statement: RowStatement<unknown>): Submit<unknown> {
  return (client, reads, free) => {
    (client as Submitting).query(new RowsQuery(statement, reads), free);
  };
}
