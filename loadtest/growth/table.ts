import type { Machine } from '../run/result.ts';
import { layOut, ms, processNames } from '../run/table.ts';

export interface Cost {
  /** CPU microseconds an operation, by process; empty where processes can't be seen. */
  readonly cpuUs: Readonly<Record<string, number>>;
  readonly postgresUs: Readonly<Record<string, number>>;
  readonly allUs: number | null;
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
  readonly failed: number;
  readonly answered: number;
}

/** What was measured on one size of data. */
export interface SizeResult {
  readonly visits: number;
  readonly people: number;
  readonly at: string;
  readonly scenario: string;
  readonly rate: number;
  readonly machine: Machine;
  /** The scenario's mix. */
  readonly all: Cost;
  /** Each deed by itself. */
  readonly deeds: Readonly<Record<string, Cost>>;
}

/** One column a size, one row a process, then one row a deed; the last column is the largest size beside the smallest. */
export function toGrowthTable(results: readonly SizeResult[]): string {
  const row = (name: string, values: readonly (number | null | undefined)[]): string[] => [
    name,
    ...values.map((value) => (value === null || value === undefined ? '-' : String(Math.round(value)))),
    ratio(values),
  ];
  const names = processNames(Object.assign({}, ...results.map(({ all }) => all.cpuUs)));
  const deeds = [...new Set(results.flatMap((result) => Object.keys(result.deeds)))];
  const titles = results.map(({ visits }) => visits.toLocaleString('en'));
  const first = results[0];
  return [
    `${first?.scenario ?? ''} at ${first?.rate ?? 0} operations a second, by the number of visits in the data`,
    '',
    ...layOut([
      ['CPU µs an operation', ...titles, 'last/first'],
      ...names.map((name) =>
        row(
          name,
          results.map(({ all }) => all.cpuUs[name]),
        ),
      ),
      row(
        'all',
        results.map(({ all }) => all.allUs),
      ),
      ...deeds.map((deed) =>
        row(
          `only ${deed}`,
          results.map((result) => result.deeds[deed]?.allUs),
        ),
      ),
      ...deeds.map((deed) =>
        row(
          `  its PostgreSQL: ${deed}`,
          results.map((result) => result.deeds[deed]?.cpuUs.postgres),
        ),
      ),
      ['p50, ms', ...results.map(({ all }) => ms(all.p50Ms)), ''],
      ['p99, ms', ...results.map(({ all }) => ms(all.p99Ms)), ''],
      ['failed', ...results.map(({ all }) => String(all.failed)), ''],
      ['load average', ...results.map(({ machine }) => machine.loadBefore.toFixed(1)), ''],
    ]),
  ].join('\n');
}

function ratio(values: readonly (number | null | undefined)[]): string {
  const [first, last] = [values[0], values.at(-1)];
  return first && last ? (last / first).toFixed(2) : '-';
}
