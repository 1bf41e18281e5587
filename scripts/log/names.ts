import { allTopics } from '../../events/topics.ts';
import { deadTopicOf } from '../../platform/log/dead-letters.ts';
import type { Log } from '../../platform/log/port.ts';
import { CommandError } from './command-error.ts';

/** Rejects with a CommandError that names the groups there are, unless every one of `names` is among them. */
export async function assertGroups(log: Log, names: readonly string[]): Promise<void> {
  const groups = await log.groups();
  const missing = names.find((name) => !groups.includes(name));
  if (missing === undefined) return;
  throw new CommandError(
    `There is no group '${missing}'. ${groups.length > 0 ? `There are: ${groups.join(', ')}.` : 'There is none yet.'}`,
  );
}

/**
 * Throws a CommandError that names the topics there are, unless every one of `names` is declared; `withDead` takes the
 * topics of their dead letters too.
 */
export function assertTopics(names: readonly string[], { withDead = false } = {}): void {
  const declared = allTopics.map(({ name }) => name);
  const missing = names.find(
    (name) => !declared.some((topic) => name === topic || (withDead && name === deadTopicOf(topic))),
  );
  if (missing !== undefined) {
    throw new CommandError(`There is no topic '${missing}'. There are: ${declared.join(', ')}.`);
  }
}
