import { ActivityWindow } from '../../subgraphs/fraud/detect/activity-window.ts';
import { type Fact, isActivity } from '../../subgraphs/fraud/detect/fact.ts';
import { Interner } from '../../subgraphs/fraud/detect/interner.ts';
import { featureNames, featuresOf } from '../../subgraphs/fraud/model/features.ts';
import { assess } from '../../subgraphs/fraud/score/assess.ts';
import { readRulesDocument } from '../../subgraphs/fraud/watch/rules-file.ts';
import { CommandError } from '../log/command-error.ts';
import { connect, embeddedUrl, namesLog } from '../log/connect.ts';
import { readFlags } from '../start/command-line.ts';
import { UsageError } from '../start/usage-error.ts';
import { readStory } from './read-story.ts';
import { rulesFile } from './shipped-rules.ts';
import { storedJudgement } from './stored-judgement.ts';
import { watchStory } from './watch-story.ts';

const hourMs = 60 * 60 * 1000;

/**
 * `npm run fraud -- explain USER`: what the log still holds of an account, hour by hour, what the rules in force find in
 * it, how that is combined, what the model sees, what was decided and what reviewers said: of the `npm start` on this
 * machine, or of the log and the fraud database that the environment names.
 * Decides and publishes nothing.
 */
export async function runExplain(args: string[]): Promise<void> {
  const [user, ...rest] = args;
  if (!user || user.startsWith('-')) throw new UsageError('explain needs the id of an account.');
  readFlags({}, rest, 'npm run fraud');
  const rules = readRulesDocument(rulesFile);
  const log = await connect(process.env);
  try {
    const story = await readStory(log, { fromMs: Number.NEGATIVE_INFINITY, toMs: Number.POSITIVE_INFINITY });
    const own = story.filter((fact) => fact.user === user);
    if (own.length === 0) throw new CommandError(`The log holds nothing of an account ${user}.`);
    const findings: Parameters<Parameters<typeof watchStory>[2]>[0][] = [];
    watchStory([story], rules, (finding) => {
      if (finding.user === user) findings.push(finding);
    });
    const { score, level, action } = assess(findings, rules);
    const lines = [
      `account ${user}, by rules version ${rules.version}`,
      '',
      `action ${action}, level ${level}, score ${score}`,
      ...findings.map(
        ({ rule, action: most, weight, atMs, detail }) =>
          `  ${new Date(atMs).toISOString()} ${rule} (at most ${most}, weight ${weight}): ${detail}`,
      ),
      ...(findings.length === 0 ? ['  no rule found anything'] : []),
      '',
      'hour by hour',
      ...byHour(own),
      '',
      'what the model sees of the busiest day',
      ...features(own),
      '',
      'what was decided (the fraud database)',
      ...(await storedJudgement(databaseUrl(), user)),
    ];
    process.stdout.write(`${lines.join('\n')}\n`);
  } finally {
    await log.close();
  }
}

/** The fraud database beside the log: of another log than the one on this machine nothing is known. */
function databaseUrl(): string | undefined {
  if (process.env.FRAUD_DATABASE_URL) return process.env.FRAUD_DATABASE_URL;
  return namesLog(process.env) ? undefined : embeddedUrl(process.env, 'fraud');
}

function byHour(facts: readonly Fact[]): string[] {
  const hours = new Map<number, Map<string, number>>();
  for (const { kind, atMs } of facts) {
    const counts = hours.get(Math.floor(atMs / hourMs)) ?? new Map<string, number>();
    hours.set(Math.floor(atMs / hourMs), counts.set(kind, (counts.get(kind) ?? 0) + 1));
  }
  return [...hours].map(
    ([hour, counts]) =>
      `  ${new Date(hour * hourMs).toISOString().slice(0, 16)} ${[...counts].map(([kind, count]) => `${kind} ${count}`).join(', ')}`,
  );
}

function features(facts: readonly Fact[]): string[] {
  const window = new ActivityWindow();
  const people = new Interner();
  for (const fact of facts) if (isActivity(fact)) window.insert(fact.kind, people.number(fact.target), fact.atMs);
  let best: [number, number] = [0, 0];
  for (let first = 0, last = 0; last < window.size; last++) {
    while (window.timeAt(first) < window.timeAt(last) - 24 * hourMs) first++;
    if (last + 1 - first > best[1] - best[0]) best = [first, last + 1];
  }
  const values = featuresOf(window, ...best);
  if (!values) return ['  too little to say anything'];
  return featureNames.map((name, i) => `  ${name}: ${values[i]!.toFixed(2)}`);
}
