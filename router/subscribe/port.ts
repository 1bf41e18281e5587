import type { IncomingMessage } from 'node:http';
import type { Identity } from '../../platform/identity/identity.ts';
import type { Log } from '../../platform/log/port.ts';
import type { Logger } from '../../platform/telemetry/logger.ts';
import type { Tracer } from '../../platform/telemetry/tracer.ts';
import type { Admission } from '../admit/port.ts';
import type { GraphStore } from '../execute/port.ts';
import type { Identifier } from '../identity/caller.ts';
import type { RouterMetrics } from '../measure/router-metrics.ts';
import type { Restrictions } from '../restrict/port.ts';
import type { LiveConfig } from './live-config.ts';

/**
 * What live clients need from the rest of the router. `createLive(deps)` (create-live.ts) gives a `Live`; the
 * composition root attaches it to its HTTP servers and hands it the requests that accept `text/event-stream`.
 */
export interface LiveDeps {
  readonly log: Pick<Log, 'read' | 'bounds'>;
  readonly graphs: Pick<GraphStore, 'current' | 'onChange'>;
  readonly identifier: Identifier;
  /** Open subscriptions are admitted again, with `spend: false`, when the graph or their caller's scopes change. */
  readonly admission: Admission;
  readonly restrictions: Omit<Restrictions, 'close'>;
  readonly config: LiveConfig;
  /** Signs cursors; the same on every router of a deployment. At least 32 characters. */
  readonly cursorSecret: string;
  readonly logger: Logger;
  /** Undefined where nothing is traced. */
  readonly tracer?: Tracer;
  /** Counts operations as those over HTTP are counted. */
  readonly metrics?: Pick<RouterMetrics, 'answered'>;
  /** Told, of each event that was sent as it came, how long ago the log took it, in milliseconds. */
  readonly onDelivered?: (ageMs: number) => void;
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
  /** Subscriptions that began after a cursor. */
  readonly resumes: number;
  /** Events that wait in the queues of all subscribers. */
  readonly queued: number;
  readonly longestQueue: number;
  /** Subscribers whose queue overflowed and who caught up from the index. */
  readonly overflows: number;
  /** Events that were published again and recognised. */
  readonly duplicates: number;
  readonly indexBytes: number;
}

export interface Live {
  /** Resolves once the live topics were read up to their present: ready to serve. Rejects where the log can't be read. */
  readonly ready: Promise<void>;
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
