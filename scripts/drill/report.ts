import { type DrillResult, phases } from './drill.ts';
import type { Summary } from './outcomes.ts';

/** A drill's result for people. */
export function report(result: DrillResult): string {
  const { seen, recovered, judgement, wrong } = result;
  const rows = [
    ['', ...phases],
    ...(['visit', 'read'] as const).flatMap((kind) => [
      [`${kind}s`, ...phases.map((phase) => String(seen[phase][kind].tried))],
      [`  failed`, ...phases.map((phase) => failures(seen[phase][kind]))],
      [`  p50 / p99 ms`, ...phases.map((phase) => `${whole(seen[phase][kind].p50)} / ${whole(seen[phase][kind].p99)}`)],
    ]),
  ];
  const lines = [
    `${result.scenario} (log: ${result.log}): ${result.described}`,
    '',
    ...table(rows),
    '',
    `  visits acknowledged   ${judgement.acknowledged}; stored without the client being told ${judgement.storedUnacknowledged}`,
    `  lost, twice, swapped  ${judgement.findings.length === 0 ? 'none, in the database and at every listener' : judgement.findings.length}`,
    `  listeners             lost their connection ${result.connectionsLost} times, gaps ${judgement.gaps}`,
    `  well again after      visits ${seconds(recovered.visits)}, reads ${seconds(recovered.reads)}, listeners ${seconds(recovered.listeners)}`,
    `  planted bad account   ${result.plantedAfter === null ? 'not restricted' : `restricted ${seconds(result.plantedAfter)} after its last deed`}`,
    ...(wrong.length === 0 ? ['  passed'] : [`  FAILED`, ...wrong.slice(0, 20).map((sentence) => `    ${sentence}`)]),
  ];
  return `${lines.join('\n')}\n`;
}

const whole = (ms: number | null): string => (ms === null ? '–' : ms.toFixed(0));
const seconds = (ms: number | null): string => (ms === null ? 'not in time' : `${(ms / 1000).toFixed(1)} s`);

function failures({ failed }: Summary): string {
  const codes = Object.entries(failed);
  return codes.length === 0 ? '0' : codes.map(([code, count]) => `${count} ${code}`).join(', ');
}

function table(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column]! + 2)).join('')}`.trimEnd());
}
