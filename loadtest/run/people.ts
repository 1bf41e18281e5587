import { createTokenStore, type SessionTokens, type TokenStore } from '../../client/session/token-store.ts';
import { demoPassword } from '../../scripts/seed/population/people.ts';
import { StartError } from '../../scripts/start/start-error.ts';
import {
  addressOf,
  celebrityFirst,
  type TownspeoplePage,
  type Townsperson,
  takingPart,
  townMin,
  townOf,
} from '../scenarios/townspeople.ts';
import type { Town } from '../scenarios/virtual-user.ts';
import type { Answer, GraphClient } from './graph-client.ts';

/** Somebody real: an account of the seeded population, signed in with its password. */
export interface Person {
  readonly id: string;
  /** An address of their own, which a router behind a trusted proxy believes. */
  readonly address: string;
  /** Renews itself before it ends. */
  readonly tokens: TokenStore;
}

/** Sign-ins under way at once: each keeps a core busy with its password for some 20 ms. */
const signInsAtOnce = 8;

/** Who is there, by pages of `discover`: at least `count`, or everybody. The town knows more people than take part. */
export async function meetPeople(
  client: GraphClient,
  count: number,
  signal: AbortSignal,
): Promise<{ people: readonly Townsperson[]; town: Town }> {
  const people: Townsperson[] = [];
  let after: string | null = null;
  do {
    signal.throwIfAborted();
    const answer = await untilAllowed(
      () => client.send({ operation: 'Townspeople', variables: { after }, token: null, address: addressOf(0) }),
      signal,
    );
    const page = (answer.data as { discover?: TownspeoplePage } | null)?.discover;
    if (!page) throw new StartError(`The graph doesn't say who is there (${answer.error ?? 'no data'}): check --url.`);
    people.push(...page.edges.map(({ node }) => node));
    after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
  } while (after !== null && people.length < Math.max(count, townMin));
  return { people, town: townOf(people) };
}

/** Signs so many people in, the celebrity first, each from an address of their own. */
export async function signInPeople(options: {
  client: GraphClient;
  people: readonly Townsperson[];
  celebrity: string | null;
  count: number;
  signal: AbortSignal;
  onSignedIn: (count: number) => void;
  /** Told of each renewal while the test runs. */
  onRenewal: (answer: Answer) => void;
}): Promise<Person[]> {
  const { client, people, celebrity, count, signal, onSignedIn, onRenewal } = options;
  const wanted = takingPart(people, celebrity, count);
  const signedIn: Person[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < wanted.length && !signal.aborted) {
      const { id, email, address } = wanted[next++]!;
      const input = { email, password: demoPassword };
      const answer = await untilAllowed(
        () => client.send({ operation: 'SignIn', variables: { input }, token: null, address }),
        signal,
      );
      const session = sessionOf(answer, 'signIn');
      if (!session)
        throw new StartError(
          `${email} could not sign in (${answer.error ?? 'no session'}): the load test needs a population that 'npm run seed' or 'npm start' loaded, with its demo password.`,
        );
      const tokens = createTokenStore({
        refresh: async (refreshToken) => {
          const renewal = await client.send({
            operation: 'RefreshSession',
            variables: { refreshToken },
            token: null,
            address,
          });
          onRenewal(renewal);
          return sessionOf(renewal, 'refreshSession');
        },
      });
      tokens.set(session);
      signedIn.push({ id, address, tokens });
      onSignedIn(signedIn.length);
    }
  };
  await Promise.all(Array.from({ length: signInsAtOnce }, worker));
  signal.throwIfAborted();
  return celebrityFirst(signedIn, celebrity);
}

function sessionOf(answer: Answer, field: string): SessionTokens | null {
  return (answer.data as Record<string, { session: SessionTokens | null } | null> | null)?.[field]?.session ?? null;
}

/** Unless it says otherwise, a request is tried again after this. */
const retrySeconds = 1;
/** What a product that has just started, or is very busy, may answer … */
const transient = /^(SUBGRAPH_\w+|TIMEOUT|OVERLOADED|HTTP_50[234])$/;
/** … but not for ever. */
const triesMax = 10;

/**
 * Sends what a test needs before it begins, again where that helps. A router without trusted proxies sees one address, and
 * refuses its sign-ins beyond some a second: those are waited for however long it takes.
 */
async function untilAllowed(send: () => Promise<Answer>, signal: AbortSignal): Promise<Answer> {
  for (let tries = 1; ; tries++) {
    const answer = await send();
    const again = answer.error === 'RATE_LIMITED' || (transient.test(answer.error ?? '') && tries < triesMax);
    if (!again || signal.aborted) return answer;
    await new Promise((resolve) => setTimeout(resolve, (answer.retryAfterSeconds ?? retrySeconds) * 1_000));
  }
}
