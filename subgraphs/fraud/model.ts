import type { Level } from './score/assess.ts';

/** What stands behind a `User` here: its id; the rest is looked up field by field. */
export interface UserModel {
  readonly id: string;
}

/** What stands behind a `Risk`; its reasons are looked up when asked for. */
export interface RiskModel {
  readonly userId: string;
  readonly score: number;
  readonly level: Level;
}

/** What stands behind a `FraudCase`; its reasons are looked up when asked for. */
export interface FraudCaseModel {
  readonly id: string;
  readonly openedAt: Date;
  readonly userId: string;
  readonly status: 'OPEN' | 'RESOLVED';
  readonly verdict: 'CONFIRMED' | 'CLEARED' | null;
  readonly note: string | null;
  readonly resolvedAt: Date | null;
  readonly resolvedById: string | null;
}
