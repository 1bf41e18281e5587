import type pg from 'pg';

/** A partition that the member holds. */
export interface HeldClaim {
  readonly topicId: number;
  readonly partition: number;
  /** Changes whenever the partition changes hands. */
  readonly generation: string;
  /** Where to read on. */
  readonly position: number;
  /** How many partitions of this topic the member may hold now. */
  readonly quota: number;
}

/** A member's dealings with the group's tables (`member`, `claim`; see schema.sql). */
export interface GroupTable {
  /** Says that the member lives, claims what is free, and answers all it holds. */
  sync(options: { topicIds: readonly number[]; from: string; timeoutMs: number }): Promise<readonly HeldClaim[]>;
  /** For each commit whether it counted: not when the partition has another generation by now. */
  commit(commits: readonly { claim: HeldClaim; position: number }[]): Promise<boolean[]>;
  release(claims: readonly HeldClaim[]): Promise<void>;
  leave(): Promise<void>;
}

export function createGroupTable(pool: pg.Pool, own: { group: string; memberId: string }): GroupTable {
  const { group, memberId } = own;
  return {
    async sync({ topicIds, from, timeoutMs }) {
      const { rows } = await pool.query({
        name: 'kith_log_sync',
        // A connection that died silently must not hold up the heartbeat for longer than the session lasts.
        query_timeout: timeoutMs,
        text: 'SELECT * FROM kith_log.sync_member($1, $2, $3, $4, $5)',
        values: [group, memberId, topicIds, from, timeoutMs],
      } as pg.QueryConfig);
      return rows.map((row) => ({
        topicId: row.topic_id,
        partition: row.partition,
        generation: row.generation,
        position: Number(row.position),
        quota: row.quota,
      }));
    },
    async commit(commits) {
      const { rows } = await pool.query({
        name: 'kith_log_commit',
        text: `UPDATE kith_log.claim c SET committed = v.position
          FROM unnest($3::int[], $4::int[], $5::bigint[], $6::bigint[]) AS v(t, p, generation, position)
          WHERE c.group_name = $1 AND c.member_id = $2 AND c.topic_id = v.t AND c.partition = v.p
            AND c.generation = v.generation
          RETURNING c.topic_id || '/' || c.partition AS key`,
        values: [
          group,
          memberId,
          commits.map(({ claim }) => claim.topicId),
          commits.map(({ claim }) => claim.partition),
          commits.map(({ claim }) => claim.generation),
          commits.map(({ position }) => position),
        ],
      });
      const counted = new Set(rows.map(({ key }) => key));
      return commits.map(({ claim }) => counted.has(`${claim.topicId}/${claim.partition}`));
    },
    async release(claims) {
      await pool.query('SELECT kith_log.release($1, $2, $3, $4)', [
        group,
        memberId,
        claims.map(({ topicId }) => topicId),
        claims.map(({ partition }) => partition),
      ]);
    },
    async leave() {
      await pool.query('SELECT kith_log.leave($1, $2)', [group, memberId]);
    },
  };
}
