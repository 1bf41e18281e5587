-- CreateEnum
CREATE TYPE "AccountStatus" AS ENUM ('ACTIVE', 'FRAUDULENT', 'SUSPENDED', 'DELETED');

-- CreateEnum
CREATE TYPE "FraudAction" AS ENUM ('RESTRICT', 'RELEASE');

-- CreateEnum
CREATE TYPE "SessionEndReason" AS ENUM ('SIGNED_OUT', 'TOKEN_REUSED', 'ACCOUNT_DELETED');

-- CreateTable
CREATE TABLE "account" (
    "id" UUID NOT NULL,
    "status" "AccountStatus" NOT NULL DEFAULT 'ACTIVE',
    "email" TEXT,
    "password_hash" TEXT,
    "handle" TEXT,
    "handle_key" TEXT,
    "name" TEXT,
    "birth_date" DATE,
    "city" TEXT,
    "city_key" TEXT,
    "bio" TEXT,
    "interests" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "interest_keys" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "photo_url" TEXT,
    "scopes" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "joined_at" TIMESTAMPTZ(3) NOT NULL,
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "account_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "fraud_decision" (
    "account_id" UUID NOT NULL,
    "event_id" UUID NOT NULL,
    "decided_at" TIMESTAMPTZ(3) NOT NULL,
    "action" "FraudAction" NOT NULL,

    CONSTRAINT "fraud_decision_pkey" PRIMARY KEY ("account_id")
);

-- CreateTable
CREATE TABLE "session" (
    "id" UUID NOT NULL,
    "account_id" UUID NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "end_reason" "SessionEndReason",

    CONSTRAINT "session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "refresh_token" (
    "hash" BYTEA NOT NULL,
    "session_id" UUID NOT NULL,
    "issued_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "refresh_token_pkey" PRIMARY KEY ("hash")
);

-- CreateTable
CREATE TABLE "sign_in_throttle" (
    "key" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL,
    "window_ends_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "sign_in_throttle_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "signing_key" (
    "kid" TEXT NOT NULL,
    "public_jwk" JSONB NOT NULL,
    "private_jwe" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "signs_from" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "signing_key_pkey" PRIMARY KEY ("kid")
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
CREATE UNIQUE INDEX "account_email_key" ON "account"("email");

-- CreateIndex
CREATE UNIQUE INDEX "account_handle_key_key" ON "account"("handle_key");

-- CreateIndex
CREATE INDEX "session_account_id_idx" ON "session"("account_id");

-- CreateIndex
CREATE INDEX "session_expires_at_idx" ON "session"("expires_at");

-- CreateIndex
CREATE INDEX "refresh_token_session_id_idx" ON "refresh_token"("session_id");

-- CreateIndex
CREATE INDEX "refresh_token_expires_at_idx" ON "refresh_token"("expires_at");

-- CreateIndex
CREATE INDEX "sign_in_throttle_window_ends_at_idx" ON "sign_in_throttle"("window_ends_at");

-- AddForeignKey
ALTER TABLE "fraud_decision" ADD CONSTRAINT "fraud_decision_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "session" ADD CONSTRAINT "session_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "refresh_token" ADD CONSTRAINT "refresh_token_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "session"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Written by hand from here on.

-- Personal data is all there or, of a deleted account, all gone.
ALTER TABLE "account" ADD CONSTRAINT "account_whole_or_erased" CHECK (
  CASE WHEN "status" = 'DELETED' THEN
    num_nonnulls("email", "password_hash", "handle", "handle_key", "name", "birth_date", "city", "city_key", "bio", "photo_url") = 0
    AND cardinality("interests") = 0 AND cardinality("interest_keys") = 0 AND cardinality("scopes") = 0
    AND "deleted_at" IS NOT NULL
  ELSE
    num_nulls("email", "password_hash", "handle", "handle_key", "name", "birth_date", "city", "city_key") = 0
    AND "deleted_at" IS NULL
  END
);
ALTER TABLE "account"
  ALTER COLUMN "interests" SET NOT NULL,
  ALTER COLUMN "interest_keys" SET NOT NULL,
  ALTER COLUMN "scopes" SET NOT NULL;

-- `discover` pages through active accounts, newest first (docs/adr/discover-by-keyset.md). The first two hold the order, alone
-- and within a city; the other two find what is rare: few enough rows to sort.
CREATE INDEX "account_discover" ON "account" ("joined_at" DESC, "id" DESC) WHERE "status" = 'ACTIVE';
CREATE INDEX "account_discover_city" ON "account" ("city_key", "joined_at" DESC, "id" DESC) WHERE "status" = 'ACTIVE';
CREATE INDEX "account_discover_birth_date" ON "account" ("birth_date") WHERE "status" = 'ACTIVE';
CREATE INDEX "account_discover_interests" ON "account" USING gin ("interest_keys")
  -- Without the list of pending entries, which every search would have to read; profiles change seldom.
  WITH (fastupdate = off) WHERE "status" = 'ACTIVE';

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
