import { barChart, escapeHtml, lineChart } from './charts.ts';
import type { Result, Second } from './result.ts';
import { processNames, toTable } from './table.ts';

/** A run as one HTML file that needs nothing else: no script, no font, no network. */
export function toHtml(result: Result): string {
  const { scenario, seconds } = result;
  const title = `${scenario.name}, ${result.options.rate}/s: Kith load test`;
  const charts = [
    overTime(seconds, 'Requests', 'per second', {
      arrived: (second) => second.arrived,
      answered: (second) => second.answered,
      failed: (second) => second.failed,
    }),
    overTime(seconds, 'Latency from the scheduled arrival', 'ms, of requests that ended in that second', {
      p50: (second) => second.p50Ms,
      p99: (second) => second.p99Ms,
    }),
    curve(result),
    result.cpu === null
      ? ''
      : barChart(
          [
            {
              name: 'CPU an operation',
              parts: processNames(result.cpu.perOperationUs).map(
                (name) => [name, result.cpu!.perOperationUs[name]!] as const,
              ),
            },
            { name: 'of it PostgreSQL', parts: Object.entries(result.cpu.postgresByDatabaseUs) },
          ],
          { title: 'CPU time of one operation', unit: 'µs' },
        ),
    overTime(
      seconds,
      'Busy cores',
      'CPU seconds in a second',
      byProcess(seconds, (second) => second.cpu),
    ),
    overTime(
      seconds,
      'Memory',
      'MB resident',
      byProcess(seconds, (second) => second.memoryMb),
    ),
    overTime(seconds, 'Requests under way', 'at the end of each second', { 'under way': (second) => second.inFlight }),
  ];
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)}</title><style>${style}</style></head><body>
<h1>${escapeHtml(title)}</h1>
<p>${escapeHtml(scenario.about)}</p>
<pre>${escapeHtml(toTable(result))}</pre>
${charts.join('\n')}
<p><small>${escapeHtml(result.at)} · <code>${escapeHtml(result.command)}</code>${scenario.studies.length > 0 ? ` · after ${escapeHtml(scenario.studies.join('; '))}` : ''}</small></p>
</body></html>
`;
}

function overTime(
  seconds: readonly Second[],
  title: string,
  unit: string,
  values: Readonly<Record<string, (second: Second) => number | null>>,
): string {
  return lineChart(
    Object.entries(values).map(([name, value]) => ({
      name,
      points: seconds.map((second) => [second.atSeconds, value(second)] as const),
    })),
    { title, unit, xLabel: 'seconds' },
  );
}

function byProcess(
  seconds: readonly Second[],
  of: (second: Second) => Readonly<Record<string, number>> | null,
): Record<string, (second: Second) => number | null> {
  const last = seconds.at(-1);
  const names = last ? processNames(of(last) ?? {}) : [];
  return Object.fromEntries(names.map((name) => [name, (second: Second) => of(second)?.[name] ?? null]));
}

/** The share of requests that took longer, each nine as wide as the one before. */
function curve({ curve: points }: Result): string {
  const nines = (share: number) => -Math.log10(1 - Math.min(share, 0.99999));
  return lineChart([{ name: 'latency', points: points.map(([share, latency]) => [nines(share), latency] as const) }], {
    title: 'Latency by share of requests',
    unit: 'ms, logarithmic',
    xLabel: 'share of requests that were at least as fast',
    xTicks: [0, 0.5, 0.9, 0.99, 0.999, 0.9999].map((share) => [nines(share), `${share * 100}%`] as const),
    logarithmic: true,
  });
}

const style = `
:root{color-scheme:light dark;font:15px/1.5 system-ui,sans-serif}
body{max-width:820px;margin:2rem auto;padding:0 1rem}
pre{overflow-x:auto;font-size:12.5px;line-height:1.4;padding:1rem;border:1px solid #8885;border-radius:6px}
figure{margin:2rem 0}figcaption small{opacity:.7}figcaption span{display:inline-block;margin-right:1rem;font-size:13px}
figcaption i{display:inline-block;width:.8em;height:.8em;margin-right:.35em;border-radius:2px}
svg{width:100%;height:auto}svg text{font-size:11px;fill:currentColor}.grid{stroke:#8884}`;
