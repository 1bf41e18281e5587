import { topics } from '../../events/topics.ts';
import type { ProcessContext } from '../../platform/lifecycle/run-process.ts';
import { createEventConsumer } from '../../platform/log/event-consumer.ts';
import type { Log } from '../../platform/log/port.ts';
import { createOutboxRelay } from '../../platform/outbox/relay.ts';
import { awaitDatabase, createPool } from '../../platform/postgres/pool.ts';
import type { Logger } from '../../platform/telemetry/logger.ts';
import { observeOutbox } from '../../platform/telemetry/observe-outbox.ts';
import { observePool, observeReads } from '../../platform/telemetry/observe-pool.ts';
import type { Telemetry } from '../../platform/telemetry/start-telemetry.ts';
import { createApplyDecisions } from './decisions/apply-decisions.ts';
import { openStore } from './open-store.ts';
import { createSweeper } from './sweep/sweeper.ts';

/** The relay's connections, and one for each partition handled at once. */
const connectionsMax = 8;

/**
 * Builds and starts the users worker: the relay of the database's outbox, the consumer of fraud decisions, and the sweep.
 * What it started is added to `process` to be closed in reverse.
 */
export async function startUsersWorker(
  config: { databaseUrl: string },
  deps: { process: ProcessContext; log: Log; logger: Logger; telemetry?: Telemetry; now?: () => Date },
): Promise<void> {
  const { log, logger, telemetry, now = () => new Date() } = deps;

  const pool = createPool(config.databaseUrl, { connectionsMax, applicationName: 'users-worker' });
  deps.process.add({ name: 'pool', close: () => pool.end() });
  if (telemetry) observePool(pool, telemetry);
  await awaitDatabase(pool, logger);
  const store = openStore(pool, observeReads(telemetry));
  deps.process.add({ name: 'store', close: () => store.close() });

  const relay = createOutboxRelay({ pool, log, logger, name: 'users', tracer: telemetry?.tracer });
  if (telemetry) observeOutbox(relay, telemetry);
  deps.process.add({ name: 'relay', close: () => relay.close() });
  await relay.start();

  const applyDecisions = createApplyDecisions({ decisions: store.decisions, now });
  const consumer = await createEventConsumer({
    log,
    group: 'users',
    topics: [topics.fraudDecided.name],
    logger,
    handle: (events) => applyDecisions(events),
  });
  deps.process.add({ name: 'decisions', close: () => consumer.close() });

  const sweeper = createSweeper({ store: store.sweep, now, logger });
  deps.process.add({ name: 'sweeper', close: () => sweeper.close() });
}
