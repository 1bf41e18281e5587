import type { Answer, AnswerError } from '../execute/port.ts';
import type { GapReason } from './history.ts';

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

/** The result of an event: its answer, where to go on after it, and its own id. */
export function eventText(answer: Answer, cursor: string, eventId: string): string {
  return resultText({ ...answer, extensions: { ...answer.extensions, cursor, eventId } });
}

/** The notice of what can't be replayed; its cursor stands after the gap. */
export function gapText(gap: { from: string; to: string; fromMs: number; toMs: number; reason: GapReason }): string {
  const { from, to, reason } = gap;
  const times = { fromTime: new Date(gap.fromMs).toISOString(), toTime: new Date(gap.toMs).toISOString() };
  return resultText({ data: 'null', errors: [], extensions: { cursor: to, gap: { from, to, ...times, reason } } });
}
