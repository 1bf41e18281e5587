import type pg from 'pg';
import type { Log } from '../log/port.ts';
import type { Logger } from '../telemetry/logger.ts';

export interface OutboxRelayOptions {
  readonly pool: pg.Pool;
  readonly log: Log;
  readonly logger: Logger;
  /** Whose outbox it is, for log lines and metrics: the database's name. */
  readonly name: string;
}

export interface OutboxRelay {
  /** Begins to relay, or to wait for the copy that does. Resolves at once when the database answers. */
  start(): Promise<void>;
  /** Waits for the batch under way, then lets another copy take over at once. */
  close(): Promise<void>;
}

export declare function createOutboxRelay(options: OutboxRelayOptions): OutboxRelay;
