import type { AnswerError } from '../execute/port.ts';
import { liveErrors } from './errors.ts';
import { streamOf } from './event-streams.ts';
import { visibilityOf } from './fan-out.ts';
import type { Admit, OperationRequest } from './operation-request.ts';
import type { Subscription } from './subscription.ts';

/** Subscriptions are checked in portions of this many, so that a new graph doesn't hold up everything else. */
const portion = 100;

/** A subscription under way with what was asked for. */
export interface Rechecked {
  readonly request: OperationRequest;
  readonly subscription?: Subscription;
}

/**
 * Takes open subscriptions through the gates again, because the graph or their caller's scopes changed. Those that are
 * still valid go on, executed by the new graph from the next event on; the others are told why not. What they listen
 * to doesn't change, so that nothing is lost or repeated.
 */
export async function recheck(
  entries: readonly Rechecked[],
  because: 'graph' | 'scopes',
  admit: Admit,
  whyWithoutSource: (request: OperationRequest) => Promise<readonly AnswerError[]>,
): Promise<void> {
  const shared = new Map<string, ReturnType<Admit>>();
  const admitOnce = (request: OperationRequest): ReturnType<Admit> => {
    const key = `${visibilityOf(request.session.caller.identity)}\n${JSON.stringify(request.params)}`;
    const outcome = shared.get(key) ?? admit(request, false);
    shared.set(key, outcome);
    return outcome;
  };

  const check = async ({ request, subscription }: Rechecked): Promise<void> => {
    const outcome = await admitOnce(request);
    if (!subscription) return;
    if ('errors' in outcome) {
      // A router that can't tell right now doesn't end anything.
      if (outcome.errors[0] === liveErrors.internal) return;
      subscription.fail(because === 'graph' ? [liveErrors.graphChanged, ...outcome.errors] : outcome.errors);
      return;
    }
    const { source } = outcome.admitted.operation;
    if (!source) subscription.fail(await whyWithoutSource(request));
    else if (streamOf(source).key !== subscription.feed.stream.key) subscription.fail([liveErrors.graphChanged]);
    else subscription.replace(outcome.admitted);
  };

  for (let i = 0; i < entries.length; i += portion) await Promise.all(entries.slice(i, i + portion).map(check));
}
