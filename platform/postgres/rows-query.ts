import type { QueryParse, Submittable } from 'pg';

/** A row as PostgreSQL writes it: the text of each column, null for a null. */
export type RowText = readonly (string | null)[];

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
 * A prepared statement whose columns are known to whoever reads it. pg's own query asks the database to describe them each
 * time, makes an object of each row by their names and parses its values by their types, a day's or a list's among them,
 * whether they are looked at or not; this hands over the text of each row and nothing else.
 */
export class RowsQuery<Row> implements Submittable {
  readonly name: string;
  readonly text: string;
  /** Set by pg, which adds its time limit. */
  callback: ((error: Error | null, rows?: Row[]) => void) | undefined;
  readonly #values: readonly (string | null)[];
  readonly #toRow: (text: RowText) => Row;
  readonly #rows: Row[] = [];
  #failure: Error | undefined;

  /** Values are given as PostgreSQL reads them, in text. */
  constructor(
    statement: { name: string; text: string; toRow: (text: RowText) => Row },
    values: readonly (string | null)[],
  ) {
    this.name = statement.name;
    this.text = statement.text;
    this.#toRow = statement.toRow;
    this.#values = values;
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
    connection.bind({ statement: name, values: this.#values });
    connection.execute({});
    connection.sync();
    connection.stream.uncork();
    return null;
  }

  handleDataRow({ fields }: { fields: RowText }): void {
    if (this.#failure) return;
    try {
      this.#rows.push(this.#toRow(fields));
    } catch (error) {
      // The connection must be read to the end of this answer whatever became of a row.
      this.#failure = error as Error;
    }
  }

  handleReadyForQuery(): void {
    if (this.#failure) this.callback?.(this.#failure);
    else this.callback?.(null, this.#rows);
  }

  handleError(error: Error): void {
    this.callback?.(error);
  }

  handleRowDescription(): void {}
  handleCommandComplete(): void {}
  handleEmptyQuery(): void {}
  handlePortalSuspended(): void {}
}
