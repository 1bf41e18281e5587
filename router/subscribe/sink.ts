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

/** A result's JSON text. `data` undefined leaves the member out, as an answer without execution has to. */
export function resultText(result: {
  data: string | undefined;
  errors: readonly AnswerError[];
  extensions?: Readonly<Record<string, unknown>>;
}): string {
  const members: string[] = [];
  if (result.data !== undefined) members.push(`"data":${result.data}`);
  if (result.errors.length > 0) members.push(`"errors":${JSON.stringify(result.errors)}`);
  if (result.extensions) members.push(`"extensions":${JSON.stringify(result.extensions)}`);
  return `{${members.join(',')}}`;
}
