import type { CancelSignal } from '../fetch/cancel-signal.ts';

/**
 * The wall between those who take requests (http/, subscribe/) and the executor: an operation is prepared once, kept,
 * and run many times.
 */

/** What one run of an operation needs. */
export interface ExecutionRequest {
  /** As the client sent them, unchecked; the operation coerces them by its own definitions. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** Headers every subgraph request carries (the internal token, `traceparent`, what the config lets through). */
  readonly headers: Readonly<Record<string, string>>;
  /** Aborted when the client is gone or the request's deadline passed. */
  readonly signal: CancelSignal;
  /** Requests of one scope may share what is read (the subject, or `public`); see docs/router.md. */
  readonly identityKey: string;
}

/** An error as GraphQL answers carry it. `extensions.code` is always there. */
export interface AnswerError {
  readonly message: string;
  readonly locations?: readonly { line: number; column: number }[];
  readonly path?: readonly (string | number)[];
  readonly extensions: Readonly<Record<string, unknown>> & { readonly code: string };
}

/** The answer of one run. `data` is JSON text; undefined where execution never began (a request error). */
export interface Answer {
  readonly data: string | undefined;
  readonly errors: readonly AnswerError[];
  /** `valueCompletion` lists what is null because clients must not see it. */
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** Where a subscription's events come from, read from the field's @event. */
export interface SubscriptionSource {
  /** The Subscription field's name in the schema. */
  readonly field: string;
  readonly topic: string;
  readonly type: string;
  /** Path into the event's data that names who gets it; null: whoever holds the field's scopes. */
  readonly recipient: readonly string[] | null;
}

export interface PreparedOperation {
  readonly kind: 'query' | 'mutation' | 'subscription';
  /** The operation's name, or null for an anonymous one. */
  readonly name: string | null;
  /** The response's root fields by their schema names, fragments expanded (for limits, metrics and rules by field). */
  readonly rootFields: readonly string[];
  /** Runs a query or a mutation. Never rejects: what goes wrong is in the answer. */
  run(request: ExecutionRequest): Promise<Answer>;
  /** A subscription's source; null for queries and mutations. */
  readonly source: SubscriptionSource | null;
  /** Answers a subscription for one event: `data` is the event's data, in the shape of the field's type. */
  deliver(data: Readonly<Record<string, unknown>>, request: ExecutionRequest): Promise<Answer>;
}

/** One loaded supergraph with everything derived from it. */
export interface Graph {
  /** The supergraph SDL's hash: differs when the graph does. */
  readonly id: string;
  /** What clients see: the schema documents are validated against, with the applied directives dropped. */
  readonly apiSchema: import('graphql').GraphQLSchema;
  /** The supergraph schema itself, with the applied directives (@authenticated, @cost, @event …). */
  readonly supergraphSchema: import('graphql').GraphQLSchema;
  /**
   * Plans and compiles an operation of a valid document, or returns the kept one. `documentId` is the hash of the
   * document's text. Throws a GraphQLError with `extensions.code` when it can't be planned.
   */
  prepare(
    document: import('graphql').DocumentNode,
    documentId: string,
    operationName: string | null,
  ): PreparedOperation | Promise<PreparedOperation>;
}

/** Keeps the current graph. `current()` changes between two requests, never within one. */
export interface GraphStore {
  current(): Graph;
  /** Called after a new graph took over. Returns how to stop listening. */
  onChange(listener: (graph: Graph) => void): () => void;
  close(): Promise<void>;
}
