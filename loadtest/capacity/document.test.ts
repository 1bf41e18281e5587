import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { root } from '../../scripts/start/home.ts';
import type { SizeResult } from '../growth/table.ts';
import { readMeasurement } from './measurement.ts';
import { planFor } from './plan.ts';
import { compare, farmsByUtilisation, utilisationMax } from './predict.ts';
import { demandOf } from './service-times.ts';

/** docs/capacity.md tells what the committed figures say: whoever measures anew has to write it anew. */
const rows = readFileSync(join(root, 'docs', 'capacity.md'), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| '))
  .map((line) =>
    line
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.replaceAll(/[*`]/g, '').trim()),
  );
const told = (name: string): string[] => rows.find(([first]) => first === name)?.slice(1) ?? [];
const measurement = readMeasurement(join(root, 'loadtest', 'results', 'capacity.json'));
const count = (value: number): string => Math.round(value).toLocaleString('en');

test('the cost of an operation as data grows is that of loadtest/results/growth.json', () => {
  const sizes: SizeResult[] = JSON.parse(readFileSync(join(root, 'loadtest', 'results', 'growth.json'), 'utf8'));
  expect(told('visits').slice(0, -1)).toEqual(sizes.map(({ visits }) => count(visits)));
  const expectRow = (name: string, of: (size: SizeResult) => number) => {
    const values = sizes.map(of);
    const ratio = (values.at(-1)! / values[0]!).toFixed(2);
    expect([name, ...told(name)]).toEqual([name, ...values.map((value) => String(Math.round(value))), ratio]);
  };
  for (const process of ['router', 'users', 'activity', 'fraud']) expectRow(process, ({ all }) => all.cpuUs[process]!);
  expectRow('PostgreSQL', ({ all }) => all.cpuUs.postgres!);
  expectRow('PostgreSQL for activity', ({ all }) => all.postgresUs.kith_activity!);
  expectRow('all', ({ all }) => all.allUs!);
  for (const deed of Object.keys(sizes[0]!.deeds)) expectRow(`only ${deed}`, ({ deeds }) => deeds[deed]!.allUs!);
});

test('the cores, brokers and servers for 500,000 a second are those of the model', () => {
  const plans = [1_000, 10_000, 100_000, 500_000].map((rate) => planFor(measurement, rate, utilisationMax));
  for (const name of ['router', 'users', 'activity', 'fraud'])
    expect([name, ...told(`cores: ${name}`)]).toEqual([name, ...plans.map(({ cores }) => count(cores[name]!))]);
  const sum = (values: Readonly<Record<string, number>>) =>
    Object.values(values).reduce((total, one) => total + one, 0);
  expect(told('cores in all')).toEqual(plans.map((plan) => count(sum(plan.cores) + sum(plan.databaseCores))));
  expect(told('brokers')).toEqual(plans.map(({ brokers }) => count(brokers)));
  expect(told('servers of 32 cores: activity')).toEqual(plans.map(({ shards }) => count(shards.kith_activity!)));
  expect(told('records a second in the log')).toEqual(plans.map(({ recordsPerSecond }) => count(recordsPerSecond)));
});

test('the 99th percentiles by how busy processes are, and beside the measured ones, are those of the simulation', () => {
  const farms = farmsByUtilisation(measurement, demandOf(measurement.runs.at(-1)!));
  const told99 = farms.map(({ utilisation }) => told(`${Math.round(utilisation * 100)}%`)[0]);
  expect(told99.filter(Boolean).length).toBeGreaterThan(6);
  for (const [index, { p99Ms }] of farms.entries())
    if (told99[index]) expect(Number(told99[index])).toBeCloseTo(p99Ms, p99Ms < 100 ? 0 : -1);
  for (const { rate, rows: compared } of compare(measurement))
    for (const { share, ratio } of compared) expect(told(`${rate}/s p${share * 100}`).at(-1)).toBe(ratio.toFixed(2));
});
