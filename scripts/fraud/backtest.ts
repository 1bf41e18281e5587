import type { Fact } from '../../subgraphs/fraud/detect/fact.ts';
import type { Finding } from '../../subgraphs/fraud/detect/finding.ts';
import type { RulesDocument } from '../../subgraphs/fraud/rules/rules-document.ts';
import { assess } from '../../subgraphs/fraud/score/assess.ts';
import { readRulesDocument } from '../../subgraphs/fraud/watch/rules-file.ts';
import { connect } from '../log/connect.ts';
import { readFlags } from '../start/command-line.ts';
import { UsageError } from '../start/usage-error.ts';
import { readLabels } from './read-labels.ts';
import { readStory } from './read-story.ts';
import { rulesFile } from './shipped-rules.ts';
import { watchStory } from './watch-story.ts';

/** `npm run fraud -- backtest`: what proposed rules would change on what the log holds. Decides and publishes nothing. */
export async function runBacktest(args: string[]): Promise<void> {
  const flags = {
    rules: { type: 'string' },
    from: { type: 'string' },
    to: { type: 'string' },
    labels: { type: 'string' },
  } as const;
  const values = readFlags(flags, args, 'npm run fraud');
  if (!values.rules) throw new UsageError('backtest needs --rules FILE, the proposed rules document.');
  const proposed = readRulesDocument(values.rules);
  const current = readRulesDocument(rulesFile);
  const bounds = {
    fromMs: readDay('from', values.from) ?? Number.NEGATIVE_INFINITY,
    toMs: readDay('to', values.to) ?? Number.POSITIVE_INFINITY,
  };
  const bad = values.labels === undefined ? null : readLabels(values.labels);
  const log = await connect(process.env);
  try {
    process.stdout.write(compare(await readStory(log, bounds), current, proposed, bad));
  } finally {
    await log.close();
  }
}

function compare(
  facts: Fact[],
  current: RulesDocument,
  proposed: RulesDocument,
  bad: ReadonlySet<string> | null,
): string {
  const [before, after] = [current, proposed].map((rules) => judge(facts, rules)) as [Judgements, Judgements];
  const lines = [
    `${facts.length} events; rules version ${current.version} (in force) and ${proposed.version} (proposed)`,
    ...describe('in force', before, bad),
    ...describe('proposed', after, bad),
  ];
  const changes = [...new Set([...before.keys(), ...after.keys()])]
    .map((user) => ({ user, was: before.get(user), becomes: after.get(user) }))
    .filter(({ was, becomes }) => (was?.action ?? 'ALLOW') !== (becomes?.action ?? 'ALLOW'));
  const caught = (judgement: Judgement | undefined): boolean =>
    judgement?.action === 'CASE' || judgement?.action === 'RESTRICT';
  const newly = changes.filter(({ was, becomes }) => !caught(was) && caught(becomes)).length;
  const freed = changes.filter(({ was, becomes }) => caught(was) && !caught(becomes)).length;
  lines.push(
    changes.length === 0
      ? 'nobody would be judged otherwise'
      : `${changes.length} accounts would be judged otherwise: ${newly} newly caught, ${freed} newly freed, ` +
          `${changes.length - newly - freed} by another action`,
  );
  for (const { user, was, becomes } of changes) {
    const label = bad ? (bad.has(user) ? ' (labelled bad)' : ' (labelled honest)') : '';
    lines.push(`  ${user} ${was?.action ?? 'ALLOW'} -> ${becomes?.action ?? 'ALLOW'}${label}`);
    for (const finding of (becomes ?? was)!.findings) lines.push(`    ${finding.rule}: ${finding.detail}`);
  }
  return `${lines.join('\n')}\n`;
}

interface Judgement {
  readonly action: string;
  readonly findings: readonly Finding[];
}
type Judgements = Map<string, Judgement>;

function judge(facts: Fact[], rules: RulesDocument): Judgements {
  const findings = new Map<string, Finding[]>();
  watchStory([facts], rules, (finding) => {
    findings.set(finding.user, [...(findings.get(finding.user) ?? []), finding]);
  });
  return new Map(
    [...findings].map(([user, found]) => [user, { action: assess(found, rules).action, findings: found }]),
  );
}

function describe(name: string, judgements: Judgements, bad: ReadonlySet<string> | null): string[] {
  const of = (...actions: string[]) =>
    [...judgements].filter(([, { action }]) => actions.includes(action)).map(([id]) => id);
  const caught = of('CASE', 'RESTRICT');
  const line = `${name}: ${of('RESTRICT').length} restricted, ${of('CASE').length} cases, ${of('WATCH').length} watched`;
  if (!bad) return [line];
  const right = caught.filter((id) => bad.has(id)).length;
  const share = (part: number, whole: number): string => (whole === 0 ? '-' : (part / whole).toFixed(3));
  return [`${line}; precision ${share(right, caught.length)}, recall ${share(right, bad.size)} by the labels`];
}

function readDay(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(ms)) throw new UsageError(`--${name} must be a day such as 2026-11-01, and is '${text}'.`);
  return ms;
}
