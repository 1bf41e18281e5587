import { check } from 'k6';
import exec from 'k6/execution';
import { Counter } from 'k6/metrics';
import type { Options } from 'k6/options';
import { seededRandom } from '../../platform/random/seeded-random.ts';
import { deeds } from '../scenarios/habits.ts';
import { createVirtualUser, type Town, type VirtualUser } from '../scenarios/virtual-user.ts';
import { executorOf } from './executor.ts';
import { expectVisit, watch } from './live-client.ts';
import { createSession, gather, type Participant, type Session } from './people.ts';
import { send } from './send.ts';
import { drainSeconds, durationSeconds, leadSeconds, rate, scenario, sockets, users } from './settings.ts';

/**
 * The scenarios as a k6 script: the same data and the same virtual users as `npm run loadtest`, in k6's runtime. `npm run
 * loadtest:k6` makes one file of it that any k6 runs; docs/load.md says how.
 */

/** Deeds that came back with an error, by deed and code (tags). */
const failures = new Counter('kith_failures');

export const options: Options = {
  scenarios: {
    people: {
      ...executorOf(scenario.arrivals, { rate, durationSeconds, users }),
      startTime: `${leadSeconds}s`,
      exec: 'person',
    },
    ...(sockets > 0
      ? {
          live: {
            executor: 'per-vu-iterations',
            vus: sockets,
            iterations: 1,
            // Sockets end by themselves, at the latest when they have come back from a last close.
            maxDuration: `${leadSeconds + durationSeconds + drainSeconds + 10}s`,
            exec: 'liveClient',
          },
        }
      : {}),
  },
  // Where the router sees one address, 300 people take a minute to sign in.
  setupTimeout: '10m',
  summaryTrendStats: ['count', 'avg', 'med', 'p(90)', 'p(99)', 'p(99.9)', 'max'],
  thresholds: {
    // A few may be refused for what they do: somebody was restricted, or is gone.
    'checks{kind:deed}': ['rate>0.99'],
    // A rate of nothing at all is within any bound.
    'http_reqs{scenario:people}': ['count>0'],
    ...(sockets > 0
      ? {
          'checks{kind:live}': ['rate==1'],
          kith_live_ended: [`count==${sockets}`],
          kith_live_missing: ['count==0'],
          kith_live_repeated: ['count==0'],
          kith_live_gaps: ['count==0'],
        }
      : {}),
    // Nothing is asked of these: what a threshold names has a row in the summary.
    ...Object.fromEntries(deeds.map((deed) => [`http_req_duration{name:${deed}}`, ['max>=0']])),
  },
};

interface Shared {
  readonly people: readonly Participant[];
  readonly town: Town;
}

export const setup: () => Shared = gather;

/** Each of k6's virtual users is one of our people from its first iteration to its last. */
let user: VirtualUser | undefined;
let session: Session | undefined;

/** One deed of one person. */
export function person({ people, town }: Shared): void {
  const vu = exec.vu.idInTest;
  const own = people[vu % people.length]!;
  session ??= createSession(own, vu, (code) => failures.add(1, { deed: 'renewal', code }));
  user ??= createVirtualUser({
    id: own.id,
    habits: scenario.habits,
    celebrityShare: scenario.celebrityShare,
    town,
    random: seededRandom(vu),
  });
  const request = user.next();
  const { deed, operation, variables } = request;
  const { data, error } = send({ operation, variables, token: session.token(), address: own.address, name: deed });
  if (error !== undefined) failures.add(1, { deed, code: error });
  const said = error === undefined ? 'answered without an error' : `${deed} without ${error}`;
  check(null, { [said]: () => error === undefined }, { kind: 'deed' });
  user.answered(request, data);
  const visited = (data as { visitProfile?: { visit?: { id: string } | null } } | null)?.visitProfile?.visit;
  if (visited) expectVisit(people, String(variables.userId));
}

/** One socket of somebody who watches. */
export function liveClient({ people }: Shared): void {
  watch(people);
}
