import { decodeEnvelope } from '../../platform/log/decode-envelope.ts';
import { Detector } from '../../subgraphs/fraud/detect/detector.ts';
import { type Fact, isActivity } from '../../subgraphs/fraud/detect/fact.ts';
import { readFact } from '../../subgraphs/fraud/detect/read-fact.ts';
import { idOf, start } from '../../subgraphs/fraud/fixtures/facts.ts';
import { recordOf } from '../../subgraphs/fraud/fixtures/publish.ts';
import { rulesInForce } from '../../subgraphs/fraud/fixtures/rules.ts';
import { createScene } from './evaluate/scene.ts';

/**
 * `npm run bench:fraud`: what one core does. Measured is a worker's own part: reading the events' text, taking them in, and
 * letting the rules look after each batch and each second of event time. The log and the database aren't in it.
 */
const users = Number(process.argv[2] ?? 20_000);
/** As the log hands them over. */
const batchEvents = 500;

const rules = rulesInForce();
const scene = createScene({ users, seed: 500, mode: 'plain' });
const records = [...scene.days()].flat().map(recordOf);
const detector = new Detector(rules);
const latenciesMs: number[] = [];
let findings = 0;
let settledMs = 0;
const startedMs = performance.now();
const cpuBefore = process.cpuUsage();
for (let at = 0; at < records.length; at += batchEvents) {
  const batchStartedMs = performance.now();
  let newestMs = 0;
  for (const { topic, value } of records.slice(at, at + batchEvents)) {
    const fact = readFact(topic, decodeEnvelope(value!));
    if (!fact) continue;
    detector.apply(fact);
    if (isActivity(fact)) detector.applyLike(fact);
    newestMs = Math.max(newestMs, fact.atMs);
  }
  findings += detector.find().length;
  if (newestMs - settledMs > 1_000) {
    settledMs = newestMs;
    findings += detector.settle(() => newestMs).length;
  }
  latenciesMs.push(performance.now() - batchStartedMs);
}
const seconds = (performance.now() - startedMs) / 1000;
const cpu = process.cpuUsage(cpuBefore);
latenciesMs.sort((a, b) => a - b);
const at = (share: number): string =>
  latenciesMs[Math.min(latenciesMs.length - 1, Math.floor(share * latenciesMs.length))]!.toFixed(1);
const memory = globalThis.gc
  ? `of a day's accounts ${heldBytes(dayOfPopulation())} bytes each, the week's registrations among it
memory of quiet accounts (in a day three visits and a like among themselves): ${heldBytes(quietDay())} bytes each`
  : 'is measured with --expose-gc';

/** What a detector holds for each account once these days are over, nothing forgotten early. */
function heldBytes(days: Iterable<readonly Fact[]>): number {
  globalThis.gc!();
  const before = process.memoryUsage().heapUsed;
  const held = watched(days);
  globalThis.gc!();
  const bytes = process.memoryUsage().heapUsed - before;
  return Math.round(bytes / held.size.accounts);
}

/** A function of its own: while it runs, its frame keeps the facts of the last day alive, which are no part of the detector. */
function watched(days: Iterable<readonly Fact[]>): Detector {
  const detector = new Detector(rules);
  for (const facts of days) {
    for (const told of facts) {
      // Through text as in a worker: the generator's own strings share memory in ways that parsed ones don't.
      const { topic, value } = recordOf(told);
      const fact = readFact(topic, decodeEnvelope(value!))!;
      detector.apply(fact);
      if (isActivity(fact)) detector.applyLike(fact);
    }
    const nowMs = facts.at(-1)!.atMs;
    detector.find();
    detector.settle(() => Number.POSITIVE_INFINITY);
    detector.forget(new Map([[0, nowMs]]), nowMs);
  }
  return detector;
}

function* dayOfPopulation(): Generator<readonly Fact[]> {
  yield* createScene({ users, seed: 501, mode: 'plain' }).days();
}

/** Members of long standing who look at three others and like the last of them, one member after another. */
function* quietDay(): Generator<readonly Fact[]> {
  const stepMs = Math.floor((20 * 60 * 60 * 1000) / users);
  const facts: Fact[] = [];
  for (let member = 0; member < users; member++) {
    const atMs = start + member * stepMs;
    // Primes, so that whom they look at is spread over everybody and nobody is left out.
    const targets = [member + 7919, member * 3 + 104_729, member * 7 + 1_299_709].map((one) => idOf(one % users));
    for (const [place, target] of targets.entries())
      facts.push({ kind: 'visited', user: idOf(member), target, atMs: atMs + place * 30_000 });
    facts.push({ kind: 'liked', user: idOf(member), target: targets[2]!, atMs: atMs + 65_000 });
  }
  yield facts.sort((a, b) => a.atMs - b.atMs);
}

process.stdout.write(`${records.length} events of ${users} people, ${findings} findings, batches of ${batchEvents}
events per second of one core: ${Math.round(records.length / ((cpu.user + cpu.system) / 1e6))} (elapsed: ${Math.round(records.length / seconds)})
a batch takes p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, p99.9 ${at(0.999)} ms
memory ${memory}
rebuild after a kill: the same pass, ${seconds.toFixed(1)} s for these ${records.length} events
`);
