import { check, type Finding, type Known } from '../../tests/faults/checker.ts';
import { withClient } from '../start/databases.ts';
import type { Traffic } from './traffic.ts';

/** What became of the visits of a drill. */
export interface Judgement {
  readonly acknowledged: number;
  /** Stored though no client was told so: its answer was lost on the way. That is allowed; to lose one of them isn't. */
  readonly storedUnacknowledged: number;
  /** Nothing lost, nothing twice, nothing out of order, nothing made up: empty where all is well. */
  readonly findings: readonly Finding[];
  readonly gaps: number;
}

/** Compares what clients were told with the rows that there are, and those with what each listener saw. */
export async function judge(traffic: Traffic, activityUrl: string): Promise<Judgement> {
  const keys = traffic.recipients.map(({ id }) => id);
  const stored = await withClient(activityUrl, async (client) => {
    const { rows } = await client.query<Known>(
      'SELECT visited_id AS key, id FROM visit WHERE visited_id = ANY($1) ORDER BY at, id',
      [keys],
    );
    return rows;
  });
  const { acknowledged, live } = traffic;
  const told = new Set(acknowledged.map(({ id }) => id));
  const rows = new Set(stored.map(({ id }) => id));
  const unacknowledged = stored.filter(({ id }) => !told.has(id));

  // The order is known of what was acknowledged; of the rest it is known that it is there.
  const ofAcknowledged = check(acknowledged, [
    { name: 'database', seen: stored.filter(({ id }) => told.has(id)) },
    ...live.map(({ person, seen }) => ({
      name: `listener ${person.id}`,
      seen: seen.filter(({ id }) => told.has(id) || !rows.has(id)),
      keys: [person.id],
    })),
  ]);
  const ofTheRest = check(
    unacknowledged,
    live.map(({ person, seen }) => ({
      name: `listener ${person.id}`,
      seen: seen.filter(({ id }) => rows.has(id) && !told.has(id)),
      keys: [person.id],
    })),
  ).filter(({ wrong }) => wrong !== 'swapped');
  return {
    acknowledged: acknowledged.length,
    storedUnacknowledged: unacknowledged.length,
    findings: [...ofAcknowledged, ...ofTheRest],
    gaps: live.reduce((sum, reader) => sum + reader.gaps(), 0),
  };
}

/** Whether every listener has seen every visit that was acknowledged to somebody until now. */
export function isCaughtUp({ acknowledged, live }: Traffic): boolean {
  const seen = new Set(live.flatMap((reader) => reader.seen.map(({ id }) => id)));
  return acknowledged.every(({ id }) => seen.has(id));
}
