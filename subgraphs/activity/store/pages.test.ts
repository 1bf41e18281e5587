import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type ActivityFixture, createActivityFixture } from '../test/activity-fixture.ts';
import { givenPage, highestId, receivedPage } from './like-store.ts';
import { matchesPage } from './match-store.ts';
import { visitorsPage } from './visit-store.ts';

/** Ids that order like their number: the celebrity of whom the pages are, and those who came. */
const idOf = (number: number) => `01890a5d-ac96-774b-bcce-${number.toString(16).padStart(12, '0')}`;
const sqlId = (number: string) => `('01890a5d-ac96-774b-bcce-' || lpad(to_hex(${number}), 12, '0'))::uuid`;
const celebrity = 0;
const people = 30_000;
const pageRows = 21;

/** One plan node, as EXPLAIN tells it. */
interface PlanNode {
  'Node Type': string;
  'Actual Rows': number;
  'Actual Loops': number;
  'Shared Hit Blocks': number;
  'Shared Read Blocks': number;
  Plans?: PlanNode[];
}

let activity: ActivityFixture;
beforeAll(async () => {
  activity = await createActivityFixture();
  const start = `'2026-01-01T00:00:00Z'::timestamptz`;
  // The celebrity has 30,000 of each; everybody else a handful, so that the planner's averages mislead it if they can.
  await activity.pool.query(`
    INSERT INTO visitor (visited_id, visitor_id, visits, last_visited_at)
      SELECT ${sqlId('0')}, ${sqlId('n')}, 1, ${start} + n * interval '1 second' FROM generate_series(1, ${people}) AS n
      UNION ALL
      SELECT ${sqlId('n')}, ${sqlId('n + k')}, 1, ${start} + n * interval '1 second'
      FROM generate_series(1, ${people}) AS n, generate_series(1, 3) AS k;
    INSERT INTO profile_like (id, from_id, to_id, at)
      SELECT ${sqlId('n')}, ${sqlId('n')}, ${sqlId('0')}, ${start} FROM generate_series(1, ${people}) AS n
      UNION ALL
      SELECT ${sqlId('1000000 + n')}, ${sqlId('0')}, ${sqlId('n')}, ${start} FROM generate_series(1, ${people}) AS n
      UNION ALL
      SELECT ${sqlId('2000000 + n')}, ${sqlId('n')}, ${sqlId('n + 1')}, ${start} FROM generate_series(1, ${people}) AS n;
    INSERT INTO match (id, low_id, high_id, at)
      SELECT ${sqlId('n')}, ${sqlId('0')}, ${sqlId('n')}, ${start} FROM generate_series(1, ${people}) AS n
      UNION ALL
      SELECT ${sqlId('2000000 + n')}, ${sqlId('n')}, ${sqlId('n + 1')}, ${start} FROM generate_series(1, ${people}) AS n;
    ANALYZE visitor; ANALYZE profile_like; ANALYZE match`);
});
afterAll(() => activity.close());

/** Runs a statement as the pool's prepared statements are run, and returns its plan with what it really read. */
async function explain(statement: string, types: string, values: readonly string[], mode: string): Promise<PlanNode> {
  const client = await activity.pool.connect();
  try {
    await client.query(`SET plan_cache_mode = ${mode}; DEALLOCATE ALL; PREPARE page (${types}) AS ${statement}`);
    const { rows } = await client.query(
      `EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) EXECUTE page (${values.join(', ')})`,
    );
    return rows[0]['QUERY PLAN'][0].Plan;
  } finally {
    await client.query('RESET plan_cache_mode');
    client.release();
  }
}

function nodesOf(plan: PlanNode): PlanNode[] {
  return [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];
}

const quoted = (text: string) => `'${text}'`;
const byId = 'uuid, uuid, int';
const lists = [
  {
    name: 'visitors',
    statement: visitorsPage.text,
    types: 'uuid, timestamptz, uuid, int',
    first: ["'infinity'", quoted(highestId)],
    deep: ["'2026-01-01T00:20:00Z'", quoted(idOf(1200))],
  },
  ...[
    { name: 'likesReceived', statement: receivedPage.text, deep: idOf(1200) },
    { name: 'likesGiven', statement: givenPage.text, deep: idOf(1_001_200) },
    { name: 'matches', statement: matchesPage.text, deep: idOf(1200) },
  ].map(({ name, statement, deep }) => ({
    name,
    statement,
    types: byId,
    first: [quoted(highestId)],
    deep: [quoted(deep)],
  })),
];

describe.each(lists)('a page of $name', ({ statement, types, first, deep }) => {
  // PostgreSQL runs a prepared statement with a plan for its values at first and may then go over to one for all values.
  test.each(['force_custom_plan', 'force_generic_plan'])('deep down costs what the first costs (%s)', async (mode) => {
    const values = (position: string[]) => [quoted(idOf(celebrity)), ...position, String(pageRows)];
    const top = await explain(statement, types, values(first), mode);
    const bottom = await explain(statement, types, values(deep), mode);
    for (const plan of [top, bottom]) {
      expect(plan['Actual Rows']).toBe(pageRows);
      for (const node of nodesOf(plan)) {
        expect(node['Node Type']).not.toMatch(/Seq Scan|Bitmap/);
        // Nothing reads more than the page; what merges the two sides of a match reads two.
        expect(node['Actual Rows'] * node['Actual Loops']).toBeLessThanOrEqual(2 * pageRows);
      }
    }
    const blocks = (plan: PlanNode) => plan['Shared Hit Blocks'] + plan['Shared Read Blocks'];
    expect(blocks(bottom)).toBeLessThanOrEqual(2 * blocks(top));
  });
});
