import type { IncomingMessage } from 'node:http';
import type { Identity } from '../../platform/identity/identity.ts';
import type { Log } from '../../platform/log/port.ts';
import type { Logger } from '../../platform/telemetry/logger.ts';
import type { AnswerError, ExecutionRequest, GraphStore, PreparedOperation } from '../execute/port.ts';
import type { LiveConfig } from './live-config.ts';

/**
 * What live clients need from the rest of the router. `createLive(deps)` (create-live.ts) gives a `Live`; the
 * composition root attaches it to its HTTP servers and hands it the requests that accept `text/event-stream`.
 */
export interface LiveDeps {
  readonly log: Pick<Log, 'read' | 'bounds'>;
  readonly graphs: Pick<GraphStore, 'current' | 'onChange'>;
  readonly identity: LiveIdentities;
  readonly operations: LiveOperations;
  readonly config: LiveConfig;
  /** Signs cursors; the same on every router of a deployment. At least 32 characters. */
  readonly cursorSecret: string;
  readonly logger: Logger;
}

/** Somebody whose credentials were checked. */
export interface Caller {
  readonly identity: Identity;
  /** When the access token ends, in milliseconds since 1970; null for an anonymous caller, who never expires. */
  readonly expiresAtMs: number | null;
}

export interface LiveIdentities {
  /**
   * Who speaks. `authorization` is the value of an Authorization header (`Bearer …`), from `connection_init`, from a
   * `ping` or from the request itself; undefined means anonymous. `request` is the upgrade (or the SSE) request: the
   * client's address, device and name come from it. Returns null for a token that is bad or has ended. An account that
   * is restricted and a session that was revoked are told by the two functions below, not by null.
   */
  authenticate(authorization: string | undefined, request: IncomingMessage): Promise<Caller | null>;
  isRestricted(subject: string): boolean;
  isRevoked(session: string): boolean;
  /** Called with each account as it becomes restricted. Returns how to stop listening. */
  onRestricted(listener: (subject: string) => void): () => void;
  /** Called with each session as it is revoked (signed out, or its refresh token was used twice). */
  onRevoked(listener: (session: string) => void): () => void;
}

/** A GraphQL request as it came over any transport, unchecked but for these shapes. */
export interface OperationParams {
  readonly query: string;
  readonly operationName: string | null;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly extensions: Readonly<Record<string, unknown>>;
}

export interface AdmittedOperation {
  readonly operation: PreparedOperation;
  /**
   * Names what is executed: graph, document, operation name, and what the guard took out of it, if it does. Two
   * subscribers with the same key, the same variables, the same subject and the same scopes get the same answer.
   */
  readonly operationKey: string;
}

export interface LiveOperations {
  /**
   * Everything that stands between a request and its execution: parse, validate, the document's limits, the caller's
   * budget, the guard, and preparing. Never rejects. `spend: false` is asked when an open subscription is checked
   * again (a new graph, renewed scopes): the budget isn't touched.
   */
  admit(
    params: OperationParams,
    identity: Identity,
    options: { readonly spend: boolean; readonly signal?: AbortSignal },
  ): Promise<AdmittedOperation | { readonly errors: readonly AnswerError[] }>;
  /** The headers and the sharing key of an execution for somebody. `trace` is the `traceparent` that caused it, or null. */
  execution(
    identity: Identity,
    trace: string | null,
  ): Promise<Pick<ExecutionRequest, 'headers' | 'identityKey'>> | Pick<ExecutionRequest, 'headers' | 'identityKey'>;
}

/** Counters for metrics and for the benchmark. */
export interface LiveStats {
  readonly connections: number;
  readonly subscriptions: number;
  /** Events handed to a transport since the start. */
  readonly delivered: number;
  /** Executions that delivered them: fewer than `delivered` where subscribers shared one. */
  readonly hydrations: number;
  /** Scans of the log for cursors that the index no longer reached. */
  readonly scans: number;
  readonly gaps: number;
  /** Subscribers whose queue overflowed and who caught up from the index. */
  readonly overflows: number;
  readonly indexBytes: number;
}

export interface Live {
  /**
   * Serves WebSockets of the subprotocol `graphql-transport-ws` on `path` (`/graphql` unless told). Other upgrades are
   * answered 404. May be called for several servers.
   */
  attach(server: import('node:http').Server, path?: string): void;
  /**
   * Serves a GET or POST that accepts `text/event-stream` (graphql-sse, distinct connections mode), reading the body
   * itself. Resolves when the stream ended.
   */
  handleSse(request: IncomingMessage, response: import('node:http').ServerResponse): Promise<void>;
  /**
   * For a query's answer: the position it is as fresh as, to be taken BEFORE the query runs and sent as the answer's
   * `extensions.cursor`. `wanted` is the request's `extensions.cursor`: the name of a Subscription field, or several.
   * One name gives one cursor, several an object by name. Undefined where nothing (or nothing known) is asked for, or
   * where the field's events have a recipient and nobody is signed in.
   */
  snapshotCursor(wanted: unknown, identity: Identity): string | Readonly<Record<string, string>> | undefined;
  stats(): LiveStats;
  /** Tells every client to move (close code 1012; event streams just end), waits for what is under way, stops reading. */
  close(): Promise<void>;
}
