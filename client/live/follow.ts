import { type Operation, rootFieldOf } from './documents.ts';
import type { LiveClient } from './live-client.ts';
import type { LiveEvent, LiveGap, LiveSnapshot } from './messages.ts';

export interface FollowOptions<Snapshot, SnapshotVariables, Event, EventVariables> {
  readonly query: Operation<Snapshot, SnapshotVariables>;
  readonly queryVariables?: SnapshotVariables;
  readonly subscription: Operation<Event, EventVariables>;
  readonly subscriptionVariables?: EventVariables;
  /** The ids of what the snapshot shows, as `idOf` gives them for events. */
  readonly idsIn: (snapshot: Snapshot) => Iterable<string>;
  /** The id of what an event brings; null lets it through. */
  readonly idOf: (event: Event) => string | null | undefined;
}

/**
 * A snapshot, then everything that came after it: the query's answer says how fresh it is, and the subscription begins
 * there. Nothing between is missed; what the snapshot shows already is left out of the tail. After a gap a new
 * snapshot is loaded and follows it.
 */
export async function* follow<Snapshot, SnapshotVariables, Event, EventVariables>(
  client: Pick<LiveClient, 'query' | 'subscribe'>,
  options: FollowOptions<Snapshot, SnapshotVariables, Event, EventVariables>,
): AsyncGenerator<LiveSnapshot<Snapshot> | LiveEvent<Event> | LiveGap, void, undefined> {
  const field = rootFieldOf(options.subscription as Operation<never, never>);
  for (;;) {
    const { data, cursor } = await client.query(options.query, options.queryVariables, { cursorOf: field });
    if (cursor === null) throw new TypeError(`The router gives no cursor of ${field}.`);
    yield { kind: 'snapshot', data, cursor };
    const shown = new Set(options.idsIn(data));
    const tail = client.subscribe(options.subscription, options.subscriptionVariables, { after: cursor });
    let gap = false;
    for await (const message of tail) {
      if (message.kind === 'gap') {
        yield message;
        gap = true;
        break;
      }
      const id = message.data && options.idOf(message.data);
      if (id === null || id === undefined || !shown.delete(id)) yield message;
    }
    if (!gap) return;
  }
}
