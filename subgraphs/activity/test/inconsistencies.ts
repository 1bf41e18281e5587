import type { Pool, PoolClient } from 'pg';

/** One query for each promise between the tables (prisma/activity/schema.prisma); it returns what breaks it. */
const checks: Readonly<Record<string, string>> = {
  'a pair whose visits do not add up': `
    SELECT visitor_id, visited_id FROM visitor
    FULL JOIN (
      SELECT visitor_id, visited_id, count(*) AS counted, max(at) AS latest FROM visit GROUP BY visitor_id, visited_id
    ) AS each USING (visitor_id, visited_id)
    WHERE visits IS DISTINCT FROM counted OR last_visited_at IS DISTINCT FROM latest`,
  'a profile whose counts do not add up': `
    SELECT id FROM account
    LEFT JOIN (SELECT user_id AS id, sum(visits) AS visits, sum(likes) AS likes FROM profile_counter GROUP BY 1) AS counted USING (id)
    LEFT JOIN (SELECT visited_id AS id, count(*) AS visits FROM visit GROUP BY 1) AS visited USING (id)
    LEFT JOIN (SELECT to_id AS id, count(*) AS likes FROM profile_like GROUP BY 1) AS liked USING (id)
    WHERE coalesce(counted.visits, 0) <> coalesce(visited.visits, 0) OR coalesce(counted.likes, 0) <> coalesce(liked.likes, 0)`,
  'a match without both likes, or both likes without a match': `
    SELECT low_id, high_id FROM match
    FULL JOIN (
      SELECT one.from_id AS low_id, one.to_id AS high_id FROM profile_like AS one
      JOIN profile_like AS other ON other.from_id = one.to_id AND other.to_id = one.from_id
      WHERE one.from_id < one.to_id
    ) AS mutual USING (low_id, high_id)
    WHERE match.id IS NULL OR NOT EXISTS (
      SELECT FROM profile_like WHERE from_id = low_id AND to_id = high_id
    ) OR NOT EXISTS (SELECT FROM profile_like WHERE from_id = high_id AND to_id = low_id)`,
  'an id that is not of its time': `
    SELECT id FROM (
      SELECT id, at FROM visit UNION ALL SELECT id, at FROM profile_like UNION ALL SELECT id, at FROM match
    ) AS made
    WHERE ('x' || substr(replace(id::text, '-', ''), 1, 12))::bit(48)::bigint <> round(extract(epoch FROM at) * 1000)`,
  'a person without an account': `
    SELECT id FROM (
      SELECT visitor_id FROM visitor UNION SELECT visited_id FROM visitor
      UNION SELECT from_id FROM profile_like UNION SELECT to_id FROM profile_like
    ) AS named (id)
    WHERE NOT EXISTS (SELECT FROM account WHERE account.id = named.id)`,
};

/** What doesn't hold in an activity database where nobody was erased: a line for each broken promise. */
export async function findInconsistencies(pool: Pool | PoolClient): Promise<string[]> {
  const found: string[] = [];
  for (const [promise, query] of Object.entries(checks)) {
    const { rows } = await pool.query(`${query} LIMIT 1`);
    if (rows.length > 0) found.push(`${promise}: ${JSON.stringify(rows[0])}`);
  }
  return found;
}
