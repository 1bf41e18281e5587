import type { Counts, KindResult, SeedResult } from './judge-seed.ts';
import type { Mode } from './scene.ts';
import { duration, interval, median } from './statistics.ts';

/** What the seeds of one mode gave, as text: Markdown tables, ready for docs/fraud.md. */
export function report(options: {
  mode: Mode;
  users: number;
  seeds: readonly number[];
  results: readonly SeedResult[];
}): string {
  const { mode, users, seeds, results } = options;
  const names = [...(results[0]?.kinds.keys() ?? [])];
  const over = (read: (result: SeedResult) => number, digits?: number): string => interval(results.map(read), digits);
  const honestRate = (read: (result: SeedResult) => number): string =>
    over((result) => (10_000 * read(result)) / result.honest, 1);
  const baseline = (read: (result: SeedResult) => Counts) => ({
    recall: over((result) => read(result).bad / result.bad),
    precision: precision(results.map(read)),
    honest: honestRate((result) => read(result).honest),
  });
  const all = baseline(({ badCaught, honestCaught }) => ({ bad: badCaught, honest: honestCaught }));
  const founding = baseline((result) => result.founding);
  const forest = baseline((result) => result.forest);
  return `
${mode}: ${users} people a seed, seeds ${seeds.join(', ')}; mean and 95% interval over the seeds

| kind | recall (a case or a restriction) | caught | time from the first bad act: median, 95th percentile | precision of its rules | honest that its rules find, per 10,000 |
|---|---|---|---|---|---|
${names.map((name) => kindRow(name, results)).join('\n')}

| over all accounts | these rules and the model | founding rule alone | batch isolation forest |
|---|---|---|---|
| recall | ${all.recall} | ${founding.recall} | ${forest.recall} |
| precision | ${all.precision} | ${founding.precision} | ${forest.precision} |
| honest restricted per 10,000 | ${honestRate((result) => result.honestRestricted)} | ${founding.honest} | restricts nobody |
| honest shown to a reviewer per 10,000 | ${all.honest} | ${founding.honest} | ${forest.honest} |

honest people shown to a reviewer, over all seeds: ${byRole(results)}
`;
}

function kindRow(name: string, results: readonly SeedResult[]): string {
  const kinds = results.map(({ kinds }) => kinds.get(name)!);
  const sum = (read: (kind: KindResult) => number): number => kinds.reduce((total, kind) => total + read(kind), 0);
  const accounts = sum((kind) => kind.accounts);
  // The model is no kind: nobody is labelled as found by it alone.
  const recall = accounts > 0 ? interval(kinds.map((kind) => kind.caught / kind.accounts)) : '';
  const caught = accounts > 0 ? `${sum((kind) => kind.caught)} of ${accounts}` : '';
  const delays = kinds.flatMap((kind) => kind.delaysS).sort((a, b) => a - b);
  const late = delays[Math.min(delays.length - 1, Math.floor(0.95 * delays.length))];
  const time = late === undefined ? '' : `${duration(median(delays))}, ${duration(late)}`;
  const honest = interval(
    results.map((result) => (10_000 * result.kinds.get(name)!.found.honest) / result.honest),
    1,
  );
  return `| ${name} | ${recall} | ${caught} | ${time} | ${precision(kinds.map(({ found }) => found))} | ${honest} |`;
}

/** The share of bad accounts among those found, over the seeds in which anybody was. */
function precision(found: readonly Counts[]): string {
  const some = found.filter(({ bad, honest }) => bad + honest > 0);
  return some.length > 0 ? interval(some.map(({ bad, honest }) => bad / (bad + honest))) : 'found nobody';
}

function byRole(results: readonly SeedResult[]): string {
  const totals = new Map<string, number>();
  for (const { honestCaughtByRole } of results)
    for (const [role, count] of honestCaughtByRole) totals.set(role, (totals.get(role) ?? 0) + count);
  return totals.size === 0 ? 'nobody' : [...totals].map(([role, count]) => `${count} ${role}`).join(', ');
}

/** One result as JSON, delays as medians. */
export const toJson = (result: SeedResult) => ({
  ...result,
  honestCaughtByRole: Object.fromEntries(result.honestCaughtByRole),
  kinds: Object.fromEntries(
    [...result.kinds].map(([name, { delaysS, ...kind }]) => [
      name,
      { ...kind, delayMedianS: delaysS.length > 0 ? median(delaysS) : null },
    ]),
  ),
});
