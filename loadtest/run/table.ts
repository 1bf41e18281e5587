import type { LatencySummary, Result, Second } from './result.ts';

/** The order in which processes are told: the way of a request, then what comes after its commit. */
const order = ['router', 'users', 'activity', 'fraud', 'postgres', 'users-worker', 'activity-worker', 'fraud-worker'];

/** Process names of a result, in the order of the way. */
export function processNames(values: Readonly<Record<string, number>>): string[] {
  const place = (name: string) => (order.includes(name) ? order.indexOf(name) : order.length);
  return Object.keys(values).sort((a, b) => place(a) - place(b) || a.localeCompare(b));
}

/** A run as text. */
export function toTable(result: Result): string {
  const { scenario, options, machine, live, cpu } = result;
  const narrowed = scenario.only === null ? '' : ` (only ${scenario.only})`;
  const population = options.population
    ? `, ${count(options.population.people)} accounts with ${count(options.population.visits)} visits`
    : '';
  const lines = [
    `${scenario.name}${narrowed}: ${scenario.title}`,
    `${options.rate}/s for ${decimal(result.measuredSeconds)} s by ${count(options.users)} people${population}${result.interrupted ? ', broken off' : ''}`,
    `${machine.cores} cores (${machine.cpu}), Node ${machine.node}, load ${machine.loadBefore.toFixed(1)} before and ${machine.loadAfter.toFixed(1)} after`,
    '',
    ...columns([
      [
        'throughput',
        `${decimal(result.answeredPerSecond)}/s answered of ${decimal(result.arrivedPerSecond)}/s that arrived`,
      ],
      [
        'requests',
        `${count(result.answered)} answered, ${count(result.failed)} with an error, ${count(result.unanswered)} unanswered`,
      ],
      ['errors', errorsOf(result)],
    ]),
    '',
    ...layOut([
      ['latency, ms', 'count', 'p50', 'p90', 'p99', 'p99.9', 'max', 'errors'],
      ['all, from arrival', ...latencyCells(result.latency), count(result.failed)],
      ['all, from sending', ...latencyCells(result.latencyFromSending), ''],
      ...result.operations.map(({ name, latency, failed }) => [`  ${name}`, ...latencyCells(latency), count(failed)]),
      ['sent late by', ...latencyCells(result.lateness), ''],
    ]),
  ];
  if (live)
    lines.push(
      '',
      ...columns([
        ['live', `${live.sockets} sockets, cut ${live.cuts} times, connected ${count(live.connections)} times`],
        [
          'events',
          `${count(live.delivered)} of ${count(live.expected)} delivered, ${count(live.lost)} lost, ${count(live.repeated)} repeated, ${count(live.gaps)} gaps, ${count(live.ended)} subscriptions ended`,
        ],
      ]),
      ...layOut([
        ['arrival to event, ms', 'count', 'p50', 'p90', 'p99', 'p99.9', 'max'],
        ['', ...latencyCells(live.latency)],
      ]),
    );
  if (cpu) {
    const names = processNames(cpu.perOperationUs);
    lines.push(
      '',
      ...layOut([
        ['CPU', 'µs/operation', 'cores', 'cores at rest'],
        ...names.map((name) => [
          name,
          round(cpu.perOperationUs[name]!),
          cpu.cores[name]!.toFixed(2),
          (cpu.restCores[name] ?? 0).toFixed(3),
        ]),
        [
          'all',
          round(cpu.allUs),
          Object.values(cpu.cores)
            .reduce((sum, cores) => sum + cores, 0)
            .toFixed(2),
        ],
        ...Object.entries(cpu.postgresByDatabaseUs).map(([name, us]) => [`  postgres: ${name}`, round(us), '']),
        ['  (this runner)', round(cpu.runnerUs), cpu.runnerCores.toFixed(2)],
        ['  (other programs)', '', cpu.otherCores.toFixed(2)],
      ]),
    );
  }
  for (const note of result.notes) lines.push('', `Note: ${note}`);
  return lines.join('\n');
}

/** One line while it runs. */
export function toLine(second: Second, durationSeconds: number): string {
  const busy =
    second.cpu === null
      ? ''
      : `  ${Object.values(second.cpu)
          .reduce((sum, cores) => sum + cores, 0)
          .toFixed(2)} cores`;
  return `  ${String(Math.round(second.atSeconds)).padStart(4)} of ${durationSeconds} s  ${String(second.answered).padStart(5)}/s  p50 ${ms(second.p50Ms)}  p99 ${ms(second.p99Ms)} ms  ${second.inFlight} under way  ${second.failed} failed${busy}`;
}

function errorsOf({ errors, answered }: Result): string {
  const entries = Object.entries(errors);
  if (entries.length === 0) return 'none';
  return entries
    .map(([code, times]) => `${code} ${count(times)} (${((100 * times) / answered).toFixed(2)}%)`)
    .join(', ');
}

function latencyCells({ count: samples, p50Ms, p90Ms, p99Ms, p999Ms, maxMs }: LatencySummary): string[] {
  return [count(samples), ...[p50Ms, p90Ms, p99Ms, p999Ms, maxMs].map(ms)];
}

/** Milliseconds with as many digits as say something. */
export function ms(value: number | null): string {
  if (value === null) return '-';
  return value < 10 ? value.toFixed(2) : value < 100 ? value.toFixed(1) : String(Math.round(value));
}

const count = (value: number): string => value.toLocaleString('en');
const decimal = (value: number): string => value.toFixed(1);
const round = (value: number): string => (value < 10 ? value.toFixed(1) : String(Math.round(value)));

function columns(rows: readonly (readonly [string, string])[]): string[] {
  return rows.map(([name, text]) => `${name.padEnd(12)}${text}`);
}

/** Rows of cells under one another, the first column to the left and numbers to the right. */
export function layOut(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows.map((row) =>
    row
      .map((text, column) => (column === 0 ? text.padEnd(widths[0]!) : text.padStart(widths[column]!)))
      .join('  ')
      .trimEnd(),
  );
}
