/** One thing the check has to say. An error fails the check; a warning and a note don't. */
export interface Finding {
  readonly stage: Stage;
  readonly level: 'error' | 'warning' | 'note';
  /** Where: `file:line`, a schema coordinate, or an operation. */
  readonly place: string;
  /** Of a coordinate, where it stands or stood: `file:line`. */
  readonly at?: string | undefined;
  /** What is so, in one sentence. */
  readonly reason: string;
  /** Who is affected, e.g. `web@1.4.2: 'Profile' 1,204 times`; empty where that isn't the question. */
  readonly affected: readonly string[];
  /** What to do about it, in one sentence; null where there is nothing to do. */
  readonly advice: string | null;
}

/** The stages of the check, in the order in which they run and are printed. */
export const stages = [
  'composition',
  'changes',
  'operations',
  'exposure',
  'plans',
  'events',
  'migrations',
  'lint',
  'contracts',
] as const;

export type Stage = (typeof stages)[number];
