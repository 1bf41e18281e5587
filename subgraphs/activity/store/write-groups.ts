import type { Claim } from '../../../platform/http/claim.ts';

/**
 * Gathers the writes of a few milliseconds into one transaction: commits are what a small write mostly costs, in the
 * database and on its disk.
 *
 * - One group is under way at a time; what comes meanwhile is the next one. Writes go in the order they came, so whoever
 *   acts twice is recorded in that order.
 * - Each caller gets its own result, after the commit. A group is stored whole or not at all.
 * - If the database refuses a group, its writes are tried one by one, in order: only the bad one fails.
 * - If the connection is lost nobody knows whether it was stored; all callers are told that it failed, as one would be.
 */
export interface WriteGroups<Write, Result> {
  /** Rejects where the claim ended before the write was begun; one that was begun completes. */
  add(write: Write, claim?: Claim): Promise<Result>;
}

/** A write waits so long for company, in milliseconds: nobody notices it, and at 1,000 a second a group has five. */
export const groupWaitMs = 5;
/** Past some dozens a group costs in proportion, and its locks are held longer. */
export const groupWritesMax = 64;

export interface WriteGroupOptions<Write, Result> {
  /** Stores all, or none and throws. Returns the results in the order of the writes. */
  readonly runGroup: (writes: readonly Write[]) => Promise<readonly Result[]>;
  readonly runAlone: (write: Write) => Promise<Result>;
  /** Writes with the same key can't be in one group; a group ends before the second. */
  readonly keyOf?: (write: Write) => string | bigint;
  readonly waitMs?: number;
  readonly writesMax?: number;
}

interface Waiting<Write, Result> {
  readonly write: Write;
  readonly claim: Claim | undefined;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

export function createWriteGroups<Write, Result>(
  options: WriteGroupOptions<Write, Result>,
): WriteGroups<Write, Result> {
  const { runGroup, runAlone, keyOf, waitMs = groupWaitMs, writesMax = groupWritesMax } = options;
  const waiting: Waiting<Write, Result>[] = [];
  let running = false;
  let timer: NodeJS.Timeout | undefined;

  /** The longest beginning of the queue that fits into one group. */
  const takeGroup = (): Waiting<Write, Result>[] => {
    let count = Math.min(waiting.length, writesMax);
    if (keyOf) {
      const keys = new Set<string | bigint>();
      for (let index = 0; index < count; index++) {
        const key = keyOf(waiting[index]!.write);
        if (keys.has(key)) count = index;
        keys.add(key);
      }
    }
    return waiting.splice(0, count);
  };

  const runOne = async ({ write, resolve, reject }: Waiting<Write, Result>): Promise<void> => {
    try {
      resolve(await runAlone(write));
    } catch (error) {
      reject(error);
    }
  };

  const runTogether = async (group: readonly Waiting<Write, Result>[]): Promise<void> => {
    try {
      const results = await runGroup(group.map(({ write }) => write));
      group.forEach(({ resolve }, index) => {
        resolve(results[index]!);
      });
    } catch (error) {
      if (isRefusal(error)) for (const one of group) await runOne(one);
      else for (const { reject } of group) reject(error);
    }
  };

  const run = async (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    running = true;
    while (waiting.length > 0) {
      const group = takeGroup().filter(isClaimed);
      if (group.length === 0) continue;
      await (group.length === 1 ? runOne(group[0]!) : runTogether(group));
    }
    running = false;
  };

  return {
    add: (write, claim) =>
      new Promise((resolve, reject) => {
        waiting.push({ write, claim, resolve, reject });
        if (running) return;
        if (waiting.length >= writesMax) void run();
        else timer ??= setTimeout(() => void run(), waitMs);
      }),
  };
}

/** Whether somebody still waits for a write that wasn't begun; who doesn't is told. */
function isClaimed({ claim, reject }: Waiting<unknown, never>): boolean {
  const ended = claim?.ended();
  if (ended) reject(ended);
  return !ended;
}

/**
 * Whether the database answered that it stored nothing: an error with an SQLSTATE. Not of the classes that tell of a lost
 * connection or a server going down (08, 57), where a commit may have happened.
 */
function isRefusal(error: unknown): boolean {
  const { code } = (error ?? {}) as { code?: unknown };
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) && !code.startsWith('08') && !code.startsWith('57');
}
