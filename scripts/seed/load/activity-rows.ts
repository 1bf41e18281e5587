import pg from 'pg';
import type { Fact } from '../population/facts.ts';
import { copyRows } from './copy-rows.ts';

/** Visits, likes and matches on their way into the activity database, a table and a connection each. */
export interface ActivityRows {
  add(facts: readonly Fact[]): Promise<void>;
  /** Commits the rows. */
  end(): Promise<void>;
  cancel(): Promise<void>;
}

export async function openActivityRows(databaseUrl: string, ids: readonly string[]): Promise<ActivityRows> {
  const visits = await copyRows(databaseUrl, 'visit', ['id', 'visitor_id', 'visited_id', 'at']);
  const likes = await copyRows(databaseUrl, 'profile_like', ['id', 'from_id', 'to_id', 'at']);
  const matches = await copyRows(databaseUrl, 'match', ['id', 'low_id', 'high_id', 'at']);
  const all = [visits, likes, matches];
  return {
    async add(facts) {
      for (const fact of facts) {
        if (fact.kind !== 'visited' && fact.kind !== 'matched' && !(fact.kind === 'liked' && fact.standing)) continue;
        const actor = ids[fact.actor]!;
        const target = ids[fact.target]!;
        const at = new Date(fact.at).toISOString();
        let full: Promise<void> | void;
        if (fact.kind === 'visited') full = visits.add([fact.id, actor, target, at]);
        else if (fact.kind === 'liked') full = likes.add([fact.id, actor, target, at]);
        else full = matches.add([fact.id, ...(actor < target ? [actor, target] : [target, actor]), at]);
        if (full) await full;
      }
    },
    async end() {
      for (const copy of all) await copy.end();
    },
    async cancel() {
      await Promise.all(all.map((copy) => copy.cancel()));
    },
  };
}

/** What activity keeps besides its rows: the distinct visitors of each profile, and the counters. */
const sums: readonly (readonly [string, string])[] = [
  [
    'distinct visitors',
    `INSERT INTO visitor (visited_id, visitor_id, visits, last_visited_at)
     SELECT visited_id, visitor_id, count(*), max(at) FROM visit GROUP BY visited_id, visitor_id`,
  ],
  [
    'counters',
    `INSERT INTO profile_counter (user_id, slot, visits, likes)
     SELECT user_id, 0, sum(visits), sum(likes) FROM (
       SELECT visited_id AS user_id, sum(visits) AS visits, 0 AS likes FROM visitor GROUP BY visited_id
       UNION ALL SELECT to_id, 0, count(*) FROM profile_like GROUP BY to_id
     ) AS each GROUP BY user_id`,
  ],
];

export async function sumActivity(databaseUrl: string, onStep: (name: string) => void): Promise<void> {
  await onConnection(databaseUrl, async (client) => {
    await client.query('SET synchronous_commit = off');
    // Room to group millions of pairs in memory.
    await client.query("SET work_mem = '256MB'");
    for (const [name, sql] of sums) {
      onStep(name);
      await client.query(sql);
    }
  });
}

/** Tells the planner what is in the tables, before the first query instead of some minutes after. */
export async function analyze(databaseUrl: string): Promise<void> {
  await onConnection(databaseUrl, (client) => client.query('VACUUM (ANALYZE)'));
}

async function onConnection(databaseUrl: string, run: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client(databaseUrl);
  await client.connect();
  try {
    await run(client);
  } finally {
    await client.end();
  }
}
