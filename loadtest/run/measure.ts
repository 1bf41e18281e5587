import { randomBytes } from 'node:crypto';
import { cpus, loadavg, totalmem } from 'node:os';
import { seededRandom } from '../../platform/random/seeded-random.ts';
import type { Command } from '../../scripts/start/run-command.ts';
import { StartError } from '../../scripts/start/start-error.ts';
import { only } from '../scenarios/habits.ts';
import { createVirtualUser } from '../scenarios/virtual-user.ts';
import { arrivalTimes } from './arrivals.ts';
import { coresBetween, cpuBetween, type Look, lookAt } from './cpu-between.ts';
import { drive } from './drive.ts';
import { createLiveWatch } from './live-watch.ts';
import type { Target } from './open-product.ts';
import type { RunOptions } from './options.ts';
import type { Participants } from './participants.ts';
import { createRecorder, type Recorder } from './recorder.ts';
import type { Result, Second } from './result.ts';

/** What is still under way when the time is over may take this long; then it counts as unanswered. */
const graceMs = 30_000;
/** What a live event may take before it counts as lost: longer than a client's longest pause before it comes back. */
const liveGraceMs = 60_000;
const secondMs = 1_000;
/** A person who does something more often than this is no person (and the fraud service may say so). */
const deedsPerSecondMax = 1;

/**
 * Puts the scenario's load on the target and tells what came of it. Resolves early, with what was measured, when the command
 * is aborted. `onSecond` hears of each second.
 */
export async function measure(
  options: RunOptions,
  target: Target,
  participants: Participants,
  command: Pick<Command, 'signal' | 'progress' | 'stack'>,
  onSecond: (second: Second) => void,
): Promise<Result> {
  const { scenario, rate, connections, seed } = options;
  const { signal, progress, stack } = command;
  const { client, texts, people, town } = participants;
  const notes: string[] = [];
  const now = () => performance.now();
  const random = seededRandom(seed);
  let recorder: Recorder = createRecorder();
  participants.onRenewal(({ sentMs, error }) => {
    // Beside the arrivals: nobody waited for it by a schedule.
    recorder.scheduled();
    recorder.ended({ operation: 'refresh', scheduledMs: sentMs, sentMs, endedMs: now(), error });
  });
  if (people.length < options.users)
    notes.push(`Only ${people.length} people could take part where ${options.users} were wanted: each did more.`);
  if (rate / people.length > deedsPerSecondMax)
    notes.push(
      `Each of ${people.length} people did ${(rate / people.length).toFixed(1)} things a second, which nobody does: limits and the fraud service may step in. Take more people (--people, --users).`,
    );

  const habits = options.only === null ? scenario.habits : only(options.only);
  const users = people.map((person) => ({
    person,
    virtual: createVirtualUser({ id: person.id, habits, celebrityShare: scenario.celebrityShare, town, random }),
  }));

  const live = createLiveWatch({
    url: target.url.replace(/^http/, 'ws'),
    text: texts.get('ProfileVisited')!,
    watchers: [
      { person: people[0]!, sockets: scenario.live.celebrity },
      ...people.slice(1, 1 + scenario.live.people).map((person) => ({ person, sockets: 1 })),
    ],
    now,
  });
  const closeLive = once(() => live.close());
  stack.add('live clients', closeLive);
  if (live.sockets > 0) await progress.step(`${live.sockets} live clients`, async () => live.ready(signal));

  /** What traced requests took, by trace. */
  const clientMs = new Map<string, number>();
  const startOne = async (scheduledMs: number): Promise<void> => {
    const counted = recorder;
    counted.scheduled();
    const { person, virtual } = users[Math.floor(random() * users.length)]!;
    const request = virtual.next();
    const traceId =
      options.traceShare > 0 && random() < options.traceShare ? randomBytes(16).toString('hex') : undefined;
    const token = await person.tokens.token().catch(() => null);
    const answer = await client.send({
      ...request,
      token,
      address: person.address,
      traceId,
    });
    const endedMs = now();
    // Broken off: what closing does to it is no answer.
    if (signal.aborted) return;
    counted.ended({ operation: request.deed, scheduledMs, sentMs: answer.sentMs, endedMs, error: answer.error });
    if (traceId !== undefined) clientMs.set(traceId, endedMs - scheduledMs);
    virtual.answered(request, answer.data);
    const visit = (answer.data as { visitProfile?: { visit?: { id: string } | null } } | null)?.visitProfile?.visit;
    if (visit) live.expect({ id: visit.id, visitedId: String(request.variables.userId), scheduledMs });
  };
  const go = (seconds: number) =>
    drive({
      arrivals: arrivalTimes({ arrivals: scenario.arrivals, rate, random }),
      durationMs: seconds * secondMs,
      graceMs,
      now,
      start: startOne,
      signal,
    });

  const restFrom = lookAt(target.observer, now());
  if (target.observer !== null) await progress.step('At rest', () => pause(restMs, signal));
  const rest = target.observer === null ? null : coresBetween(restFrom, lookAt(target.observer, now()));
  signal.throwIfAborted();
  if (options.warmUpSeconds > 0) await progress.step('Warming up', () => go(options.warmUpSeconds));
  signal.throwIfAborted();

  // From here on everything counts.
  recorder = createRecorder();
  target.collector?.clear();
  const loadBefore = loadavg()[0]!;
  const look = (): Look => lookAt(target.observer, now());
  const began = look();
  let before = began;
  const timer = setInterval(() => {
    const at = look();
    onSecond(
      recorder.endSecond(at.atMs - began.atMs, {
        cpu: target.observer === null ? null : coresBetween(before, at),
        memoryMb: at.usage?.memoryMb ?? null,
      }),
    );
    before = at;
  }, secondMs);
  const cuts = scenario.live.cutAt.map((share) =>
    setTimeout(() => live.cut(), share * options.durationSeconds * secondMs),
  );
  await go(options.durationSeconds);
  const ended = look();
  clearInterval(timer);
  for (const cut of cuts) clearTimeout(cut);
  const interrupted = signal.aborted;
  if (!interrupted && live.sockets > 0) await live.settle(liveGraceMs, signal);
  // The last spans come with the exporter's next batch.
  const samples =
    target.collector && options.traceShare > 0 && !interrupted
      ? await settledSamples(() => target.collector!.samples(clientMs))
      : null;

  await closeLive();

  const measuredMs = ended.atMs - began.atMs;
  const results = recorder.results(measuredMs);
  if (results.answered === 0)
    throw new StartError(
      interrupted ? 'Ended before anything was measured.' : 'Nothing was answered: check --url and the product’s logs.',
    );
  const cpu =
    target.observer === null ? null : { ...cpuBetween(began, ended, results.answered), restCores: rest ?? {} };
  if (cpu === null)
    notes.push('CPU time: the product’s processes can’t be seen from here (another machine, or one without /proc).');
  if (cpu && cpu.runnerCores > 0.8)
    notes.push(
      `The runner itself kept ${cpu.runnerCores.toFixed(2)} of a core busy: the latencies are partly its own.`,
    );
  if (interrupted) notes.push('Broken off before its end: live events under way then are not told as lost.');
  return {
    version: 1,
    at: new Date().toISOString(),
    command: `npm run loadtest -- ${process.argv.slice(2).join(' ')}`.trim(),
    machine: {
      cpu: cpus()[0]?.model.trim() ?? 'unknown',
      cores: cpus().length,
      memoryGb: Math.round(totalmem() / 2 ** 30),
      node: process.version,
      loadBefore,
      loadAfter: loadavg()[0]!,
    },
    scenario: {
      name: scenario.name,
      title: scenario.title,
      about: scenario.about,
      studies: scenario.studies,
      only: options.only,
    },
    options: {
      rate,
      durationSeconds: options.durationSeconds,
      warmUpSeconds: options.warmUpSeconds,
      users: people.length,
      connections,
      seed,
      population:
        options.product.kind === 'own' ? { people: options.product.people, visits: options.product.visits } : null,
    },
    measuredSeconds: measuredMs / secondMs,
    interrupted,
    ...results,
    live: live.sockets === 0 ? null : live.result(),
    cpu,
    samples,
    notes,
  };
}

/** How long the product is watched doing nothing: its own polling is no operation's cost. */
const restMs = 3_000;

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end);
  });
}

/** What was closed after a test isn't closed again with everything else. */
function once(close: () => Promise<void>): () => Promise<void> {
  let closing: Promise<void> | undefined;
  return () => {
    closing ??= close();
    return closing;
  };
}

/** As often as an exporter sends, at most, and once more. */
const exporterMs = 6_000;

async function settledSamples(read: () => Result['samples']): Promise<Result['samples']> {
  await new Promise((resolve) => setTimeout(resolve, exporterMs));
  return read();
}
