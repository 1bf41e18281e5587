import { GraphQLError } from 'graphql';
import type { z } from 'zod';

/**
 * Keyset pagination for Relay connections: a cursor holds the sort key of the row it stands at, and the next page is
 * `WHERE key < cursor ORDER BY key DESC LIMIT first + 1`, so page 10,000 costs what page 1 costs.
 *
 * A sort key must be unique (end it with the id) and survive JSON: keep times in columns of millisecond precision
 * (`timestamptz(3)`) and put them in the cursor as ISO 8601 or epoch milliseconds.
 */
export interface PageArguments {
  readonly first?: number | null;
  readonly after?: string | null;
}

/** A page as a store is asked for it: fetch `first + 1` rows after the position, so that `hasNextPage` costs no count. */
export interface Page<Position> {
  readonly first: number;
  readonly after: Position | null;
}

export interface Connection<Node> {
  edges: { cursor: string; node: Node }[];
  pageInfo: {
    hasNextPage: boolean;
    /** Always false: paging backwards isn't offered. */
    hasPreviousPage: boolean;
    startCursor: string | null;
    endCursor: string | null;
  };
}

/** What a page has where nothing is asked for. */
export const pageSizeDefault = 20;
/** A page of 100 is a few screens; more in one answer would make one slow request of what can be several quick ones. */
export const pageSizeMax = 100;
/** A cursor is a time and an id, some 100 characters; longer ones aren't ours and aren't worth decoding. */
const cursorCharactersMax = 500;

/**
 * Checks a connection field's arguments. `position` is the schema of what the field's cursors hold.
 *
 * Throws a GraphQLError with code BAD_USER_INPUT for a `first` outside 1 to 100 or a cursor that isn't this field's.
 */
export function readPage<Position>(args: PageArguments, position: z.ZodType<Position>): Page<Position> {
  const first = args.first ?? pageSizeDefault;
  if (!Number.isInteger(first) || first < 1 || first > pageSizeMax)
    throw badInput(`first must be from 1 to ${pageSizeMax}.`, 'first');
  return { first, after: args.after == null ? null : decodeCursor(args.after, position) };
}

/** An opaque cursor: base64url of the position's JSON. */
export function encodeCursor(position: unknown): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url');
}

/** The position a cursor holds. Throws a GraphQLError with code BAD_USER_INPUT where it holds none. */
export function decodeCursor<Position>(cursor: string, position: z.ZodType<Position>): Position {
  if (cursor.length <= cursorCharactersMax) {
    const bytes = Buffer.from(cursor, 'base64url');
    // Node's decoder skips what it can't read; only the exact text that was given out is taken back.
    if (bytes.toString('base64url') === cursor) {
      const result = position.safeParse(parseJson(bytes.toString('utf8')));
      if (result.success) return result.data;
    }
  }
  throw badInput('after is not a cursor of this list.', 'after');
}

/**
 * Builds a connection from up to `first + 1` rows; the one too many only tells that there is a next page. Cursors and what is
 * told of the page are written when they are read: most lists ask for none, or for the last one.
 */
export function toConnection<Row, Node>(
  rows: readonly Row[],
  first: number,
  read: { position: (row: Row) => unknown; node: (row: Row) => Node },
): Connection<Node> {
  const shown = rows.length > first ? rows.slice(0, first) : rows;
  const edges = shown.map((row) => new Edge(row, read.node(row), read.position));
  return new RowConnection(edges, rows.length > first);
}

class RowConnection<Row, Node> implements Connection<Node> {
  readonly edges: Edge<Row, Node>[];
  readonly #hasNextPage: boolean;

  constructor(edges: Edge<Row, Node>[], hasNextPage: boolean) {
    this.edges = edges;
    this.#hasNextPage = hasNextPage;
  }

  get pageInfo(): Connection<Node>['pageInfo'] {
    const { edges } = this;
    return {
      hasNextPage: this.#hasNextPage,
      hasPreviousPage: false,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    };
  }
}

class Edge<Row, Node> {
  readonly node: Node;
  readonly #row: Row;
  readonly #position: (row: Row) => unknown;

  constructor(row: Row, node: Node, position: (row: Row) => unknown) {
    this.node = node;
    this.#row = row;
    this.#position = position;
  }

  get cursor(): string {
    return encodeCursor(this.#position(this.#row));
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function badInput(message: string, argument: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT', argument } });
}
