import { writeFileSync } from 'node:fs';
import pg from 'pg';
import type { Log, OutgoingRecord } from '../../../platform/log/port.ts';
import { labelsOf } from '../population/labels.ts';
import { createPopulation, type Population } from '../population/population.ts';
import { dayMs } from '../population/rhythm.ts';
import { createTally, type Shapes } from '../population/tally.ts';
import type { PopulationOptions } from '../population/world.ts';
import { loadAccounts } from './account-rows.ts';
import { analyze, openActivityRows, sumActivity } from './activity-rows.ts';
import { createLogRecords, type LogRecords } from './log-records.ts';
import { writePopulationRecord } from './population-record.ts';

export interface PopulateDeps {
  readonly urls: { readonly users: string; readonly activity: string };
  readonly log: Log;
  /** Where the labels, and the record of what was loaded, are kept. */
  readonly home: { readonly labels: string; readonly population: string };
  readonly population: PopulationOptions;
  readonly update: (state: { share?: number; detail?: string }) => void;
  readonly signal: AbortSignal;
}

/** Up to so many people the log gets everything that ever happened; above, the facts of the fraud service's window. */
const wholeLogUsersMax = 5_000;
/** The fraud service's longest window, in days of event time. */
const factsDays = 7;
/** Records of one append: two of the log's own batches, so that it never waits for us. */
const appendRecords = 4_000;
/** Of the whole time, what the accounts, the activity and the sums take; measured with 100,000 people. */
const accountsShare = 0.05;
const activityShare = 0.8;

/** How a population was loaded: what it looks like, and what the log has of it. */
export interface Loaded {
  readonly shapes: Shapes;
  readonly factsInLog: number;
  /** How many days of event time those facts go back; everything where undefined. */
  readonly factsDays: number | undefined;
}

/** Whether there is nobody in the users database yet. */
export async function isEmpty(usersUrl: string): Promise<boolean> {
  const client = new pg.Client(usersUrl);
  await client.connect();
  try {
    const { rows } = await client.query('SELECT EXISTS (SELECT FROM account) AS some');
    return !rows[0].some;
  } finally {
    await client.end();
  }
}

/**
 * Makes a population and loads it: accounts, visits, likes and matches in bulk by COPY, with the sums that activity keeps
 * of them; and into the log the facts that the fraud service judges by, in the order of their time. The databases are
 * empty and no worker is running.
 */
export async function populate(deps: PopulateDeps): Promise<Loaded> {
  const { urls, home, update, population: options } = deps;
  const { users, seed, visits, end } = options;
  const record = { users, seed, visits, end: new Date(end).toISOString() };
  writePopulationRecord(home.population, { ...record, status: 'loading' });
  const population = createPopulation(options);
  const { world } = population;
  writeFileSync(home.labels, `${JSON.stringify(labelsOf(world), null, 2)}\n`);
  const records = createLogRecords(population);

  await loadAccounts(population, urls, (rows) =>
    update({ share: accountsShare * (rows / users), detail: `${number(rows)} accounts` }),
  );
  await appendStatuses(deps, users, records);
  const whole = users <= wholeLogUsersMax;
  const factsFrom = whole ? Number.NEGATIVE_INFINITY : end - factsDays * dayMs;
  const { shapes, facts } = await loadActivity(deps, population, records, factsFrom);
  const sumsFrom = accountsShare + activityShare;
  await sumActivity(urls.activity, (name) => update({ share: sumsFrom, detail: name }));
  update({ share: sumsFrom + (1 - sumsFrom) / 2, detail: 'statistics' });
  await Promise.all([analyze(urls.users), analyze(urls.activity)]);
  writePopulationRecord(home.population, { ...record, status: 'loaded' });
  update({ share: 1, detail: `${number(users)} people` });
  return { shapes, factsInLog: facts, factsDays: whole ? undefined : factsDays };
}

async function appendStatuses({ log, signal }: PopulateDeps, users: number, records: LogRecords): Promise<void> {
  let batch: OutgoingRecord[] = [];
  for (let index = 0; index < users; index++) {
    batch.push(records.ofStatus(index));
    if (batch.length < appendRecords && index < users - 1) continue;
    signal.throwIfAborted();
    await log.append(batch);
    batch = [];
  }
}

async function loadActivity(
  { urls, log, signal, update, population: { visits } }: PopulateDeps,
  population: Population,
  records: LogRecords,
  factsFrom: number,
): Promise<{ shapes: Shapes; facts: number }> {
  const tally = createTally(population.world);
  const rows = await openActivityRows(urls.activity, population.world.ids);
  let facts = 0;
  let loadedVisits = 0;
  let day = 0;
  try {
    for (const part of population.days()) {
      tally.add(part);
      for (let at = 0; at < part.length; at += appendRecords) {
        signal.throwIfAborted();
        const batch = part.slice(at, at + appendRecords);
        loadedVisits += batch.reduce((sum, { kind }) => sum + (kind === 'visited' ? 1 : 0), 0);
        const outgoing = batch.filter((fact) => fact.at >= factsFrom).flatMap((fact) => records.ofFact(fact) ?? []);
        await Promise.all([rows.add(batch), log.append(outgoing)]);
        facts += outgoing.length;
        update({
          share: accountsShare + activityShare * Math.min(1, loadedVisits / Math.max(1, visits)),
          detail: `day ${day} of ${population.dayCount - 1}, ${number(loadedVisits)} visits`,
        });
      }
      day++;
    }
    await rows.end();
  } catch (error) {
    await rows.cancel();
    throw error;
  }
  return { shapes: tally.result(), facts };
}

function number(value: number): string {
  return value.toLocaleString('en');
}
