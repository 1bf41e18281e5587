-- The PostgreSQL log's own tables, made by the adapter. Offsets are handed out under the partition's row lock, which is
-- held until the commit: records of a partition become visible in the order of their offsets, without holes.
CREATE SCHEMA IF NOT EXISTS kith_log;

CREATE TABLE IF NOT EXISTS kith_log.topic (
  topic_id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL UNIQUE,
  partitions integer NOT NULL CHECK (partitions > 0),
  cleanup text NOT NULL CHECK (cleanup IN ('delete', 'compact')),
  retention_ms bigint NOT NULL
);

-- One hot row a partition, updated by every append: room on its page keeps those updates in place.
CREATE TABLE IF NOT EXISTS kith_log.partition (
  topic_id integer NOT NULL REFERENCES kith_log.topic ON DELETE CASCADE,
  partition integer NOT NULL,
  earliest_offset bigint NOT NULL DEFAULT 0,
  next_offset bigint NOT NULL DEFAULT 0,
  -- Up to here the partition was compacted; the next run looks only at keys that came since.
  compacted_to bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (topic_id, partition)
) WITH (fillfactor = 20);

CREATE TABLE IF NOT EXISTS kith_log.record (
  topic_id integer NOT NULL,
  partition integer NOT NULL,
  "offset" bigint NOT NULL,
  appended_at_ms bigint NOT NULL,
  key text NOT NULL,
  value text,
  headers jsonb,
  PRIMARY KEY (topic_id, partition, "offset")
);

-- What compaction lets go of after a while: hardly any, among every record of a compacted topic.
CREATE INDEX IF NOT EXISTS record_tombstone ON kith_log.record (topic_id, partition, appended_at_ms) WHERE value IS NULL;

CREATE TABLE IF NOT EXISTS kith_log.member (
  group_name text NOT NULL,
  member_id text NOT NULL,
  topic_ids integer[] NOT NULL,
  seen_at timestamptz NOT NULL,
  PRIMARY KEY (group_name, member_id)
) WITH (fillfactor = 20);

-- Who handles which partition for a group, and how far the group is. The generation grows whenever a claim changes
-- hands: a member that lost a partition can't commit over its successor.
CREATE TABLE IF NOT EXISTS kith_log.claim (
  group_name text NOT NULL,
  topic_id integer NOT NULL REFERENCES kith_log.topic ON DELETE CASCADE,
  partition integer NOT NULL,
  member_id text,
  generation bigint NOT NULL DEFAULT 0,
  committed bigint,
  PRIMARY KEY (group_name, topic_id, partition)
) WITH (fillfactor = 20);

-- Appends a batch; the arrays run in parallel. Partitions are locked in one order, so appends can't deadlock.
CREATE OR REPLACE FUNCTION kith_log.append(
  topic_ids integer[], partitions integer[], keys text[], vals text[], heads text[]
) RETURNS void LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  now_ms bigint;
BEGIN
  PERFORM 1 FROM kith_log.partition p
  WHERE (p.topic_id, p.partition) IN (SELECT i.t, i.p FROM unnest($1, $2) AS i(t, p))
  ORDER BY p.topic_id, p.partition
  FOR UPDATE;

  now_ms := floor(extract(epoch FROM clock_timestamp()) * 1000);
  INSERT INTO kith_log.record (topic_id, partition, "offset", appended_at_ms, key, value, headers)
  SELECT i.t, i.p, p.next_offset + row_number() OVER (PARTITION BY i.t, i.p ORDER BY i.n) - 1, now_ms, i.k, i.v, i.h::jsonb
  FROM unnest($1, $2, $3, $4, $5) WITH ORDINALITY AS i(t, p, k, v, h, n)
  JOIN kith_log.partition p ON p.topic_id = i.t AND p.partition = i.p
  ORDER BY i.n;

  UPDATE kith_log.partition p SET next_offset = p.next_offset + c.count
  FROM (SELECT i.t, i.p, count(*) AS count FROM unnest($1, $2) AS i(t, p) GROUP BY i.t, i.p) AS c
  WHERE p.topic_id = c.t AND p.partition = c.p;

  -- 'topic:partition,partition': who reads something else need not look.
  PERFORM pg_notify('kith_log', d.t || ':' || string_agg(d.p::text, ','))
  FROM (SELECT DISTINCT i.t, i.p FROM unnest($1, $2) AS i(t, p)) AS d GROUP BY d.t;
END
$$;

-- A member's heartbeat: keeps it alive, buries the dead, claims what is free up to the member's fair share and answers
-- what it holds and how much it may. A member gives back what it holds beyond that (release). Each topic is shared out
-- by itself; the remainder begins at another member for each, so that nobody gets one more of every topic.
CREATE OR REPLACE FUNCTION kith_log.sync_member(
  p_group text, p_member text, p_topic_ids integer[], p_from text, p_timeout_ms integer
) RETURNS TABLE (topic_id integer, "partition" integer, generation bigint, "position" bigint, quota integer)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  changed boolean;
  buried integer;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('kith_log.group ' || p_group, 0));

  changed := NOT EXISTS (SELECT FROM kith_log.member m WHERE m.group_name = p_group AND m.member_id = p_member);
  INSERT INTO kith_log.member AS m (group_name, member_id, topic_ids, seen_at)
  VALUES (p_group, p_member, p_topic_ids, clock_timestamp())
  ON CONFLICT (group_name, member_id) DO UPDATE SET seen_at = clock_timestamp(), topic_ids = p_topic_ids;

  DELETE FROM kith_log.member m
  WHERE m.group_name = p_group AND m.seen_at < clock_timestamp() - p_timeout_ms * interval '1 millisecond';
  GET DIAGNOSTICS buried = ROW_COUNT;
  UPDATE kith_log.claim c SET member_id = NULL, generation = c.generation + 1
  WHERE c.group_name = p_group AND c.member_id IS NOT NULL
    AND NOT EXISTS (SELECT FROM kith_log.member m WHERE m.group_name = p_group AND m.member_id = c.member_id);

  -- A partition that is added to a topic the group already reads is read from its start, or records would be missed.
  INSERT INTO kith_log.claim (group_name, topic_id, partition, committed)
  SELECT p_group, p.topic_id, p.partition,
    CASE WHEN p_from = 'latest' AND NOT EXISTS (
      SELECT FROM kith_log.claim c WHERE c.group_name = p_group AND c.topic_id = p.topic_id
    ) THEN p.next_offset END
  FROM kith_log.partition p WHERE p.topic_id = ANY (p_topic_ids)
  ON CONFLICT DO NOTHING;

  RETURN QUERY
  WITH shares AS (
    SELECT t.topic_id,
      t.partitions / s.members + ((s.rank + t.topic_id) % s.members < t.partitions % s.members)::integer AS quota
    FROM kith_log.topic t
    JOIN LATERAL (
      SELECT count(*)::integer AS members, (count(*) FILTER (WHERE m.member_id < p_member))::integer AS rank
      FROM kith_log.member m WHERE m.group_name = p_group AND t.topic_id = ANY (m.topic_ids)
    ) s ON s.members > 0
    WHERE t.topic_id = ANY (p_topic_ids)
  ), held AS (
    SELECT c.topic_id, c.partition, c.generation, c.committed FROM kith_log.claim c
    WHERE c.group_name = p_group AND c.member_id = p_member
  ), free AS (
    SELECT c.topic_id, c.partition, row_number() OVER (PARTITION BY c.topic_id ORDER BY c.partition) AS n
    FROM kith_log.claim c WHERE c.group_name = p_group AND c.member_id IS NULL AND c.topic_id = ANY (p_topic_ids)
  ), taken AS (
    UPDATE kith_log.claim c SET member_id = p_member, generation = c.generation + 1
    FROM free f JOIN shares s ON s.topic_id = f.topic_id
    WHERE c.group_name = p_group AND c.topic_id = f.topic_id AND c.partition = f.partition
      AND f.n <= s.quota - (SELECT count(*) FROM held h WHERE h.topic_id = f.topic_id)
    RETURNING c.topic_id, c.partition, c.generation, c.committed
  )
  SELECT a.topic_id, a.partition, a.generation, greatest(a.committed, p.earliest_offset), s.quota
  FROM (SELECT * FROM held UNION ALL SELECT * FROM taken) a
  JOIN shares s ON s.topic_id = a.topic_id
  JOIN kith_log.partition p ON p.topic_id = a.topic_id AND p.partition = a.partition;

  IF changed OR buried > 0 THEN
    PERFORM pg_notify('kith_log_group', p_group);
  END IF;
END
$$;

-- Gives partitions back to the group.
CREATE OR REPLACE FUNCTION kith_log.release(
  p_group text, p_member text, topic_ids integer[], partitions integer[]
) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  UPDATE kith_log.claim c SET member_id = NULL, generation = c.generation + 1
  FROM unnest(topic_ids, partitions) AS r(t, p)
  WHERE c.group_name = p_group AND c.member_id = p_member AND c.topic_id = r.t AND c.partition = r.p;
  PERFORM pg_notify('kith_log_group', p_group);
END
$$;

CREATE OR REPLACE FUNCTION kith_log.leave(p_group text, p_member text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('kith_log.group ' || p_group, 0));
  DELETE FROM kith_log.member m WHERE m.group_name = p_group AND m.member_id = p_member;
  UPDATE kith_log.claim c SET member_id = NULL, generation = c.generation + 1
  WHERE c.group_name = p_group AND c.member_id = p_member;
  PERFORM pg_notify('kith_log_group', p_group);
END
$$;

-- Moves a group that has no members; answers false if it has some.
CREATE OR REPLACE FUNCTION kith_log.move_group(
  p_group text, topic_ids integer[], partitions integer[], offsets bigint[], p_timeout_ms integer
) RETURNS boolean LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('kith_log.group ' || p_group, 0));
  IF EXISTS (
    SELECT FROM kith_log.member m
    WHERE m.group_name = p_group AND m.seen_at >= clock_timestamp() - p_timeout_ms * interval '1 millisecond'
  ) THEN
    RETURN false;
  END IF;
  INSERT INTO kith_log.claim AS c (group_name, topic_id, partition, committed)
  SELECT p_group, v.t, v.p, v.o FROM unnest($2, $3, $4) AS v(t, p, o)
  ON CONFLICT (group_name, topic_id, partition) DO UPDATE
    SET committed = excluded.committed, member_id = NULL, generation = c.generation + 1;
  RETURN true;
END
$$;
