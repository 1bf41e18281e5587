import { uuidv7 } from 'uuidv7';
import type { EventDefinition } from '../../events/define-event.ts';
import type { Envelope } from '../../events/envelope.ts';
import { likeRecorded } from '../../events/like-recorded.ts';
import { visitRecorded } from '../../events/visit-recorded.ts';
import type { OutgoingRecord } from '../../platform/log/port.ts';
import type { Fact } from '../../subgraphs/fraud/detect/fact.ts';
import { actions, idOf, registered } from '../../subgraphs/fraud/fixtures/facts.ts';
import { recordOf } from '../../subgraphs/fraud/fixtures/publish.ts';

/** So many people browse that none of them comes near a threshold: in a minute of 10,000 events a second each does 3 things. */
export const browsers = 200_000;
/** A like for so many visits, as in the demo population. */
const likeEvery = 14;
/**
 * How many people a probe visits and likes within its first minutes. The founding rule's 100 are lowered to that in the
 * benchmark's rules (rules.ts), so that a decision costs eleven events and not 201.
 */
export const probePeople = 5;

/** Everybody's ordinary browsing, one event after the other, each at the time given. */
export function createBrowsing(): (atMs: number) => OutgoingRecord {
  let step = 0;
  return (atMs) => {
    step++;
    // Primes: everybody acts in turn, and nobody visits the same people as a neighbour.
    const user = idOf((step * 7_919) % browsers);
    const target = idOf((step * 104_729 + Math.floor(step / browsers) * 31 + 1) % browsers);
    const time = new Date(atMs).toISOString();
    const id = uuidv7();
    return step % likeEvery === 0
      ? record(likeRecorded, user, time, { id, at: time, from: { id: user }, to: { id: target } })
      : record(visitRecorded, user, time, { id, at: time, visitor: { id: user }, visited: { id: target } });
  };
}

/** As the event's definition makes it, without checking it against its schema: a tenth of the sender's time. */
function record<Data>(
  { topic, type, version }: EventDefinition<Data>,
  user: string,
  time: string,
  data: Data,
): OutgoingRecord {
  const nothing = { device: null, address: null, client: null, trace: null };
  const envelope: Envelope<Data> = { id: uuidv7(), type, version, time, key: user, actor: user, ...nothing, data };
  return { topic: topic.name, key: user, value: JSON.stringify(envelope) };
}

/** An account about to be restricted: what is told of it before, and the one event that completes the evidence. */
export interface Probe {
  readonly user: string;
  readonly before: readonly OutgoingRecord[];
  readonly last: OutgoingRecord;
}

let probes = 0;

/** A probe whose last event is at `atMs`. No two probes like the same people. */
export function createProbe(atMs: number, user = uuidv7()): Probe {
  const first = 1_000_000 + 10 * probes++;
  const options = { fromMs: atMs - 50_000, first, user };
  const before: Fact[] = [
    registered(atMs - 60_000, user),
    ...actions('visited', probePeople, options),
    ...actions('liked', probePeople - 1, { ...options, fromMs: atMs - 40_000 }),
  ];
  const [last] = actions('liked', 1, { fromMs: atMs, first: first + probePeople - 1, user });
  return { user, before: before.map(recordOf), last: recordOf(last!) };
}
