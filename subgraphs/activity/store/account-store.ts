import type { Pool } from 'pg';
import { listParameter } from '../../../platform/postgres/list-parameter.ts';
import type { AccountStatus } from '../model.ts';

/** An account's status with the event that said so. */
export interface AccountRow {
  readonly id: string;
  readonly status: AccountStatus;
  /** The event's offset in its partition of `users.status`. */
  readonly offset: number;
  /** The event's time. */
  readonly at: Date;
}

export interface AccountStore {
  /** Stores statuses; at most one row an account. What is older than what is stored already changes nothing. */
  project(rows: readonly AccountRow[]): Promise<void>;
  /** Those of the ids that are known here. */
  known(ids: readonly string[]): Promise<readonly string[]>;
}

/**
 * What counts is the event's time; of two at the same time the later in the log. The log's order alone would not do: an
 * event may be published once more after a newer one (a relay that lost its lock amid an append), a consumer may still
 * hold one when its partition was given to another, and offsets begin again where the log is replaced by another. Times
 * are those of the users service, whose changes of one account lie further apart than its machines' clocks. DELETED is
 * final, whenever it was.
 */
const projectStatuses = {
  name: 'project-statuses',
  text: `
    INSERT INTO account AS known (id, status, status_offset, status_at)
    SELECT id, status, status_offset, status_at
    FROM unnest(
      ${listParameter('$1', 'uuid')}, ${listParameter('$2', 'account_status')},
      ${listParameter('$3', 'bigint')}, ${listParameter('$4', 'timestamptz')}
    )
      AS said (id, status, status_offset, status_at)
    ORDER BY id
    ON CONFLICT (id) DO UPDATE SET
      status = excluded.status, status_offset = excluded.status_offset, status_at = excluded.status_at,
      stored_at = now()
    WHERE known.status <> 'DELETED'
      AND (excluded.status = 'DELETED' OR known.status_at < excluded.status_at
        OR (known.status_at = excluded.status_at AND known.status_offset < excluded.status_offset))`,
};

const knownAccounts = {
  name: 'known-accounts',
  text: `SELECT id FROM account WHERE id = ANY (${listParameter('$1', 'uuid')})`,
};

export function createAccountStore({ pool }: { pool: Pool }): AccountStore {
  return {
    async project(rows) {
      if (rows.length === 0) return;
      const columns = [
        rows.map((row) => row.id),
        rows.map((row) => row.status),
        rows.map((row) => row.offset),
        rows.map((row) => row.at.toISOString()),
      ];
      await pool.query({ ...projectStatuses, values: columns });
    },
    async known(ids) {
      const { rows } = await pool.query<{ id: string }>({ ...knownAccounts, values: [ids] });
      return rows.map((row) => row.id);
    },
  };
}
