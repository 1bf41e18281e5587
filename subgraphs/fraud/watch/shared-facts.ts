import { topics } from '../../../events/topics.ts';
import type { Reader } from '../../../platform/log/port.ts';
import { factsOf } from './facts-of.ts';
import { readWhole, type WholeReaderDeps } from './read-whole.ts';

/**
 * Reads what every worker needs whole: registrations, profile changes and deletions, sign-ins, and reviewers' releases. They
 * are a hundredth of the activity, and rules over devices and addresses cross accounts, hence partitions. Everything still
 * kept is read, so that a worker knows the same as its neighbours.
 */
export function readSharedFacts(deps: WholeReaderDeps & { onUnreadable(topic: string): void }): Promise<Reader> {
  const { detector, queue, logger, onUnreadable } = deps;
  const names = [topics.usersChanged.name, topics.usersAuthenticated.name, topics.fraudDecided.name];
  return readWhole(deps, { topics: names, from: 'earliest' }, (records) => {
    for (const { fact } of factsOf(records, logger, onUnreadable)) {
      detector.apply(fact);
      if (fact.kind === 'deleted') queue.addErasure(fact.user);
    }
  });
}
