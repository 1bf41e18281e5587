-- CreateEnum
CREATE TYPE "risk_level" AS ENUM ('NONE', 'LOW', 'MEDIUM', 'HIGH');

-- CreateEnum
CREATE TYPE "decision_action" AS ENUM ('WATCH', 'CASE', 'RESTRICT');

-- CreateEnum
CREATE TYPE "case_status" AS ENUM ('OPEN', 'RESOLVED');

-- CreateEnum
CREATE TYPE "fraud_verdict" AS ENUM ('CONFIRMED', 'CLEARED');

-- CreateTable
CREATE TABLE "assessment" (
    "user_id" UUID NOT NULL,
    "score" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "level" "risk_level" NOT NULL DEFAULT 'NONE',
    "restricted" BOOLEAN NOT NULL DEFAULT false,
    "erased" BOOLEAN NOT NULL DEFAULT false,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "assessment_pkey" PRIMARY KEY ("user_id")
);

-- CreateTable
CREATE TABLE "decision" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "rule" TEXT NOT NULL,
    "evidence" TEXT NOT NULL,
    "action" "decision_action" NOT NULL,
    "weight" DOUBLE PRECISION NOT NULL,
    "detail" TEXT NOT NULL,
    "evidence_from" TIMESTAMPTZ(3) NOT NULL,
    "evidence_at" TIMESTAMPTZ(3) NOT NULL,
    "rules_version" INTEGER NOT NULL,
    "decided_at" TIMESTAMPTZ(3) NOT NULL,
    "case_id" UUID,
    "cleared_at" TIMESTAMPTZ(3),

    CONSTRAINT "decision_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "fraud_case" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "status" "case_status" NOT NULL DEFAULT 'OPEN',
    "opened_at" TIMESTAMPTZ(3) NOT NULL,
    "verdict" "fraud_verdict",
    "note" TEXT,
    "resolved_at" TIMESTAMPTZ(3),
    "resolved_by_id" UUID,

    CONSTRAINT "fraud_case_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit" (
    "id" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor" UUID,
    "action" TEXT NOT NULL,
    "user_id" UUID NOT NULL,
    "case_id" UUID,
    "data" JSONB NOT NULL,

    CONSTRAINT "audit_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "replay_mark" (
    "topic" TEXT NOT NULL,
    "partition" INTEGER NOT NULL,
    "hour" TIMESTAMPTZ(3) NOT NULL,
    "offset" BIGINT NOT NULL,

    CONSTRAINT "replay_mark_pkey" PRIMARY KEY ("topic","partition","hour")
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
CREATE INDEX "decision_case_id_idx" ON "decision"("case_id");

-- CreateIndex
CREATE UNIQUE INDEX "decision_user_id_rule_evidence_key" ON "decision"("user_id", "rule", "evidence");

-- CreateIndex
CREATE INDEX "fraud_case_opened_at_id_idx" ON "fraud_case"("opened_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "fraud_case_status_opened_at_id_idx" ON "fraud_case"("status", "opened_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "fraud_case_user_id_opened_at_idx" ON "fraud_case"("user_id", "opened_at" DESC);

-- CreateIndex
CREATE INDEX "audit_user_id_id_idx" ON "audit"("user_id", "id");

-- CreateIndex
CREATE INDEX "audit_case_id_id_idx" ON "audit"("case_id", "id");

-- AddForeignKey
ALTER TABLE "decision" ADD CONSTRAINT "decision_case_id_fkey" FOREIGN KEY ("case_id") REFERENCES "fraud_case"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- By hand from here: what Prisma's language has no words for.

-- At most one open case of an account, whatever races for it.
CREATE UNIQUE INDEX "fraud_case_open_user_id_key" ON "fraud_case"("user_id") WHERE "status" = 'OPEN';

-- A verdict is there exactly when the case is resolved, unless it was closed because its account was deleted.
ALTER TABLE "fraud_case" ADD CONSTRAINT "fraud_case_resolved_check"
  CHECK (("status" = 'OPEN' AND "verdict" IS NULL AND "resolved_at" IS NULL) OR ("status" = 'RESOLVED' AND "resolved_at" IS NOT NULL));

-- The audit only grows. A trigger and not a missing privilege: the owner of the table is refused, too.
CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the audit is append-only: % refused', TG_OP USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER audit_keeps_rows BEFORE UPDATE OR DELETE ON "audit"
  FOR EACH ROW EXECUTE FUNCTION refuse_audit_change();
CREATE TRIGGER audit_keeps_table BEFORE TRUNCATE ON "audit"
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();

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
