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
