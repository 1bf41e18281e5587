import { topics } from '../../events/topics.ts';
import type { Log } from '../../platform/log/port.ts';
import type { Fact } from '../../subgraphs/fraud/detect/fact.ts';
import { factsOf } from '../../subgraphs/fraud/watch/facts-of.ts';
import { silentLogger } from '../start/silent-logger.ts';

/**
 * Everything the log still holds that the fraud service reads, in the order of event time, from `fromMs` to before `toMs`;
 * registrations from before, too, because rules ask how old an account is.
 */
export async function readStory(log: Log, { fromMs, toMs }: { fromMs: number; toMs: number }): Promise<Fact[]> {
  const facts: Fact[] = [];
  const logger = silentLogger('fraud-story');
  const reader = await log.read({
    topics: [
      topics.usersChanged.name,
      topics.usersAuthenticated.name,
      topics.fraudDecided.name,
      topics.activityRecorded.name,
    ],
    from: 'earliest',
    handle(records) {
      for (const { fact } of factsOf(records, logger))
        if (fact.atMs < toMs && (fact.atMs >= fromMs || fact.kind === 'registered')) facts.push(fact);
    },
  });
  await reader.caughtUp;
  await reader.stop();
  return facts.sort((a, b) => a.atMs - b.atMs);
}
