import { topics } from '../../events/topics.ts';
import { createEventConsumer, type EventConsumer } from '../../platform/log/event-consumer.ts';
import type { Log } from '../../platform/log/port.ts';
import type { Logger } from '../../platform/telemetry/logger.ts';
import { toAccountRows } from './projection/account-statuses.ts';
import type { AccountStore } from './store/account-store.ts';

/** The consumer group of the account projection. */
export const group = 'activity';

/** Keeps the account table as the log tells. Resolves once the member is in its group. */
export function startAccountProjection(deps: {
  log: Log;
  accounts: AccountStore;
  logger: Logger;
}): Promise<EventConsumer> {
  const { log, accounts, logger } = deps;
  return createEventConsumer({
    log,
    group,
    topics: [topics.usersStatus.name],
    logger,
    handle: async (events, signal) => {
      const rows = toAccountRows(events);
      signal.throwIfAborted();
      await accounts.project(rows);
    },
  });
}
