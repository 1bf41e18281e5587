import type { Loaded } from './load/populate.ts';
import type { BadKind, OutlierKind } from './population/facts.ts';
import { demoAccounts, demoPassword } from './population/people.ts';
import type { Shapes } from './population/tally.ts';
import type { PopulationOptions } from './population/world.ts';

const badTitles: Readonly<Record<BadKind, string>> = {
  'founding-burst': '100 visits and 100 likes within 10 minutes of registering',
  scraper: 'copies profile after profile, likes nobody',
  'like-farmer': 'likes hundreds without a visit before',
  lockstep: 'like the same people in the same minutes',
  takeover: 'taken over by somebody who tried a list of passwords',
  'device-farm': 'registered with one device within hours',
  'velocity-bot': 'faster than a person can look',
  'regular-bot': 'acts by the clock for hours',
};

const outlierTitles: Readonly<Record<OutlierKind, string>> = {
  celebrity: 'everybody visits them',
  newcomer: '99 visits and 99 likes in the first 10 minutes',
  'shared-address': 'behind one address',
  'fast-browser': 'leafs through profiles on some evenings',
};

/** What a population is, in a screenful. */
export function describeShapes(options: PopulationOptions, shapes: Shapes): string {
  const { visits, likes, signIns } = shapes;
  const bad = Object.entries(shapes.bad) as [BadKind, Shapes['bad'][BadKind]][];
  const outliers = Object.entries(shapes.outliers) as [OutlierKind, Shapes['outliers'][OutlierKind]][];
  const badAccounts = bad.reduce((sum, [, { accounts }]) => sum + accounts, 0);
  const busiest = shapes.byHour.indexOf(Math.max(...shapes.byHour));
  const quietest = shapes.byHour.indexOf(Math.min(...shapes.byHour));
  const ratio = Math.max(...shapes.byHour) / Math.max(1, Math.min(...shapes.byHour));
  return [
    `Population: ${count(shapes.users)} people, seed ${options.seed}, up to ${new Date(options.end).toISOString().slice(0, 10)} 00:00 UTC`,
    `  visits    ${count(visits.honest + visits.bad)} (${count(visits.honest)} by honest people), likes ${count(likes.honest + likes.bad)} (${count(likes.honest)}; ${count(likes.takenBack)} taken back), matches ${count(shapes.matches)}`,
    `  sign-ins  ${count(signIns.succeeded)}, and ${count(signIns.failed)} that failed`,
    `  shapes    ${shapes.visitsPerLike.toFixed(1)} visits for one like; ${percent(shapes.returnedShare)} of visitors are visited back; the most visited tenth gets ${percent(shapes.topTenthShare)};`,
    `            the busiest hour (${busiest}:00 UTC) has ${ratio.toFixed(0)} times the visits of the quietest (${quietest}:00)`,
    '',
    `Bad accounts: ${count(badAccounts)} of ${bad.length} kinds`,
    ...bad.map(([kind, { groups, accounts, acts }]) =>
      line(
        kind,
        accounts,
        groups === accounts
          ? badTitles[kind]
          : `${badTitles[kind]} (${count(groups)} ${groups === 1 ? 'group' : 'groups'})`,
        `${count(acts)} acts`,
      ),
    ),
    'Honest people who look bad',
    ...outliers.map(([kind, { accounts }]) => line(kind, accounts, outlierTitles[kind], '')),
  ].join('\n');
}

/** How it got in, and what the fraud service sees of it. */
export function describeLoading(loaded: Loaded, labelsFile: string): string {
  const reach =
    loaded.factsDays === undefined
      ? 'everything that ever happened'
      : `what happened in the last ${loaded.factsDays} days of the population's time (the fraud service's longest window)`;
  return [
    'How it was loaded',
    '  Rows went in bulk by COPY, past the outbox; every account is ACTIVE. The log got every account as ACTIVE and, as its',
    `  owners would have published them, ${count(loaded.factsInLog)} facts with their own event times:`,
    `  ${reach}.`,
    '  The fraud service replays those when it starts and finds the bad accounts by itself: nothing else marks them.',
    `  Which they are: ${labelsFile}`,
    '',
    `Accounts to sign in with (password of everybody: ${demoPassword})`,
    ...demoAccounts.map(
      ({ email, role, scopes }) => `  ${email.padEnd(24)} ${role}${scopes.length > 0 ? ` (${scopes.join(' ')})` : ''}`,
    ),
  ].join('\n');
}

function line(kind: string, accounts: number, title: string, note: string): string {
  return `  ${kind.padEnd(16)} ${count(accounts).padStart(6)}  ${title}${note ? `; ${note}` : ''}`;
}

function count(value: number): string {
  return value.toLocaleString('en');
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)}%`;
}
