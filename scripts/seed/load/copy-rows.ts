import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';

/** One table being filled through COPY, on a connection and in a transaction of its own. */
export interface RowCopy {
  /** Adds a row, its columns in the order declared. Resolves when more may come. */
  add(row: readonly Value[]): Promise<void> | void;
  readonly rows: number;
  /** Commits. */
  end(): Promise<void>;
  /** Gives up: nothing of it stays. */
  cancel(): Promise<void>;
}

export type Value = string | number | null | readonly string[];

/** Sent at a time: large enough to cost few system calls, small enough to be nothing in memory. */
const chunkCharacters = 64 * 1024;

export async function copyRows(databaseUrl: string, table: string, columns: readonly string[]): Promise<RowCopy> {
  const client = new pg.Client(databaseUrl);
  await client.connect();
  // A load that a crash takes with it is begun anew, so it need not wait for the disk at its commit.
  await client.query('SET synchronous_commit = off');
  await client.query('BEGIN');
  const stream = client.query(copyFrom(`COPY ${table} (${columns.join(', ')}) FROM STDIN`));
  let failure: Error | undefined;
  stream.on('error', (error) => {
    failure = error;
  });
  let chunk = '';
  let rows = 0;
  const flush = async () => {
    if (failure) throw failure;
    const text = chunk;
    chunk = '';
    if (text !== '' && !stream.write(text)) await drained(stream);
    if (failure) throw failure;
  };
  return {
    add(row) {
      rows++;
      chunk += `${row.map(field).join('\t')}\n`;
      return chunk.length >= chunkCharacters ? flush() : undefined;
    },
    get rows() {
      return rows;
    },
    async end() {
      await flush();
      stream.end();
      await finished(stream);
      await client.query('COMMIT');
      await client.end();
    },
    async cancel() {
      stream.destroy();
      await client.end().catch(() => {});
    },
  };
}

/** Resolves when the stream takes more, or takes nothing any more. */
function drained(stream: Writable): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      stream.off('drain', done);
      stream.off('close', done);
      resolve();
    };
    stream.on('drain', done);
    stream.on('close', done);
  });
}

/** COPY's text format: a tab between fields, `\N` for null, a backslash before what would be misread. */
function field(value: Value): string {
  if (value === null) return '\\N';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return escapeField(value);
  const items = value.map((item) => `"${item.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`);
  return escapeField(`{${items.join(',')}}`);
}

function escapeField(text: string): string {
  if (!/[\\\t\n\r]/.test(text)) return text;
  return text.replaceAll('\\', '\\\\').replaceAll('\t', '\\t').replaceAll('\n', '\\n').replaceAll('\r', '\\r');
}
