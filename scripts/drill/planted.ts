import { pause } from '../../platform/log/backoff.ts';
import { ask } from './ask.ts';
import { discover, register } from './people.ts';

/**
 * A bad account whose deeds are spread over all of a drill: it visits and likes a hundred people, half of them before the
 * bad thing happens, the others during and after it. It is found only if the fraud service missed none of them, and
 * what it decided came all the way back.
 */
export interface PlantedAccount {
  /** Does the first half; resolves when it is done. */
  begin(): Promise<void>;
  /** Does the others, each again until it is acknowledged, and waits until the account is restricted. Resolves with how
   * long that took after the last deed, in milliseconds; null where it took longer than `patienceMs`. */
  finish(patienceMs: number): Promise<number | null>;
}

/** What the founding rule takes. */
const deeds = 100;
/** The population has bad accounts too: one that is found out meanwhile can't be visited, and another is taken in its place. */
const spare = 50;
/** The pace of the second half, so that it spans the bad time. */
const paceMs = 60;
const retryMs = 500;
/** How long the first half may take to be let in: a system that has just started is cold. */
const startPatienceMs = 30_000;
const pollMs = 50;

const deed = `mutation ($id: ID!) { visitProfile(userId: $id) { userErrors { code } } likeProfile(userId: $id) { userErrors { code } } }`;

export async function plantAccount(url: string): Promise<PlantedAccount> {
  // Looked up before there is an account that could be shown itself.
  const targets = await discover(url, deeds + spare);
  const { token } = await register(url);

  /** What a deed that was refused was last refused with. */
  let refusal = '';
  let next = 0;
  const actOnNext = async (deadline: number): Promise<boolean> => {
    let id = targets[next++]!;
    for (;;) {
      const { code, data } = await ask(url, token, deed, { id });
      const refused = Object.values((data ?? {}) as Record<string, { userErrors: { code: string }[] } | null>).flatMap(
        (payload) => payload?.userErrors ?? [],
      );
      // Once it is found out it needs no more deeds.
      if (code === 'ACCOUNT_RESTRICTED' || refused.some((error) => error.code === 'ACCOUNT_RESTRICTED')) return true;
      if (code === 'OK' && refused.length === 0) return true;
      if (refused.some((error) => error.code === 'TARGET_UNAVAILABLE') && next < targets.length) {
        id = targets[next++]!;
        continue;
      }
      refusal = [code, ...refused.map((error) => error.code)].join(', ');
      if (performance.now() > deadline) return false;
      await pause(retryMs);
    }
  };
  return {
    async begin() {
      for (let done = 0; done < deeds / 2; done++)
        if (!(await actOnNext(performance.now() + startPatienceMs)))
          throw new Error(`The system refused a visit before the drill began: ${refusal}`);
    },
    async finish(patienceMs) {
      const deadline = performance.now() + patienceMs;
      for (let done = deeds / 2; done < deeds; done++) {
        if (!(await actOnNext(deadline))) return null;
        await pause(paceMs);
      }
      const doneAt = performance.now();
      for (;;) {
        const { data } = await ask(url, token, '{ me { status } }', {});
        const status = (data as { me?: { status?: string } } | null)?.me?.status;
        if (status === 'FRAUDULENT') return performance.now() - doneAt;
        if (performance.now() > deadline) return null;
        await pause(pollMs);
      }
    },
  };
}
