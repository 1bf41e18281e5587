/** A row as PostgreSQL writes it: the text of each column, null for a null. */
export type RowText = readonly (string | null)[];

/** A statement of the hot paths: its rows are made straight from the text of their columns (rows-query.ts). */
export interface RowStatement<Row> {
  readonly name: string;
  readonly text: string;
  /** Makes a row of its columns, in the order of the statement's. */
  readonly toRow: (columns: RowText) => Row;
}

/**
 * The time that `date_part('epoch', …)` gives. Statements ask for that, because seconds are read with less work than a
 * time's text; a double holds them to the microsecond for some centuries.
 */
export function timeOfEpoch(seconds: string): Date {
  return new Date(Math.round(Number(seconds) * 1000));
}
