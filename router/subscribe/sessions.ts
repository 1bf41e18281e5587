import type { Identity } from '../../platform/identity/identity.ts';
import type { Caller } from '../identity/caller.ts';
import type { Restrictions } from '../restrict/port.ts';
import { type EndReason, endReasons } from './end-reasons.ts';

/** A connection or a stream of somebody: what is ended when their token ends, or they are restricted. */
export interface Session {
  /** Changes when the token is renewed; the subject stays. */
  readonly caller: Caller;
  /** A promise where something under way is waited for first. */
  end(reason: EndReason): Promise<void> | void;
  /** Called every sweep: the transport's own times. */
  tick(nowMs: number): void;
}

export interface SessionsDeps {
  readonly restrictions: Omit<Restrictions, 'close'>;
  readonly connectionsMax: number;
  readonly connectionsPerIdentityMax: number;
  readonly subscriptionsPerIdentityMax: number;
}

interface Owner {
  readonly sessions: Set<Session>;
  subscriptions: number;
}

/**
 * Every open session of this router, by whom it belongs to: counts them against the limits, and ends them when their
 * token ends, their account is restricted, or their sign-in is revoked.
 */
export function createSessions(deps: SessionsDeps) {
  const { restrictions } = deps;
  const all = new Set<Session>();
  const owners = new Map<string, Owner>();

  const refusalOf = ({ identity, expiresAtMs }: Caller, nowMs: number): EndReason | null => {
    if (expiresAtMs !== null && expiresAtMs <= nowMs) return endReasons.expired;
    if (identity.session !== null && restrictions.isRevoked(identity.session)) return endReasons.revoked;
    if (identity.subject !== null && restrictions.isRestricted(identity.subject)) return endReasons.restricted;
    return null;
  };

  const endWhere = (owner: Iterable<Session>, reason: EndReason, applies: (session: Session) => boolean): void => {
    for (const session of [...owner]) if (applies(session)) void session.end(reason);
  };

  const stops = [
    restrictions.onRestricted((subject) => {
      endWhere(owners.get(subject)?.sessions ?? [], endReasons.restricted, () => true);
    }),
    // Revocations name no subject: looking through all sessions takes about a millisecond at 10,000.
    restrictions.onRevoked((session) => {
      endWhere(all, endReasons.revoked, ({ caller }) => caller.identity.session === session);
    }),
  ];

  return {
    count: (): number => all.size,
    subscriptions: (): number => [...owners.values()].reduce((sum, owner) => sum + owner.subscriptions, 0),
    isFull: (): boolean => all.size >= deps.connectionsMax,

    /** Registers a session; a reason where it may not be, and then it isn't. */
    add(session: Session): EndReason | null {
      const key = ownerOf(session.caller.identity);
      const owner = owners.get(key) ?? { sessions: new Set(), subscriptions: 0 };
      const refusal = refusalOf(session.caller, Date.now());
      if (refusal) return refusal;
      if (all.size >= deps.connectionsMax || owner.sessions.size >= deps.connectionsPerIdentityMax) {
        return endReasons.tooManyConnections;
      }
      owners.set(key, owner);
      owner.sessions.add(session);
      all.add(session);
      return null;
    },

    remove(session: Session): void {
      all.delete(session);
      const key = ownerOf(session.caller.identity);
      const owner = owners.get(key);
      owner?.sessions.delete(session);
      if (owner?.sessions.size === 0) owners.delete(key);
    },

    /** Why a caller may not go on, if so: asked when a token is renewed. */
    refusalOf: (caller: Caller): EndReason | null => refusalOf(caller, Date.now()),

    /** Counts one more subscription of the session's owner; false where that is one too many. */
    takeSubscription(session: Session): boolean {
      const owner = owners.get(ownerOf(session.caller.identity));
      if (!owner || owner.subscriptions >= deps.subscriptionsPerIdentityMax) return false;
      owner.subscriptions++;
      return true;
    },

    releaseSubscription(session: Session): void {
      const owner = owners.get(ownerOf(session.caller.identity));
      if (owner) owner.subscriptions--;
    },

    sweep(nowMs: number): void {
      for (const session of [...all]) {
        const refusal = refusalOf(session.caller, nowMs);
        if (refusal) void session.end(refusal);
        else session.tick(nowMs);
      }
    },

    /** Tells every client to move, spread over `drainMs`; resolves when all are gone. */
    async moveAll(drainMs: number): Promise<void> {
      for (const stop of stops) stop();
      const sessions = [...all];
      const gone: (Promise<void> | void)[] = [];
      // Twenty waves are fine enough that no wave is a burst, and coarse enough for timers.
      const waves = 20;
      for (let wave = 0; wave < waves; wave++) {
        for (let i = wave; i < sessions.length; i += waves) gone.push(sessions[i]!.end(endReasons.moving));
        if (sessions.length > waves) await new Promise((resolve) => setTimeout(resolve, drainMs / waves));
      }
      await Promise.all(gone);
    },
  };
}

export type Sessions = ReturnType<typeof createSessions>;

/** Whom limits count against: the subject, or the address where nobody is signed in. */
function ownerOf({ subject, address }: Identity): string {
  return subject ?? `address ${address}`;
}
