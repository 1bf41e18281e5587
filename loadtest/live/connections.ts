import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { uuidv7 } from 'uuidv7';
import { openPlainSubscribers, startFloor } from './fan-out.ts';
import type { Issuer } from './issuer.ts';
import type { RunningProgram } from './program.ts';
import type { Stack } from './stack.ts';
import { openSubscribers, type Subscribers } from './subscribers.ts';

/** What idle subscribers cost the process that holds them. The kernel's memory for the sockets is not in it. */
export interface HeldConnections {
  readonly held: number;
  /** Growth of the resident set, after garbage was collected, by connection. */
  readonly rssBytesEach: number;
  /** Growth of JavaScript's heap and of what its objects hold outside. */
  readonly heapBytesEach: number;
  /** User and system time while nothing happens but keep-alives, in percent of a core. */
  readonly idleCpuPercent: number;
}

/** Files that a process has open besides its sockets to clients: libraries, the log, its own server, and room. */
const otherFiles = 500;
/** Opened and closed before memory is first read, so that code and pools that are there anyway aren't counted. */
const warmUp = 200;
/** Closed sockets are collected by then. */
const settleMs = 2_000;
const subscription = 'subscription { profileVisited { id at visitor { id } } }';

/**
 * How many sockets one process may have here, and why not more; the reason is null where `wanted` can be held. `limits`
 * is the text of Linux' /proc/self/limits; where there is none, nothing is known to be in the way.
 */
export function holdable(wanted: number, limits: string = readLimits()): { count: number; reason: string | null } {
  // Node raises its own soft limit to the hard one as it starts.
  const limit = Number(/^Max open files\s+\S+\s+(\d+)/m.exec(limits)?.[1] ?? Number.POSITIVE_INFINITY);
  if (wanted + otherFiles <= limit) return { count: wanted, reason: null };
  const count = Math.max(0, limit - otherFiles);
  const reason = `a process may open ${limit} files here, so ${count} connections are held instead of ${wanted}; raise it with 'ulimit -Hn ${wanted + otherFiles}' as root`;
  return { count, reason };
}

function readLimits(): string {
  try {
    return readFileSync('/proc/self/limits', 'utf8');
  } catch {
    return '';
  }
}

/** Idle subscribers, each of an account of its own, on a router that has done nothing else. */
export async function holdOnRouter(
  stack: Stack,
  options: { issuer: Issuer; count: number; idleMs: number; tell: (opened: number) => void },
): Promise<HeldConnections> {
  const router = await stack.startRouter();
  const open = async (count: number, tell?: (opened: number) => void): Promise<Subscribers> => {
    const tokens: string[] = [];
    for (let index = 0; index < count; index++) tokens.push(await options.issuer.token(uuidv7()));
    return await openSubscribers({ url: router.webSocket, tokens, query: subscription }, tell);
  };
  try {
    return await hold(router.program, open, options);
  } finally {
    await router.program.stop();
  }
}

/** The floor: as many plain WebSockets at a bare `ws` server. */
export async function holdOnFloor(options: {
  count: number;
  idleMs: number;
  tell: (opened: number) => void;
}): Promise<HeldConnections> {
  const server = await startFloor();
  try {
    return await hold(server, (count, tell) => openPlainSubscribers(server, count, tell), options);
  } finally {
    await server.stop();
  }
}

async function hold(
  server: RunningProgram,
  open: (count: number, tell?: (opened: number) => void) => Promise<Subscribers>,
  { count, idleMs, tell }: { count: number; idleMs: number; tell: (opened: number) => void },
): Promise<HeldConnections> {
  await (await open(Math.min(warmUp, count))).close();
  await wait(settleMs);
  const before = await server.usage({ collect: true });
  const subscribers = await open(count, tell);
  try {
    await wait(settleMs);
    const full = await server.usage({ collect: true });
    const from = { usage: await server.usage(), at: performance.now() };
    await wait(idleMs);
    const to = { usage: await server.usage(), at: performance.now() };
    return {
      held: count,
      rssBytesEach: (full.rssBytes - before.rssBytes) / count,
      heapBytesEach: (full.heapBytes - before.heapBytes) / count,
      idleCpuPercent: ((to.usage.cpuUs - from.usage.cpuUs) / 1_000 / (to.at - from.at)) * 100,
    };
  } finally {
    await subscribers.close();
  }
}
