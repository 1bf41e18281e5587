import type { AnswerError } from '../execute/port.ts';

/** Where a transport takes what an operation gives. After `error` or `complete` nothing follows. */
export interface Sink {
  /**
   * One execution result as JSON text; `cursor` is null where there is none. A promise means that the client takes no
   * more right now: it resolves when it does.
   */
  next(payload: string, cursor: string | null): Promise<void> | void;
  /** Where the subscriber stands although nothing was sent. */
  position(cursor: string): void;
  error(errors: readonly AnswerError[]): void;
  complete(): void;
}
