import { sleep } from 'k6';
import {
  addressOf,
  type TownspeoplePage,
  type Townsperson,
  takingPart,
  townMin,
  townOf,
} from '../scenarios/townspeople.ts';
import type { Town } from '../scenarios/virtual-user.ts';
import { type Sending, send } from './send.ts';
import { password, renewAfterSeconds, users } from './settings.ts';

/** Somebody who takes part: a plain object, as k6 copies it to each of its virtual users. */
export interface Participant {
  readonly id: string;
  readonly email: string;
  readonly address: string;
  readonly token: string;
  readonly signedInMs: number;
}

/** Looks who there is and signs so many of them in: the most visited person, then as the graph lists them. */
export function gather(): { people: Participant[]; town: Town } {
  const found: Townsperson[] = [];
  let after: string | null = null;
  do {
    const { data, error } = untilAllowed({ operation: 'Townspeople', variables: { after }, ...nobody });
    const page = (data as { discover?: TownspeoplePage } | null)?.discover;
    if (!page) throw new Error(`The graph doesn't say who is there (${error ?? 'no data'}): check URL`);
    for (const { node } of page.edges) found.push(node);
    after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
  } while (after !== null && found.length < Math.max(users, townMin));
  if (found.length === 0) throw new Error('The graph has nobody: it needs the demo population');
  const town = townOf(found);
  const people = takingPart(found, town.celebrity, users).map((person) => {
    const { token, error } = signIn(person, untilAllowed);
    if (token === null)
      throw new Error(
        `${person.email} could not sign in (${error ?? 'no session'}): the graph needs the demo population`,
      );
    return { ...person, token, signedInMs: Date.now() };
  });
  return { people, town };
}

const nobody = { token: null, address: addressOf(0) } as const;

/** A person's token, which is new before the old one ends. */
export interface Session {
  /** Signs in anew where that is due. */
  token(): string;
  /** When it is due. */
  dueMs(): number;
}

/** A router that lets nobody sign in is not asked with every deed; in milliseconds. */
const retryMs = 10_000;

/** `onError` is told what a renewal failed with; the old token stays, and it is tried again later. */
export function createSession(own: Participant, vu: number, onError: (code: string) => void): Session {
  // They all signed in at about the same time, and must not do so again: half as long again at most, each at another time.
  const renewAfterMs = renewAfterSeconds * (1 + (vu % 64) / 128) * 1_000;
  let { token } = own;
  let dueMs = own.signedInMs + renewAfterMs;
  return {
    token() {
      if (Date.now() < dueMs) return token;
      const renewal = signIn(own, send);
      dueMs = Date.now() + (renewal.token === null ? retryMs : renewAfterMs);
      if (renewal.token === null) onError(renewal.error ?? 'no session');
      else token = renewal.token;
      return token;
    },
    dueMs: () => dueMs,
  };
}

function signIn(
  { email, address }: Pick<Participant, 'email' | 'address'>,
  by: typeof send,
): { token: string | null; error?: string } {
  const input = { email, password };
  const { data, error } = by({ operation: 'SignIn', variables: { input }, token: null, address });
  const session = (data as { signIn?: { session: { accessToken: string } | null } | null } | null)?.signIn?.session;
  return { token: session?.accessToken ?? null, ...(error === undefined ? {} : { error }) };
}

/** A router without trusted proxies sees one address, and refuses its sign-ins beyond some a second: those are waited for. */
function untilAllowed(sending: Sending): ReturnType<typeof send> {
  for (;;) {
    const answer = send(sending);
    if (answer.error !== 'RATE_LIMITED') return answer;
    sleep(1);
  }
}
