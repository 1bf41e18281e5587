import type { EventContext } from '../../events/define-event.ts';
import type { RequestContext } from '../../platform/http/subgraph-server.ts';

/** What surrounds the events of a request. `actor` is the account that acts, where that isn't who is signed in. */
export function eventContext(
  request: RequestContext,
  time: Date,
  actor: string | null = request.identity.subject,
): EventContext {
  const { address, device, client } = request.identity;
  return { time, actor, device, address, client, trace: request.trace };
}
