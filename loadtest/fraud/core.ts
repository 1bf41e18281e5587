import { decodeEnvelope } from '../../platform/log/decode-envelope.ts';
import { createScene } from '../../scripts/fraud/evaluate/scene.ts';
import { Detector } from '../../subgraphs/fraud/detect/detector.ts';
import { isActivity } from '../../subgraphs/fraud/detect/fact.ts';
import { readFact } from '../../subgraphs/fraud/detect/read-fact.ts';
import { recordOf } from '../../subgraphs/fraud/fixtures/publish.ts';
import { rulesInForce } from '../../subgraphs/fraud/fixtures/rules.ts';

/** As the log hands them over. */
const batchEvents = 500;

export interface CoreCost {
  readonly events: number;
  readonly findings: number;
  readonly eventsPerCpuSecond: number;
  /** How long each batch took, elapsed. */
  readonly batchesMs: readonly number[];
}

/**
 * A worker's own part, without log and database: reading the events' text, taking them in, and letting the rules look
 * after each batch and each second of event time.
 */
export function measureCore(people: number): CoreCost {
  const records = [...createScene({ users: people, seed: 500, mode: 'plain' }).days()].flat().map(recordOf);
  const detector = new Detector(rulesInForce());
  const batchesMs: number[] = [];
  let findings = 0;
  let settledMs = 0;
  const cpuBefore = process.cpuUsage();
  for (let at = 0; at < records.length; at += batchEvents) {
    const startedMs = performance.now();
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
    batchesMs.push(performance.now() - startedMs);
  }
  const { user, system } = process.cpuUsage(cpuBefore);
  const eventsPerCpuSecond = Math.round(records.length / ((user + system) / 1e6));
  return { events: records.length, findings, eventsPerCpuSecond, batchesMs };
}
