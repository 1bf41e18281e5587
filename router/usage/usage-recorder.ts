import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { Identity } from '../../platform/identity/identity.ts';
import type { Logger } from '../../platform/telemetry/logger.ts';
import type { Graph } from '../execute/port.ts';
import type { ParsedOperation } from '../parse/document-store.ts';
import { hideLiterals } from './hide-literals.ts';
import type { RecordedOperation, UsageCount, UsageSink } from './port.ts';
import { compileSent, type NoteSent } from './sent-coordinates.ts';

/** Counts who sends what. */
export interface UsageRecorder {
  /** Counts one request: two or three look-ups and an addition. Nothing is written or waited for here. */
  record(
    graph: Pick<Graph, 'apiSchema'>,
    operation: ParsedOperation,
    variables: Readonly<Record<string, unknown>>,
    identity: Pick<Identity, 'client' | 'clientVersion'>,
  ): void;
  /** Writes what was counted, as far as the store takes it, and closes the sink. */
  close(): Promise<void>;
}

/**
 * Different operations counted between two writes. A product's clients have some hundred; one that makes up a new
 * document for each request must not fill the memory (a parsed document takes about 20 KB) or the store.
 */
const operationsMax = 1_000;
/** Client versions counted for one operation between two writes: names come from the client. */
const clientsMax = 100;
/** Counts that wait for a store that can't be reached: ten minutes of some hundred operations of some clients. */
const waitingMax = 50_000;

interface Count {
  count: number;
  /** Null once a request had more in its variables than is looked at. */
  sent: Set<string> | null;
}

/** One operation since the last write. */
interface Use {
  readonly operation: ParsedOperation;
  readonly schema: Graph['apiSchema'];
  readonly noteSent: NoteSent | null;
  /** Made when it is first written, so that no request waits for it. */
  described: RecordedOperation | undefined;
  /** By client, then by version. */
  readonly clients: Map<string, Map<string, Count>>;
  size: number;
}

interface Sealed extends Omit<UsageCount, 'operation'> {
  readonly use: Use;
}

export function createUsageRecorder(deps: {
  sink: UsageSink;
  flushMs: number;
  logger: Logger;
  /** Milliseconds since 1970; for tests. */
  now?: () => number;
}): UsageRecorder {
  const { sink, logger, now = Date.now } = deps;
  /** An operation's document is parsed once and kept, so the object is the key. */
  const uses = new WeakMap<ParsedOperation, Use>();
  const active = new Set<Use>();
  let waiting: Sealed[] = [];
  let dropped = 0;
  let writing: Promise<void> = Promise.resolve();
  let day = dayOf(now());
  let dayEndsMs = endOf(day);

  const activate = (graph: Pick<Graph, 'apiSchema'>, operation: ParsedOperation): Use | null => {
    let use = uses.get(operation);
    if (use === undefined) {
      if (active.size >= operationsMax) return null;
      const schema = graph.apiSchema;
      const noteSent = compileSent(schema, operation.node);
      use = { operation, schema, noteSent, described: undefined, clients: new Map(), size: 0 };
      uses.set(operation, use);
    }
    if (use.size === 0) {
      if (active.size >= operationsMax) return null;
      active.add(use);
    }
    return use;
  };

  const countOf = (use: Use, client: string, version: string): Count | null => {
    let versions = use.clients.get(client);
    const known = versions?.get(version);
    if (known) return known;
    if (use.size >= clientsMax) return null;
    if (!versions) {
      versions = new Map();
      use.clients.set(client, versions);
    }
    const count: Count = { count: 0, sent: new Set() };
    versions.set(version, count);
    use.size++;
    return count;
  };

  /** Moves what was counted on `day` to what waits to be written. */
  const seal = (): void => {
    for (const use of active) {
      for (const [client, versions] of use.clients)
        for (const [version, { count, sent }] of versions) {
          if (waiting.length >= waitingMax) {
            dropped += count;
            continue;
          }
          waiting.push({ use, client, version, day, count, sent: sent && [...sent].sort() });
        }
      use.clients.clear();
      use.size = 0;
    }
    active.clear();
  };

  const write = async (): Promise<void> => {
    seal();
    if (dropped > 0) logger.warn({ requests: dropped }, 'requests were not counted: too many different operations');
    dropped = 0;
    if (waiting.length === 0) return;
    const counts = waiting;
    waiting = [];
    try {
      await sink.write(await describeAll(counts));
    } catch (error) {
      // Counted anew as they came: `write` is all or nothing.
      waiting = [...counts, ...waiting];
      logger.warn({ err: error, counts: waiting.length }, 'recorded use could not be written; it is tried again');
    }
  };
  const flush = (): Promise<void> => {
    writing = writing.then(write);
    return writing;
  };
  const timer = setInterval(flush, deps.flushMs);
  timer.unref();

  return {
    record(graph, operation, variables, identity) {
      const at = now();
      if (at >= dayEndsMs) {
        seal();
        day = dayOf(at);
        dayEndsMs = endOf(day);
      }
      const use = activate(graph, operation);
      const count = use && countOf(use, identity.client ?? '', identity.clientVersion ?? '');
      if (!count) {
        dropped++;
        return;
      }
      count.count++;
      if (use.noteSent && count.sent && !use.noteSent(variables, count.sent)) count.sent = null;
    },
    async close() {
      clearInterval(timer);
      await flush();
      await sink.close();
    },
  };
}

async function describeAll(sealed: readonly Sealed[]): Promise<UsageCount[]> {
  const counts: UsageCount[] = [];
  for (const { use, ...count } of sealed) {
    if (!use.described) {
      use.described = describe(use);
      // Half a millisecond for a large one: requests come between two of them.
      await setImmediate();
    }
    counts.push({ operation: use.described, ...count });
  }
  return counts;
}

function describe({ operation, schema }: Use): RecordedOperation {
  const text = hideLiterals(operation, schema);
  return { id: createHash('sha256').update(text).digest('hex'), name: operation.name, text };
}

const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
const endOf = (day: string): number => Date.parse(day) + 86_400_000;
