import type { Metrics } from '../../platform/telemetry/metrics.ts';
import type { LiveStats } from '../subscribe/port.ts';

/** How long after the log took an event it was sent to a client that was there. */
export function createDeliveryTiming(metrics: Metrics): (ageMs: number) => void {
  const timing = metrics.timing('router_live_delivery_seconds', 'From when the log took an event to when it was sent');
  return (ageMs) => timing.observe(Math.max(0, ageMs) / 1000);
}

/** Tells of live clients: how many there are, how far behind they are, and what was done for them. */
export function observeLive(stats: () => LiveStats, metrics: Metrics): void {
  const gauge = (name: string, help: string, read: (stats: LiveStats) => number): void =>
    metrics.gauge(name, help, {}, () => [[[], read(stats())]]);
  gauge('router_live_connections', 'Open sockets and event streams', (now) => now.connections);
  gauge('router_live_subscriptions', 'Subscriptions that are open', (now) => now.subscriptions);
  gauge('router_live_queued_events', 'Events that wait in the queues of all subscribers', (now) => now.queued);
  gauge('router_live_queue_longest', 'Events that wait in the longest queue', (now) => now.longestQueue);
  gauge('router_live_index_bytes', 'Memory of the recent events', (now) => now.indexBytes);
  const count = (name: string, help: string, read: (stats: LiveStats) => number): void =>
    metrics.counters(name, help, {}, () => [[[], read(stats())]]);
  count('router_live_deliveries_total', 'Events handed to clients', (now) => now.delivered);
  count('router_live_executions_total', 'Executions that those deliveries took', (now) => now.hydrations);
  count('router_live_resumes_total', 'Subscriptions that came back with a cursor', (now) => now.resumes);
  count('router_live_gaps_total', 'Gaps that clients were told of', (now) => now.gaps);
  count('router_live_overflows_total', 'Subscribers too slow for their queue', (now) => now.overflows);
  count('router_live_log_scans_total', 'Scans of the log for old cursors', (now) => now.scans);
  count('router_live_duplicates_total', 'Events published again and recognised', (now) => now.duplicates);
}
