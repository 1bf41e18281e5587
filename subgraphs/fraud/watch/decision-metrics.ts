import type { Metrics } from '../../../platform/telemetry/metrics.ts';
import type { Finding } from '../detect/finding.ts';

/** Rules are named in the rules document; these are far more than it has. */
const rulesMax = 50;
/** From at once to an hour: what a restarted worker finds in a replay is late, and must show. */
const bucketsSeconds = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 3600];

/** Counts decisions by rule and action, and how long after the event that completed the evidence each was stored. */
export function createDecisionMetrics(metrics: Metrics): (decided: readonly Finding[], decidedAt: Date) => void {
  const decisions = metrics.counter('fraud_decisions_total', 'Decisions stored', { rule: rulesMax, action: 5 });
  const latency = metrics.timing(
    'fraud_decision_latency_seconds',
    'From the last event of the evidence to the stored decision',
    {},
    bucketsSeconds,
  );
  return (decided, decidedAt) => {
    for (const { rule, action, atMs } of decided) {
      decisions.add(rule, action);
      latency.observe(Math.max(0, decidedAt.getTime() - atMs) / 1000);
    }
  };
}

/** Topics that are read whole; there are three. */
const topicsMax = 5;

/** Counts events that no group puts aside, because they are read without one (facts-of.ts). */
export function countUnreadable(metrics: Metrics): (topic: string) => void {
  const unreadable = metrics.counter(
    'fraud_unreadable_events_total',
    'Registrations, sign-ins and verdicts that could not be read and are passed over',
    { topic: topicsMax },
  );
  return (topic) => unreadable.add(topic);
}
