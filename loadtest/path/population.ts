import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readPopulationRecord } from '../../scripts/seed/load/population-record.ts';
import { withClient } from '../../scripts/start/databases.ts';
import { homeAt, root } from '../../scripts/start/home.ts';
import type { BenchOptions } from './options.ts';

/** Whose first page of visitors is full, so that every request costs alike. */
const visitorsMin = 21;
const viewersMax = 2_000;

/** Makes the data with `npm run seed` unless the folder holds it already. */
export async function ensurePopulation({ people, visits, home, port }: BenchOptions): Promise<void> {
  const record = readPopulationRecord(homeAt(home).population);
  if (record?.status === 'loaded' && record.users === people && record.visits === visits) return;
  const seed = spawn('npm', ['run', 'seed', '--', '--users', String(people), '--visits', String(visits)], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, KITH_HOME: home, POSTGRES_PORT: String(port) },
  });
  const [code] = await once(seed, 'exit');
  if (code !== 0) throw new Error(`npm run seed failed with ${code}`);
}

/** Who asks, and whom they may visit. */
export async function readPeople(activityUrl: string): Promise<{ viewers: string[]; targets: string[] }> {
  return withClient(activityUrl, async (client) => {
    const viewers = await client.query<{ id: string }>(
      `SELECT visited_id AS id FROM visitor JOIN account ON account.id = visited_id AND status = 'ACTIVE'
       GROUP BY visited_id HAVING count(*) >= $1 ORDER BY visited_id LIMIT $2`,
      [visitorsMin, viewersMax],
    );
    const targets = await client.query<{ id: string }>(`SELECT id FROM account WHERE status = 'ACTIVE' ORDER BY id`);
    if (viewers.rows.length < 100) throw new Error(`Only ${viewers.rows.length} people have ${visitorsMin} visitors.`);
    return { viewers: viewers.rows.map(({ id }) => id), targets: targets.rows.map(({ id }) => id) };
  });
}
