import { describe, expect, test } from '@jest/globals';
import { decodeEnvelope } from '../../platform/log/decode-envelope.ts';
import type { OutgoingRecord } from '../../platform/log/port.ts';
import { Detector } from '../../subgraphs/fraud/detect/detector.ts';
import { isActivity } from '../../subgraphs/fraud/detect/fact.ts';
import type { Finding } from '../../subgraphs/fraud/detect/finding.ts';
import { readFact } from '../../subgraphs/fraud/detect/read-fact.ts';
import { start } from '../../subgraphs/fraud/fixtures/facts.ts';
import { rulesInForce } from '../../subgraphs/fraud/fixtures/rules.ts';
import { createBrowsing, createProbe, probePeople } from './traffic.ts';

function detector(): Detector {
  const rules = rulesInForce();
  return new Detector({
    ...rules,
    rules: { ...rules.rules, founding: { ...rules.rules.founding, people: probePeople } },
  });
}

function findings(watch: Detector, records: readonly OutgoingRecord[]): Finding[] {
  for (const { topic, value } of records) {
    const fact = readFact(topic, decodeEnvelope(value!))!;
    watch.apply(fact);
    if (isActivity(fact)) watch.applyLike(fact);
  }
  return [...watch.find(), ...watch.settle(() => Number.POSITIVE_INFINITY)];
}

describe('the traffic of the benchmark', () => {
  test('is browsing against which no rule has anything', () => {
    const browse = createBrowsing();
    // Two minutes at 10,000 a second would be 1.2 million: a tenth of that, as fast.
    const records = Array.from({ length: 60_000 }, (_, i) => browse(start + Math.floor(i / 10)));
    expect(findings(detector(), records)).toEqual([]);
  });

  test('has probes who are decided on by their last event, and not before', () => {
    const watch = detector();
    const probe = createProbe(start);
    expect(findings(watch, probe.before)).toEqual([]);
    expect(findings(watch, [probe.last])).toMatchObject([{ user: probe.user, rule: 'founding', atMs: start }]);
  });
});
