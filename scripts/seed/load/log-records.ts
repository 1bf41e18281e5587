import type { EventContext, EventDefinition } from '../../../events/define-event.ts';
import { likeRecorded } from '../../../events/like-recorded.ts';
import { likeRemoved } from '../../../events/like-removed.ts';
import { signInFailed } from '../../../events/sign-in-failed.ts';
import { signInSucceeded } from '../../../events/sign-in-succeeded.ts';
import { userRegistered } from '../../../events/user-registered.ts';
import { userStatusChanged } from '../../../events/user-status-changed.ts';
import { visitRecorded } from '../../../events/visit-recorded.ts';
import type { OutgoingRecord } from '../../../platform/log/port.ts';
import type { Fact } from '../population/facts.ts';
import { uuidAt } from '../population/identifiers.ts';
import type { Population } from '../population/population.ts';
import { createRandom } from '../population/random.ts';

/** Makes the log's records of what happened, with ids that come again from the same seed. */
export interface LogRecords {
  /** The account's status, at its registration: ACTIVE. Whom the fraud service finds, it finds itself. */
  ofStatus(index: number): OutgoingRecord;
  /** The fact as its owner would have published it; undefined for a match, of which the log has notices only. */
  ofFact(fact: Fact): OutgoingRecord | undefined;
}

/** What the clients of the population call themselves. */
const client = 'demo-population';

export function createLogRecords(population: Population): LogRecords {
  const { world } = population;
  const random = createRandom(world.seed, 'events');
  const user = (index: number) => ({ id: world.ids[index]! });

  const record = <Data>(event: EventDefinition<Data>, data: Data, context: EventContext): OutgoingRecord => {
    const envelope = { ...event.create(data, context), id: uuidAt(context.time.getTime(), random) };
    return { topic: event.topic.name, key: envelope.key, value: JSON.stringify(envelope) };
  };
  const contextOf = (fact: Fact, actor: number): EventContext => ({
    time: new Date(fact.at),
    actor: actor < 0 ? null : world.ids[actor]!,
    device: fact.device || null,
    address: fact.address || null,
    client,
    trace: null,
  });

  return {
    ofStatus(index) {
      const context = { actor: null, device: null, address: null, client, trace: null };
      return record(
        userStatusChanged,
        { user: user(index), status: 'ACTIVE' },
        { ...context, time: new Date(world.joinedAt[index]!) },
      );
    },
    ofFact(fact) {
      const { actor, target, id } = fact;
      const at = new Date(fact.at).toISOString();
      const context = contextOf(fact, actor);
      switch (fact.kind) {
        case 'registered': {
          const { handle, name, city } = population.person(actor);
          return record(userRegistered, { user: { ...user(actor), handle, name, city } }, context);
        }
        case 'signed-in':
          return record(signInSucceeded, { user: user(actor) }, context);
        case 'sign-in-failed':
          // Nobody is signed in when it fails.
          return record(signInFailed, { user: actor < 0 ? null : user(actor) }, contextOf(fact, -1));
        case 'visited':
          return record(visitRecorded, { id, at, visitor: user(actor), visited: user(target) }, context);
        case 'liked':
          return record(likeRecorded, { id, at, from: user(actor), to: user(target) }, context);
        case 'unliked':
          return record(likeRemoved, { id, at, from: user(actor), to: user(target) }, context);
        case 'matched':
          return undefined;
      }
    },
  };
}
