/** One operation as it is recorded: its text has no value of anybody's in it. */
export interface RecordedOperation {
  /** SHA-256 of the text, in hex: the same for documents that differ in values, white space or comments only. */
  readonly id: string;
  readonly name: string | null;
  readonly text: string;
}

/** How often one client version sent one operation on one day. */
export interface UsageCount {
  readonly operation: RecordedOperation;
  /** As clients call themselves; empty where they don't. */
  readonly client: string;
  readonly version: string;
  /** UTC, `2026-11-05`. */
  readonly day: string;
  readonly count: number;
  /** Coordinates of the input fields and enum values that came in by variables; null where they weren't all read. */
  readonly sent: readonly string[] | null;
}

/** Counts that are stored together. */
export interface UsageBatch {
  /** A UUIDv7: a batch that comes again, because nobody heard that it was stored, is known by it and counts once. */
  readonly id: string;
  /** Never empty. */
  readonly counts: readonly UsageCount[];
}

/** Where counts go. They are added to those already there. */
export interface UsageSink {
  /** Adds batches. When it rejects it is asked again with the same batches: one that was taken already isn't added twice. */
  write(batches: readonly UsageBatch[]): Promise<void>;
  close(): Promise<void>;
}
