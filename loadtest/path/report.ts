import { type Cost, median, type Part, parts } from './measure.ts';
import { type OperationName, operationNames, operationTitles } from './operations.ts';
import { type Step, steps, uncached } from './steps.ts';

/** What one step costs for one operation: the median of its rounds, by part and in all, in microseconds. */
export interface Result {
  readonly step: string;
  readonly operation: OperationName;
  readonly parts: Cost;
  readonly all: number;
  /** All parts together, round by round: how much to believe the median. */
  readonly rounds: readonly number[];
}

export function summarise(step: Step, operation: OperationName, rounds: readonly Cost[]): Result {
  const all = rounds.map((cost) => parts.reduce((sum, part) => sum + cost[part], 0));
  const byPart = Object.fromEntries(parts.map((part) => [part, Math.round(median(rounds.map((cost) => cost[part])))]));
  return {
    step: step.name,
    operation,
    parts: byPart as Record<Part, number>,
    all: Math.round(median(all)),
    rounds: all.map(Math.round),
  };
}

/** A table an operation, each step with its ratio to the documented way. */
export function toTables(results: readonly Result[]): string {
  const lines: string[] = [];
  for (const operation of operationNames) {
    const rows = results.filter((result) => result.operation === operation);
    if (rows.length === 0) continue;
    lines.push('', `${operation}: ${operationTitles[operation]} (CPU µs an operation, medians)`, '');
    lines.push(`| step | ${parts.join(' | ')} | all | × less |`, `|---|${'---:|'.repeat(parts.length + 2)}`);
    for (const row of rows) {
      const title = steps.find(({ name }) => name === row.step)!.title;
      const cells = parts.map((part) => row.parts[part]).join(' | ');
      lines.push(`| ${title} | ${cells} | ${row.all} | ${(rows[0]!.all / row.all).toFixed(1)} |`);
    }
  }
  return `${lines.join('\n')}\n`;
}

/** What the whole path is to reach, in microseconds; every operation is also to cost a fifth of the documented way's. */
const aims: Readonly<Partial<Record<OperationName, number>>> = { b: 700, visit: 400 };
const ratioAim = 5;
/** The same with the people it shows in the router's entity cache. */
const cachedAims: Readonly<Partial<Record<OperationName, number>>> = { b: 350 };

export function judge(results: readonly Result[]): string {
  return operationNames
    .flatMap((operation) => {
      const rows = results.filter((result) => result.operation === operation);
      const [first, last] = [rows[0], rows.find(({ step }) => step === uncached)];
      if (!first || !last) return [];
      const cached = rows.find(({ step }) => step === 'cached');
      const cachedAim = cachedAims[operation];
      const ratio = first.all / last.all;
      const limit = aims[operation];
      const told = `${operation}: ${ratio.toFixed(1)}x less (aim ${ratioAim}x: ${ratio >= ratioAim ? 'met' : 'not met'})`;
      const lines = [
        limit === undefined ? told : `${told}; ${last.all} µs (aim ${limit}: ${last.all <= limit ? 'met' : 'not met'})`,
      ];
      if (cached && cachedAim !== undefined)
        lines.push(
          `${operation}, cached: ${cached.all} µs (aim ${cachedAim}: ${cached.all <= cachedAim ? 'met' : 'not met'})`,
        );
      return lines;
    })
    .join('\n');
}
