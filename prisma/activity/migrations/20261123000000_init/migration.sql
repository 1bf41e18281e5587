-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "account_status" AS ENUM ('ACTIVE', 'FRAUDULENT', 'SUSPENDED', 'DELETED');

-- CreateTable
CREATE TABLE "account" (
    "id" UUID NOT NULL,
    "status" "account_status" NOT NULL,
    "status_offset" BIGINT NOT NULL,
    "status_at" TIMESTAMPTZ(3) NOT NULL,
    "stored_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "erased_at" TIMESTAMPTZ(3),

    CONSTRAINT "account_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "visit" (
    "id" UUID NOT NULL,
    "visitor_id" UUID NOT NULL,
    "visited_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "visit_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "visitor" (
    "visited_id" UUID NOT NULL,
    "visitor_id" UUID NOT NULL,
    "visits" INTEGER NOT NULL,
    "last_visited_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "visitor_pkey" PRIMARY KEY ("visitor_id","visited_id")
);

-- CreateTable
CREATE TABLE "profile_like" (
    "id" UUID NOT NULL,
    "from_id" UUID NOT NULL,
    "to_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "profile_like_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "match" (
    "id" UUID NOT NULL,
    "low_id" UUID NOT NULL,
    "high_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "match_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "profile_counter" (
    "user_id" UUID NOT NULL,
    "slot" SMALLINT NOT NULL,
    "visits" BIGINT NOT NULL,
    "likes" BIGINT NOT NULL,

    CONSTRAINT "profile_counter_pkey" PRIMARY KEY ("user_id","slot")
);

-- CreateTable
CREATE TABLE "outbox" (
    "id" BIGSERIAL NOT NULL,
    "topic" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "envelope" JSONB NOT NULL,

    CONSTRAINT "outbox_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "visit_pair" ON "visit"("visitor_id", "visited_id");

-- CreateIndex
CREATE INDEX "visitor_latest" ON "visitor"("visited_id", "last_visited_at" DESC, "visitor_id" DESC);

-- CreateIndex
CREATE INDEX "profile_like_received" ON "profile_like"("to_id", "id" DESC);

-- CreateIndex
CREATE INDEX "profile_like_given" ON "profile_like"("from_id", "id" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "profile_like_pair" ON "profile_like"("from_id", "to_id");

-- CreateIndex
CREATE INDEX "match_of_low" ON "match"("low_id", "id" DESC);

-- CreateIndex
CREATE INDEX "match_of_high" ON "match"("high_id", "id" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "match_pair" ON "match"("low_id", "high_id");

-- What Prisma's schema has no words for.

-- The deleted accounts whose rows are still to be erased: few at any time, so looking for them costs nothing.
CREATE INDEX "account_to_erase" ON "account"("stored_at") WHERE "status" = 'DELETED' AND "erased_at" IS NULL;

-- A counter row is updated in place again and again and none of its indexed columns changes: half-empty pages keep the
-- new versions on the same page, so that no index is touched (a "heap-only" update) and no vacuum is waited for.
ALTER TABLE "profile_counter" SET (fillfactor = 50);

-- What every database with an outbox has besides the table itself; a migration that makes the table ends with this text.
--
-- Wakes the relay when a transaction that wrote events commits, and costs nothing while the relay is awake. NOTIFY makes
-- all notifying commits of a server wait for each other, so a writer notifies only when the relay sleeps. The relay holds
-- the advisory lock (1802073192, 2) exclusively while it sleeps (1802073192 is 'kith' as an integer); a writer tries to
-- share it until its commit:
-- - it can't: the relay sleeps, so NOTIFY;
-- - it can: the relay is awake and can't fall asleep before this transaction has ended, and looks once more before it does.
CREATE OR REPLACE FUNCTION wake_outbox_relay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT pg_try_advisory_xact_lock_shared(1802073192, 2) THEN
    PERFORM pg_notify('outbox', '');
  END IF;
  RETURN NULL;
END
$$;

CREATE TRIGGER outbox_wakes_relay AFTER INSERT ON outbox
  FOR EACH STATEMENT EXECUTE FUNCTION wake_outbox_relay();

-- A queue's table is nearly empty and always changing: vacuum it by the rows that died, not by a share of those that live.
ALTER TABLE outbox SET (
  autovacuum_vacuum_scale_factor = 0,
  autovacuum_vacuum_threshold = 5000,
  autovacuum_vacuum_insert_scale_factor = 0,
  autovacuum_vacuum_insert_threshold = 50000,
  autovacuum_analyze_scale_factor = 0,
  autovacuum_analyze_threshold = 50000
);
