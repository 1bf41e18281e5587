import type { CancelSignal } from '../fetch/cancel-signal.ts';
import type { AnswerError } from './port.ts';

/** An object out of a subgraph's JSON; later fetches are merged into it. */
export type Entity = Record<string, unknown>;

/** Where something stands in the response. */
export type ResponsePath = readonly (string | number)[];

/** Entities and their representations, as a fetch found them. */
export interface Gathered {
  /** Equal for fetches that find the same. */
  readonly key: string;
  readonly targets: Entity[];
  /** The place of each target's representation in the request; -1 if it has none. */
  readonly places: readonly number[];
  /** How many representations there are: equal ones count once. */
  readonly count: number;
  /** The representations as JSON text, without the list's brackets. */
  readonly texts: string;
}

/** One run of an operation: what it was given and what it gathered so far. */
export interface Run {
  /** The client's variables, already checked against their definitions. */
  readonly variables: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: CancelSignal;
  /** Requests of one scope may share what is read. */
  readonly identityKey: string;
  /** Everything fetched, merged, by response name. */
  readonly root: Entity;
  /**
   * Whether a string in `root` may hold what JSON text has to escape. JSON can't say any of it without a backslash, so
   * one look through each answer saves looking through each of its strings.
   */
  mayEscape: boolean;
  /** The entities that were gathered last, until more is merged into `root`: fetches that start together often mean the same. */
  gathered?: Gathered | undefined;
  readonly errors: AnswerError[];
  /** What became null without being an error, see `addHidden`; undefined while there is none. */
  hidden?: AnswerError[];
  /** Where the shaper stands: its first `depth` items are the path. */
  readonly path: (string | number)[];
}

/** A part of a compiled plan. It never rejects: what goes wrong is added to `run.errors`. */
export type Step = (run: Run) => Promise<void> | undefined;
