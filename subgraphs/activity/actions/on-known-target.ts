import type { Arrivals } from '../accounts/arrivals.ts';
import { type Parties, refusalOf } from '../rules/refusal.ts';

/**
 * Runs an action; if it was refused because nothing is known of its target, and the target turns out to be registered
 * just now, runs it once more. An action on a known target pays nothing for this.
 */
export async function onKnownTarget<Outcome extends { readonly parties: Parties }>(
  arrivals: Arrivals,
  targetId: string,
  run: () => Promise<Outcome>,
): Promise<Outcome> {
  const outcome = await run();
  const unknown = outcome.parties.target === null && refusalOf(outcome.parties) === 'TARGET_UNAVAILABLE';
  return unknown && (await arrivals.wait(targetId)) ? run() : outcome;
}
