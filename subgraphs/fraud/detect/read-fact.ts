import { accountDecided } from '../../../events/account-decided.ts';
import type { EventDefinition } from '../../../events/define-event.ts';
import type { Envelope } from '../../../events/envelope.ts';
import { likeRecorded } from '../../../events/like-recorded.ts';
import { likeRemoved } from '../../../events/like-removed.ts';
import { signInFailed } from '../../../events/sign-in-failed.ts';
import { signInSucceeded } from '../../../events/sign-in-succeeded.ts';
import { userDeleted } from '../../../events/user-deleted.ts';
import { userProfileChanged } from '../../../events/user-profile-changed.ts';
import { userRegistered } from '../../../events/user-registered.ts';
import { visitRecorded } from '../../../events/visit-recorded.ts';
import type { Fact } from './fact.ts';

type FactReader = (envelope: Envelope) => Fact | null;

/** Pairs a definition with what becomes of its events. The envelope was checked already; the data is checked here. */
function reads<Data>(
  definition: EventDefinition<Data>,
  toFact: (data: Data, envelope: Envelope, atMs: number) => Fact | null,
): [string, FactReader] {
  const name = `${definition.topic.name}/${definition.type}`;
  return [
    name,
    (envelope) => {
      if (envelope.version > definition.version)
        throw new Error(`${name} has version ${envelope.version}, newer than this reader's ${definition.version}`);
      return toFact(definition.data.parse(envelope.data), envelope, Date.parse(envelope.time));
    },
  ];
}

const readers: ReadonlyMap<string, FactReader> = new Map([
  reads(userRegistered, ({ user }, { device, address }, atMs) => ({
    kind: 'registered',
    user: user.id,
    atMs,
    device,
    address,
  })),
  reads(userProfileChanged, ({ user, fields }, _, atMs) => ({ kind: 'profile-changed', user: user.id, fields, atMs })),
  reads(userDeleted, ({ user }, _, atMs) => ({ kind: 'deleted', user: user.id, atMs })),
  reads(signInSucceeded, ({ user }, { device, address }, atMs) => ({
    kind: 'signed-in',
    user: user.id,
    atMs,
    device,
    address,
  })),
  reads(signInFailed, ({ user }, { device, address }, atMs) => ({
    kind: 'sign-in-failed',
    user: user?.id ?? null,
    atMs,
    device,
    address,
  })),
  // What happened to a visit or a like is told by its own `at`; the envelope's time is the same in every event of ours.
  reads(visitRecorded, ({ at, visitor, visited }) => ({
    kind: 'visited',
    user: visitor.id,
    target: visited.id,
    atMs: Date.parse(at),
  })),
  reads(likeRecorded, ({ at, from, to }) => ({ kind: 'liked', user: from.id, target: to.id, atMs: Date.parse(at) })),
  reads(likeRemoved, ({ from, to }, _, atMs) => ({ kind: 'unliked', user: from.id, target: to.id, atMs })),
  reads(accountDecided, ({ user, action, rules }, _, atMs) =>
    action === 'RELEASE' ? { kind: 'released', user: user.id, rules, atMs } : null,
  ),
]);

/**
 * The fact an event tells, or null for an event that says nothing to the fraud service (an ended session, a decision
 * to restrict). Throws for data that doesn't fit its schema: a poison event, to be put aside.
 */
export function readFact(topic: string, envelope: Envelope): Fact | null {
  return readers.get(`${topic}/${envelope.type}`)?.(envelope) ?? null;
}
