import type { Logger } from '../../platform/telemetry/logger.ts';
import type { AdmittedOperation } from '../admit/port.ts';
import type { Caller } from '../identity/caller.ts';
import type { CursorCodec } from './cursor.ts';
import type { FanOut } from './fan-out.ts';
import type { Gap, History } from './history.ts';
import type { Positions } from './positions.ts';
import type { Feed } from './recent-index.ts';
import type { Sink } from './sink.ts';

/** What every subscription of a router shares. */
export interface SubscriptionDeps {
  readonly history: History;
  readonly fanOut: FanOut;
  readonly codec: CursorCodec;
  readonly queueEventsMax: number;
  readonly logger: Logger;
  count(what: 'delivered' | 'gaps' | 'overflows'): void;
  /** Told, of each event that was sent as it came, how long ago the log took it, in milliseconds. */
  readonly onDelivered?: (ageMs: number) => void;
}

/** A client's own cursor and what it says. */
export interface ResumePoint {
  readonly positions: Positions;
  readonly atMs: number;
  readonly cursor: string;
}

/** What a subscription is made of. `session.caller` may be renewed while it goes on; its subject stays. */
export interface SubscriptionInit {
  readonly field: string;
  readonly feed: Feed;
  readonly session: { readonly caller: Caller };
  readonly admitted: AdmittedOperation;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly sink: Sink;
  /** Undefined: from now on. Else everything at and after these positions comes first. */
  readonly resume?: ResumePoint;
  /** A gap that is known before the replay begins. */
  readonly gap?: Gap;
}
