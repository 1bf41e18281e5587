import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { uuidv7 } from 'uuidv7';
import type { Identity } from '../../platform/identity/identity.ts';
import type { Logger } from '../../platform/telemetry/logger.ts';
import type { Graph } from '../execute/port.ts';
import type { ParsedOperation } from '../parse/document-store.ts';
import { hideLiterals } from './hide-literals.ts';
import type { RecordedOperation, UsageBatch, UsageCount, UsageSink } from './port.ts';
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
  /** Hands on what was counted now, in place of waiting for the next time. */
  flush(): Promise<void>;
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
/** Characters of a batch: it travels as one record, and a log takes a megabyte at most. */
const batchCharsMax = 500_000;
/** A longer text is no client's screen, and isn't recorded. The longest of generated clients have some 10,000. */
const textCharsMax = 200_000;

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
  /** What was counted and isn't in a batch yet. */
  let waiting: Sealed[] = [];
  /** What the sink hasn't taken, or hasn't said so: the same batches come again, so that each counts once. */
  let unsent: UsageBatch[] = [];
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
    let held = waiting.length + unsent.reduce((sum, { counts }) => sum + counts.length, 0);
    for (const use of active) {
      for (const [client, versions] of use.clients)
        for (const [version, { count, sent }] of versions) {
          if (held >= waitingMax) {
            dropped += count;
            continue;
          }
          held++;
          waiting.push({ use, client, version, day, count, sent: sent && [...sent].sort() });
        }
      use.clients.clear();
      use.size = 0;
    }
    active.clear();
  };

  const write = async (): Promise<void> => {
    seal();
    if (dropped > 0)
      logger.warn({ requests: dropped }, 'requests were not counted: too many different operations, or too long ones');
    dropped = 0;
    const sealed = waiting;
    waiting = [];
    const { batches, tooLong } = await toBatches(sealed);
    dropped += tooLong;
    unsent.push(...batches);
    if (unsent.length === 0) return;
    const sending = unsent.slice();
    try {
      await sink.write(sending);
      unsent = unsent.slice(sending.length);
    } catch (error) {
      logger.warn({ err: error, batches: unsent.length }, 'recorded use could not be written; it is tried again');
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
    flush,
    async close() {
      clearInterval(timer);
      await flush();
      await sink.close();
    },
  };
}

/** Puts counts into batches of a bounded size; `tooLong` is how many requests had a text that isn't recorded. */
async function toBatches(sealed: readonly Sealed[]): Promise<{ batches: UsageBatch[]; tooLong: number }> {
  const batches: UsageBatch[] = [];
  let counts: UsageCount[] = [];
  let chars = 0;
  let texts = new Set<string>();
  let tooLong = 0;
  for (const { use, ...count } of sealed) {
    if (!use.described) {
      use.described = describe(use);
      // Half a millisecond for a large one: requests come between two of them.
      await setImmediate();
    }
    const operation = use.described;
    if (operation.text.length > textCharsMax) {
      tooLong += count.count;
      continue;
    }
    const textChars = (): number => (texts.has(operation.id) ? 0 : operation.text.length + namesChars);
    if (counts.length > 0 && chars + sizeOf(count) + textChars() > batchCharsMax) {
      batches.push({ id: uuidv7(), counts });
      counts = [];
      texts = new Set();
      chars = 0;
    }
    // A batch has each text once, with the first of its counts.
    chars += sizeOf(count) + textChars();
    texts.add(operation.id);
    counts.push({ operation, ...count });
  }
  if (counts.length > 0) batches.push({ id: uuidv7(), counts });
  return { batches, tooLong };
}

/** The names of fields, a hash, a number and punctuation, as JSON has them around what differs. */
const namesChars = 200;

const sizeOf = ({ client, version, sent }: Omit<UsageCount, 'operation'>): number =>
  namesChars + client.length + version.length + (sent?.reduce((sum, one) => sum + one.length + 3, 0) ?? 0);

function describe({ operation, schema }: Use): RecordedOperation {
  const text = hideLiterals(operation, schema);
  return { id: createHash('sha256').update(text).digest('hex'), name: operation.name, text };
}

const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
const endOf = (day: string): number => Date.parse(day) + 86_400_000;
