import type { QueryParse, Submittable } from 'pg';
import type { RowStatement, RowText } from './row-statement.ts';

/** One execution of a statement: what it is run with, and who is told. */
export interface Execution<Row> {
  /** As PostgreSQL reads them, in text. */
  readonly values: readonly (string | null)[];
  answered(rows: Row[]): void;
  failed(error: unknown): void;
}

/** What pg hands to a query to send itself with; the two lists are where pg keeps what it has prepared. */
interface PreparingConnection {
  readonly stream: { cork(): void; uncork(): void };
  readonly parsedStatements: Readonly<Record<string, string>>;
  readonly submittedNamedStatements: Record<string, string>;
  parse(query: QueryParse): void;
  bind(config: { statement: string; values: readonly (string | null)[] }): void;
  execute(config: object): void;
  sync(): void;
}

/**
 * Executions of a prepared statement whose columns are known to whoever reads it, in one round trip. pg's own query asks the
 * database to describe them each time, makes an object of each row by their names and parses its values by their types, a
 * day's or a list's among them, whether they are looked at or not; this hands over the text of each row and nothing else.
 *
 * Each execution is told its rows when they are complete. The database stops at the first that it refuses; the callback
 * then gets its error, and those after it were not run.
 */
export class RowsQuery<Row> implements Submittable {
  readonly name: string;
  readonly text: string;
  /** Set by pg. */
  callback: ((error: Error | null) => void) | undefined;
  readonly #executions: readonly Execution<Row>[];
  readonly #toRow: (text: RowText) => Row;
  #next = 0;
  #rows: Row[] = [];
  #failure: unknown;

  constructor(statement: RowStatement<Row>, executions: readonly Execution<Row>[]) {
    this.name = statement.name;
    this.text = statement.text;
    this.#toRow = statement.toRow;
    this.#executions = executions;
  }

  submit(given: object): Error | null {
    const connection = given as PreparingConnection;
    const { name, text } = this;
    const known = connection.parsedStatements[name] ?? connection.submittedNamedStatements[name];
    if (known !== undefined && known !== text) return new Error(`Another statement has the name ${name} already.`);
    // In one packet.
    connection.stream.cork();
    if (known === undefined) {
      connection.parse({ name, text, types: [] });
      connection.submittedNamedStatements[name] = text;
    }
    for (const { values } of this.#executions) {
      connection.bind({ statement: name, values });
      connection.execute({});
    }
    connection.sync();
    connection.stream.uncork();
    return null;
  }

  handleDataRow({ fields }: { fields: RowText }): void {
    if (this.#failure !== undefined) return;
    try {
      this.#rows.push(this.#toRow(fields));
    } catch (error) {
      // The connection must be read to the end of this answer whatever became of a row.
      this.#failure = error;
    }
  }

  handleCommandComplete(): void {
    const execution = this.#executions[this.#next++];
    if (this.#failure === undefined) execution?.answered(this.#rows);
    else execution?.failed(this.#failure);
    this.#failure = undefined;
    this.#rows = [];
  }

  handleReadyForQuery(): void {
    this.callback?.(null);
  }

  handleError(error: Error): void {
    this.callback?.(error);
  }

  handleRowDescription(): void {}
  handleEmptyQuery(): void {}
  handlePortalSuspended(): void {}
}
