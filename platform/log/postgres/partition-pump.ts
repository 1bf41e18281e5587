import { backoffMs, pause } from '../backoff.ts';
import type { LogRecord } from '../port.ts';
import type { Fetched } from './fetcher.ts';

/** Waits after a failed query or a handler that rejected, in milliseconds. */
const retry = { firstMs: 100, mostMs: 5_000 };

export interface PumpDeps {
  /** The committed position: the first offset to hand over. */
  readonly position: number;
  fetch(position: number): Promise<Fetched>;
  handle(records: readonly LogRecord[], signal: AbortSignal): Promise<void>;
  /** Answers false when the partition is no longer this member's. */
  commit(position: number): Promise<boolean>;
  onError(error: unknown, what: 'read' | 'handle' | 'commit', failures: number): void;
}

/**
 * Moves one partition's records to the handler and commits them:
 *
 *     asleep ── wake ──► fetch ── records ──► handle ── resolved ──► commit ──┐
 *        ▲                 │ none                │ rejected                    │
 *        └─────────────────┘◄──── backoff ◄──────┘◄───────────────────────────┘
 *
 * One batch is in memory at a time: a slow handler makes the pump read later, not more.
 */
export interface PartitionPump {
  wake(): void;
  /** Aborts the handler's signal, waits for it, and commits what it still resolved. */
  stop(): Promise<void>;
}

export function startPump(deps: PumpDeps): PartitionPump {
  const stopping = new AbortController();
  const { signal } = stopping;
  let dirty = true;
  let wake = () => {};

  async function run(): Promise<void> {
    let { position } = deps;
    let failures = 0;
    while (!signal.aborted) {
      if (!dirty) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        continue;
      }
      dirty = false;
      let step: 'read' | 'handle' | 'commit' = 'read';
      try {
        const { records, more } = await deps.fetch(position);
        if (records.length === 0 || signal.aborted) continue;
        dirty ||= more;
        step = 'handle';
        await deps.handle(records, signal);
        step = 'commit';
        const next = records.at(-1)!.offset + 1;
        if (!(await deps.commit(next))) return stopping.abort();
        position = next;
        failures = 0;
      } catch (error) {
        dirty = true;
        if (signal.aborted) return;
        failures++;
        deps.onError(error, step, failures);
        await pause(backoffMs(failures, retry), signal);
      }
    }
  }

  const running = run();
  return {
    wake() {
      dirty = true;
      wake();
    },
    async stop() {
      stopping.abort();
      wake();
      await running;
    },
  };
}
