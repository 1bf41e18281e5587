import type { Telemetry } from './start-telemetry.ts';

/** What a relay tells of its outbox (platform/outbox/relay.ts). */
interface ObservedRelay {
  outboxAgeMs(): Promise<number>;
  waiting(): Promise<number>;
  published(): number;
}

/** Tells of an outbox: how long its oldest event has waited, how many wait, how many this copy published. */
export function observeOutbox(relay: ObservedRelay, { metrics }: Telemetry): void {
  metrics.gauge('outbox_age_seconds', 'How long the oldest event has waited in the outbox', {}, async () => [
    [[], (await relay.outboxAgeMs()) / 1000],
  ]);
  metrics.gauge('outbox_events', 'Events that wait in the outbox, counted up to 100,000', {}, async () => [
    [[], await relay.waiting()],
  ]);
  metrics.counters('outbox_published_total', 'Events that this copy moved to the log', {}, () => [
    [[], relay.published()],
  ]);
}
