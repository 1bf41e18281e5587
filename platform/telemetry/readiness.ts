/** Throws (or rejects with) an Error whose message says why the process should get no work. */
export type Check = () => void | Promise<void>;

/** What parts of a process say about whether it should get work. */
export interface Readiness {
  /** Registers a check. It must only look, and cheaply: it runs every few seconds for as long as the process lives. */
  add(name: string, check: Check): void;
  /** What stands against getting work now, `name: reason` each; empty where nothing does. */
  objections(): Promise<readonly string[]>;
}

/** A check that takes longer has failed: whoever probes waits a second by default (Kubernetes), in milliseconds. */
const checkTimeoutMs = 800;
/** However many ask, the checks run this often at most, in milliseconds. */
const keptMs = 250;

export function createReadiness(): Readiness {
  const checks = new Map<string, Check>();
  let last: { atMs: number; objections: Promise<readonly string[]> } | undefined;

  const ask = async (): Promise<readonly string[]> => {
    const all = await Promise.all([...checks].map(([name, check]) => objectionOf(name, check)));
    return all.filter((objection) => objection !== null);
  };

  return {
    add(name, check) {
      checks.set(name, check);
    },
    objections() {
      const nowMs = performance.now();
      if (!last || nowMs - last.atMs > keptMs) last = { atMs: nowMs, objections: ask() };
      return last.objections;
    },
  };
}

async function objectionOf(name: string, check: Check): Promise<string | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(`${name}: no answer within ${checkTimeoutMs} ms`), checkTimeoutMs);
  });
  try {
    return await Promise.race([(async () => await check())().then(() => null), late]);
  } catch (error) {
    return `${name}: ${error instanceof Error ? error.message : String(error)}`;
  } finally {
    clearTimeout(timer);
  }
}
