import type { RequestContext } from '../../../platform/http/subgraph-server.ts';
import type { Arrivals } from '../accounts/arrivals.ts';
import { eventContext, visitEvents } from '../events.ts';
import { makeId, readId } from '../ids.ts';
import type { VisitModel } from '../model.ts';
import { refusalOf } from '../rules/refusal.ts';
import type { VisitStore } from '../store/visit-store.ts';
import type { ActionErrorCode } from '../user-errors.ts';
import { onKnownTarget } from './on-known-target.ts';

export interface VisitOutcome {
  readonly visit: VisitModel | null;
  readonly error: ActionErrorCode | null;
}

/** Records that somebody visited a profile. Every visit is one, however soon it follows another. */
export function createVisitProfile({ visits, arrivals }: { visits: VisitStore; arrivals: Arrivals }) {
  return async (request: RequestContext, visitorId: string, userId: string): Promise<VisitOutcome> => {
    const visitedId = readId(userId);
    if (visitedId === null) return { visit: null, error: 'TARGET_UNAVAILABLE' };
    if (visitedId === visitorId) return { visit: null, error: 'SELF' };
    const visit: VisitModel = { ...makeId(), visitorId, visitedId };
    const events = visitEvents(visit, eventContext(request, visit.at));
    const { parties } = await onKnownTarget(arrivals, visitedId, async () => ({
      parties: await visits.record(visit, events, request.claim),
    }));
    const error = refusalOf(parties);
    return { visit: error === null ? visit : null, error };
  };
}
