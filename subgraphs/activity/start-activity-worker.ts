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
import { toAccountRows } from './accounts/account-statuses.ts';
import { createEraser } from './accounts/eraser.ts';
import { openStore } from './open-store.ts';

/** The relay's connections, one for each partition handled at once, and the eraser's. */
const connectionsMax = 8;

/**
 * Builds and starts the activity worker: the relay of the database's outbox, the projection of account statuses, and the
 * eraser of deleted accounts. What it started is added to `process` to be closed in reverse.
 */
export async function startActivityWorker(
  config: { databaseUrl: string },
  deps: { process: ProcessContext; log: Log; logger: Logger; telemetry?: Telemetry },
): Promise<void> {
  const { log, logger, telemetry } = deps;

  const pool = createPool(config.databaseUrl, { connectionsMax, applicationName: 'activity-worker' });
  deps.process.add({ name: 'pool', close: () => pool.end() });
  if (telemetry) observePool(pool, telemetry);
  await awaitDatabase(pool, logger);
  const store = openStore(pool, { observeRead: observeReads(telemetry) });
  deps.process.add({ name: 'store', close: () => store.close() });

  const relay = createOutboxRelay({ pool, log, logger, name: 'activity', tracer: telemetry?.tracer });
  if (telemetry) observeOutbox(relay, telemetry);
  deps.process.add({ name: 'relay', close: () => relay.close() });
  await relay.start();

  const projection = await createEventConsumer({
    log,
    group: 'activity',
    topics: [topics.usersStatus.name],
    logger,
    handle: (events) => store.accounts.project(toAccountRows(events)),
  });
  deps.process.add({ name: 'projection', close: () => projection.close() });

  const eraser = createEraser({ erasure: store.erasure, logger });
  deps.process.add({ name: 'eraser', close: () => eraser.close() });
}
