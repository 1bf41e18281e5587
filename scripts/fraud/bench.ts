import { decodeEnvelope } from '../../platform/log/decode-envelope.ts';
import { Detector } from '../../subgraphs/fraud/detect/detector.ts';
import { isActivity } from '../../subgraphs/fraud/detect/fact.ts';
import { readFact } from '../../subgraphs/fraud/detect/read-fact.ts';
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
const memory = globalThis.gc ? `${heldBytes()} bytes an account` : 'run with --expose-gc to measure it';

/** What a detector holds for each account of a population of quiet people, their last day in its windows and nothing forgotten early. */
function heldBytes(): number {
  globalThis.gc!();
  const before = process.memoryUsage().heapUsed;
  const held = new Detector(rules);
  for (const facts of createScene({ users, seed: 501, mode: 'plain' }).days()) {
    for (const told of facts) {
      // Through text as in a worker: the generator's own strings share memory in ways that parsed ones don't.
      const { topic, value } = recordOf(told);
      const fact = readFact(topic, decodeEnvelope(value!))!;
      held.apply(fact);
      if (isActivity(fact)) held.applyLike(fact);
    }
    const nowMs = facts.at(-1)!.atMs;
    held.find();
    held.settle(() => Number.POSITIVE_INFINITY);
    held.forget(new Map([[0, nowMs]]), nowMs);
  }
  globalThis.gc!();
  const bytes = process.memoryUsage().heapUsed - before;
  return Math.round(bytes / held.size.accounts);
}

process.stdout.write(`${records.length} events of ${users} people, ${findings} findings, batches of ${batchEvents}
events per second of one core: ${Math.round(records.length / ((cpu.user + cpu.system) / 1e6))} (elapsed: ${Math.round(records.length / seconds)})
a batch takes p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, p99.9 ${at(0.999)} ms
memory of the last day's accounts, the week's registrations among it: ${memory}
rebuild after a kill: the same pass, ${seconds.toFixed(1)} s for these ${records.length} events
`);
