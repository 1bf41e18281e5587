import { pause } from '../../platform/log/backoff.ts';
import { isCaughtUp, type Judgement, judge } from './judge.ts';
import type { DrillOptions } from './options.ts';
import { type Outcome, recoveredAfterMs, type Summary, summarise } from './outcomes.ts';
import { plantAccount } from './planted.ts';
import type { Scenario } from './scenario.ts';
import type { Stage } from './stage.ts';
import { startTraffic, type Traffic } from './traffic.ts';

export const phases = ['before', 'during', 'after'] as const;
export type Phase = (typeof phases)[number];

/** What one drill found. Times are milliseconds. */
export interface DrillResult {
  readonly scenario: string;
  readonly described: string;
  readonly log: string;
  readonly seen: Readonly<Record<Phase, Readonly<Record<Outcome['kind'], Summary>>>>;
  /**
   * From the end of the bad time to the last failure that a client saw, and until listeners were shown visits within a
   * second again; null: not in time.
   */
  readonly recovered: { readonly visits: number; readonly reads: number; readonly listeners: number | null };
  readonly connectionsLost: number;
  readonly judgement: Judgement;
  /** How long after its last deed the planted account was restricted; null: not in time. */
  readonly plantedAfter: number | null;
  /** What is wrong, each in a sentence; empty where the drill passed. */
  readonly wrong: readonly string[];
}

/** How long it is watched while all is well, before and after. */
const calmMs = 3_000;
const pollMs = 50;

/** Runs one scenario on a stage that is well, and leaves it well or says that it isn't. `say` tells how far it is. */
export async function runDrill(
  stage: Stage,
  scenario: Scenario,
  options: DrillOptions,
  say: (what: string) => void,
): Promise<DrillResult> {
  say('people sign up and begin');
  const planted = await plantAccount(stage.url);
  await planted.begin();
  const traffic = await startTraffic(stage.url, options.rate);
  try {
    await pause(calmMs);
    say(scenario.describe(options));
    const badFrom = performance.now();
    const mend = await scenario.inject(stage, options);
    const plantedEnds = planted.finish((options.seconds + options.patience) * 1000);
    if (mend) {
      try {
        await pause(Math.max(0, badFrom + options.seconds * 1000 - performance.now()));
      } finally {
        await mend();
      }
    }
    const wellFrom = performance.now();
    say('it is mended; waiting until all is well');
    const patientUntil = wellFrom + options.patience * 1000;
    let isWellAgain = false;
    while (!isWellAgain && performance.now() < patientUntil) {
      await pause(pollMs);
      isWellAgain = isWell(traffic, wellFrom);
    }
    await traffic.pause();
    let caughtUpAt: number | undefined;
    while (caughtUpAt === undefined && performance.now() < patientUntil) {
      if (isCaughtUp(traffic)) caughtUpAt = performance.now();
      else await pause(pollMs);
    }
    const plantedAfter = await plantedEnds;
    const { outcomes } = traffic;
    const of = (kind: Outcome['kind']): Outcome[] => outcomes.filter((outcome) => outcome.kind === kind);
    const judgement = await judge(traffic, stage.databases.activity);
    const recovered = {
      visits: recoveredAfterMs(of('visit'), wellFrom),
      reads: recoveredAfterMs(of('read'), wellFrom),
      listeners: caughtUpAt === undefined ? null : lastCatchUp(traffic, wellFrom),
    };
    const facts = {
      scenario: scenario.name,
      described: scenario.describe(options),
      log: stage.brokers.length > 0 ? 'kafka' : 'postgres',
      seen: bySeen(outcomes, badFrom, wellFrom),
      recovered,
      connectionsLost: traffic.live.reduce((sum, reader) => sum + reader.lost(), 0),
      judgement,
      plantedAfter,
    };
    return { ...facts, wrong: faultsOf(facts, traffic, isWellAgain, options) };
  } finally {
    await traffic.close();
  }
}

/** Nobody met a failure for a while, and there was enough time to meet one. */
function isWell({ outcomes }: Traffic, wellFrom: number): boolean {
  const since = performance.now() - calmMs;
  if (since < wellFrom) return false;
  const recent = outcomes.filter(({ answeredAt }) => answeredAt > since);
  return recent.some(({ kind }) => kind === 'visit') && recent.every(({ code }) => code === 'OK');
}

/** A visit that is shown later than this after its acknowledgement is a late one, in milliseconds. */
const lateMs = 1_000;

/** When, after `since`, a listener was last shown a visit late; in milliseconds, 0 where none was. */
function lastCatchUp({ live, acknowledged }: Traffic, since: number): number {
  const acknowledgedAt = new Map(acknowledged.map(({ id, at }) => [id, at]));
  let last = 0;
  for (const reader of live)
    for (const { id, at } of reader.seen)
      if (at - (acknowledgedAt.get(id) ?? at) > lateMs) last = Math.max(last, at - since);
  return last;
}

function bySeen(outcomes: readonly Outcome[], badFrom: number, wellFrom: number): DrillResult['seen'] {
  const phaseOf = ({ askedAt, answeredAt }: Outcome): Phase =>
    answeredAt < badFrom ? 'before' : askedAt < wellFrom ? 'during' : 'after';
  return Object.fromEntries(
    phases.map((phase) => {
      const own = outcomes.filter((outcome) => phaseOf(outcome) === phase);
      const of = (kind: Outcome['kind']) => summarise(own.filter((outcome) => outcome.kind === kind));
      return [phase, { visit: of('visit'), read: of('read') }];
    }),
  ) as unknown as DrillResult['seen'];
}

function faultsOf(
  facts: Omit<DrillResult, 'wrong'>,
  traffic: Traffic,
  isWellAgain: boolean,
  { patience }: DrillOptions,
): string[] {
  const wrong = facts.judgement.findings.map(({ wrong, observer, id }) => `visit ${id} is ${wrong} at the ${observer}`);
  for (const reader of traffic.live) {
    const failure = reader.failure();
    if (failure !== undefined) wrong.push(`a listener gave up: ${failure}`);
  }
  if (facts.judgement.gaps > 0)
    wrong.push(`${facts.judgement.gaps} times a listener was told that something may be missing`);
  if (!isWellAgain) wrong.push(`clients still met failures ${patience} s after it was mended`);
  if (facts.recovered.listeners === null) wrong.push(`listeners lacked visits ${patience} s after it was mended`);
  if (facts.plantedAfter === null) wrong.push('the planted bad account was not restricted in time');
  return wrong;
}
