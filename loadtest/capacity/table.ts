import { layOut, ms, processNames } from '../run/table.ts';
import type { Measurement } from './measurement.ts';
import { costsOf, limitsOf, planFor, totalsOf } from './plan.ts';
import { compare, farmsByUtilisation, highestUtilisation, utilisationMax } from './predict.ts';
import { demandOf } from './service-times.ts';

/** Everything that the model says of a measurement, as text. */
export function describeCapacity(
  measurement: Measurement,
  { rates, targetMs }: { rates: readonly number[]; targetMs: number },
): string {
  const last = measurement.runs.at(-1)!;
  // Without traced requests nothing is known of latency; cores can still be counted.
  const simulated = measurement.samples.length > 0;
  const found = simulated ? highestUtilisation(measurement, demandOf(last), targetMs) : null;
  const { machine } = measurement;
  const head = [
    `Measured ${measurement.at.slice(0, 10)} on ${machine.cores} cores (${machine.cpu}), Node ${machine.node}; other programs used ${last.cpu.otherCores.toFixed(1)} cores meanwhile`,
    '',
    ...costTable(measurement),
    '',
    ...(simulated ? [...comparisonTable(measurement), ''] : []),
  ];
  if (simulated && !found)
    return [
      ...head,
      `A 99th percentile below ${targetMs} ms can't be had: the work of a request alone takes longer.`,
    ].join('\n');
  const planned = Math.min(found?.utilisation ?? utilisationMax, utilisationMax);
  const plans = rates.map((rate) => planFor(measurement, rate, planned));
  const processes = processNames(plans[0]!.cores);
  return [
    ...head,
    ...(found
      ? [
          ...utilisationTable(measurement, Math.max(...rates)),
          `The 99th percentile stays below ${targetMs} ms while processes are busy up to ${percent(found.utilisation)} of the time (simulated ${ms(found.p99Ms)} ms); below they are planned to be ${percent(planned)}`,
        ]
      : [
          `Processes are planned to be busy ${percent(planned)} of the time; without traced requests in the figures, whether the 99th percentile stays below ${targetMs} ms is not known`,
        ]),
    '',
    ...layOut([
      ['operations a second', ...plans.map(({ perSecond }) => count(perSecond))],
      ...processes.map((name) => [`cores: ${name}`, ...plans.map(({ cores }) => count(cores[name]!))]),
      ...Object.keys(plans[0]!.databaseCores).map((name) => [
        `cores: ${name}`,
        ...plans.map(({ databaseCores }) => count(databaseCores[name]!)),
      ]),
      ['cores in all', ...plans.map((plan) => count(sum(plan.cores) + sum(plan.databaseCores)))],
      ...Object.keys(plans[0]!.shards).map((name) => [
        `servers: ${name}`,
        ...plans.map(({ shards }) => count(Math.max(1, shards[name]!))),
      ]),
      ['records a second', ...plans.map(({ recordsPerSecond }) => count(recordsPerSecond))],
      ['brokers', ...plans.map(({ brokers }) => count(brokers))],
      ['partitions of a topic', ...plans.map(({ partitions }) => count(partitions))],
      ['of each router for reading', ...plans.map(({ routerReadingShare }) => percent(routerReadingShare))],
    ]),
    '',
    ...layOut([
      ['what breaks first', 'at operations/s', 'how sure'],
      ...limitsOf(measurement, planned).map(({ what, perSecond, certainty }) => [what, count(perSecond), certainty]),
    ]),
    '',
    ...limitsOf(measurement, planned).map(({ what, remedy }) => `${what}: ${remedy}`),
  ].join('\n');
}

function costTable(measurement: Measurement): string[] {
  const costs = measurement.runs.map(costsOf);
  const names = processNames(costs[0]!.us);
  const { requestMs, allMs } = totalsOf(measurement);
  return [
    ...layOut([
      ['CPU µs added by an operation', ...measurement.runs.map(({ rate }) => `${rate}/s`)],
      ...names.map((name) => [name, ...costs.map(({ us }) => count(us[name] ?? 0))]),
      ['WAL bytes', ...costs.map(({ walBytes }) => count(walBytes))],
    ]),
    `A request waits for ${requestMs.toFixed(2)} ms of CPU time and causes ${allMs.toFixed(2)} ms; a router spends ${measurement.routerUsPerForeignRecord.toFixed(1)} µs on a notice for somebody else`,
  ];
}

/** What latency a farm buys with how many cores: the fewer, the busier. */
function utilisationTable(measurement: Measurement, perSecond: number): string[] {
  const demand = demandOf(measurement.runs.at(-1)!);
  return layOut([
    ['processes are busy', 'simulated p99, ms', `cores at ${count(perSecond)}/s`, 'brokers', 'database servers'],
    ...farmsByUtilisation(measurement, demand).map(({ utilisation, p99Ms }) => {
      const plan = planFor(measurement, perSecond, utilisation);
      return [
        percent(utilisation),
        ms(p99Ms),
        count(sum(plan.cores) + sum(plan.databaseCores)),
        count(plan.brokers),
        count(sum(plan.shards)),
      ];
    }),
  ]);
}

function comparisonTable(measurement: Measurement): string[] {
  return layOut([
    ['latency, ms', 'measured', 'simulated', 'ratio'],
    ...compare(measurement).flatMap(({ rate, rows }) =>
      rows.map(({ share, measuredMs, predictedMs, ratio }) => [
        `${rate}/s p${share * 100}`,
        measuredMs.map(ms).join(', '),
        ms(predictedMs),
        ratio.toFixed(2),
      ]),
    ),
  ]);
}

const count = (value: number): string => Math.round(value).toLocaleString('en');
const percent = (share: number): string => `${Math.round(share * 100)}%`;
const sum = (values: Readonly<Record<string, number>>): number =>
  Object.values(values).reduce((total, one) => total + one, 0);
