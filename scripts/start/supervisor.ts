import { type Child, startChild } from './child.ts';
import type { ProcessPlan } from './processes.ts';
import { StartError } from './start-error.ts';

/** The product's processes as one thing that starts, is watched and stops. */
export interface Supervisor {
  /** Starts everything behind the router side by side, then the router. Rejects with a StartError when one can't start. */
  start(onReady: (name: string, count: number, total: number) => void): Promise<void>;
  /** The process id of one of them as it runs now. Throws where none of that name runs. */
  pid(name: string): number;
  /** Resolves, with one sentence, when a process keeps ending and is given up. */
  readonly gaveUp: Promise<string>;
  /** Stops the router first, then everything behind it side by side. */
  stop(): Promise<void>;
  kill(): void;
}

/**
 * A process that ends by itself is started again, as whoever runs the product for real would do it: the others bear its
 * absence (a subgraph that is down costs its own fields only), and watching that is a good use of a demo. What ends
 * again and again is given up, because a crash that repeats is a fault to be read, not to be waited out.
 */
const crashesMax = 5;
const crashWindowMs = 60_000;
/** The first restart follows at once, each next one of the window waits twice as long. */
const backoffMs = 250;
/** A process that warns of the same trouble again and again must not bury the terminal. */
const problemsMax = 3;
const problemWindowMs = 10_000;

export function createSupervisor(deps: {
  behind: readonly ProcessPlan[];
  router: ProcessPlan;
  logs: string;
  /** Prints one line. */
  say: (line: string) => void;
  runtimeArguments: readonly string[];
}): Supervisor {
  const { behind, router, logs, say, runtimeArguments } = deps;
  const children = new Map<string, Child>();
  const crashes = new Map<string, number[]>();
  let stopping = false;
  let giveUp: (sentence: string) => void;
  const gaveUp = new Promise<string>((resolve) => {
    giveUp = resolve;
  });

  const launch = (plan: ProcessPlan): Child => {
    const onProblem = createQuota(
      (line) => say(`  ! ${plan.name}: ${line.slice(0, 300)}`),
      () => say(`  ! ${plan.name}: more of it in ${logs}/${plan.name}.log`),
    );
    const child = startChild(plan, { logs, runtimeArguments, onProblem: (line) => !stopping && onProblem(line) });
    children.set(plan.name, child);
    return child;
  };

  const watch = (plan: ProcessPlan, child: Child): void => {
    void child.ended.then((how) => {
      if (stopping || children.get(plan.name) !== child) return;
      const now = Date.now();
      const recent = [...(crashes.get(plan.name) ?? []).filter((at) => now - at < crashWindowMs), now];
      crashes.set(plan.name, recent);
      if (recent.length > crashesMax) {
        giveUp(`${plan.name} ended ${recent.length} times within a minute: read ${logs}/${plan.name}.log.`);
        return;
      }
      const waitMs = recent.length === 1 ? 0 : backoffMs * 2 ** (recent.length - 2);
      say(`  ! ${plan.name} ${how}, unasked: it is started again (what it said is in ${logs}/${plan.name}.log.1)`);
      setTimeout(() => {
        if (stopping) return;
        const next = launch(plan);
        watch(plan, next);
        next.ready.then(
          () => say(`  ✓ ${plan.name} is back`),
          () => {},
        );
      }, waitMs);
    });
  };

  return {
    gaveUp,
    pid(name) {
      const pid = children.get(name)?.pid;
      if (pid === undefined) throw new StartError(`No process ${name} runs.`);
      return pid;
    },
    async start(onReady) {
      const total = behind.length + 1;
      let count = 0;
      const bringUp = async (plan: ProcessPlan) => {
        if (stopping) throw new StartError('The start was interrupted.');
        const child = launch(plan);
        await child.ready;
        watch(plan, child);
        count++;
        onReady(plan.name, count, total);
      };
      await Promise.all(behind.map(bringUp));
      await bringUp(router);
    },
    async stop() {
      stopping = true;
      await children.get(router.name)?.stop();
      await Promise.all([...children.values()].map((child) => child.stop()));
    },
    kill() {
      stopping = true;
      for (const child of children.values()) child.kill();
    },
  };
}

/** Lets a few lines of a window through, says once that there are more, and drops the rest. */
function createQuota(pass: (line: string) => void, onMore: () => void): (line: string) => void {
  let windowBeganAt = 0;
  let passed = 0;
  return (line) => {
    const now = Date.now();
    if (now - windowBeganAt > problemWindowMs) {
      windowBeganAt = now;
      passed = 0;
    }
    passed++;
    if (passed <= problemsMax) pass(line);
    else if (passed === problemsMax + 1) onMore();
  };
}
