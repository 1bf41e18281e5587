import { parse } from 'yaml';
import { z } from 'zod';
import { ClearError } from '../../../platform/lifecycle/clear-error.ts';

const ms = z.int().positive();
const count = z.int().positive();
const share = z.number().min(0).max(1);
const base = { action: z.enum(['WATCH', 'CASE', 'RESTRICT']), weight: share };
/** Speed and what only hints never restrict: a document that says so is refused. */
const noRestriction = { action: z.enum(['WATCH', 'CASE']), weight: share };
const farming = { likes: count, shareMin: share, windowMs: ms };
const signIns = { tiers: z.array(z.strictObject({ failures: count, windowMs: ms })).min(1) };

/** The rules document (rules.yaml). Strict: a misspelt threshold is a mistake and not a default. */
export const rulesDocumentSchema = z.strictObject({
  /** Grows with every change; each decision names the version it was made by. */
  version: z.int().positive(),
  caseScore: share,
  settleMs: z.int().min(0),
  rules: z.strictObject({
    founding: z.strictObject({ ...base, people: count, windowMs: ms }),
    velocity: z.strictObject({
      ...noRestriction,
      tiers: z.array(z.strictObject({ people: count, windowMs: ms })).min(1),
    }),
    scraping: z.strictObject({
      ...noRestriction,
      people: count,
      windowMs: ms,
      likeShareMax: share,
      revisitShareMax: share,
      dwellMedianMaxMs: ms,
    }),
    farming: z.strictObject({ ...noRestriction, ...farming }),
    farmingProven: z.strictObject({ ...base, ...farming }),
    regularity: z.strictObject({ ...noRestriction, visits: count, variationMax: z.number().positive(), pauseMs: ms }),
    lockstep: z.strictObject({ ...base, targets: count, members: count, windowMs: ms, keptMs: ms }),
    deviceFarm: z.strictObject({ ...noRestriction, accounts: count, windowMs: ms }),
    takeover: z.strictObject({ ...base, ...signIns }),
    stuffing: z.strictObject({ ...noRestriction, ...signIns }),
    profileAfterSignIn: z.strictObject({ ...noRestriction, windowMs: ms }),
  }),
  model: z.strictObject({
    ...noRestriction,
    actions: count,
    windowPoints: count,
    warmUpPoints: count,
    quantile: share,
  }),
});

export type RulesDocument = z.infer<typeof rulesDocumentSchema>;
export type RuleThresholds = RulesDocument['rules'];

/** The rules document can't be had or doesn't say what it must. Its message lists every mistake, one a line. */
export class RulesDocumentError extends ClearError {
  override readonly name = 'RulesDocumentError';
}

/** Parses and checks a rules document, which is called as `name` in messages. Throws a RulesDocumentError. */
export function parseRulesDocument(text: string, name = 'The rules document'): RulesDocument {
  let content: unknown;
  try {
    content = parse(text);
  } catch (error) {
    // Its first line; what follows shows the place in the text.
    const [reason] = (error as Error).message.split(/:?\n/);
    throw new RulesDocumentError(`${name} is not YAML: ${reason}: correct it.`);
  }
  const result = rulesDocumentSchema.safeParse(content);
  if (result.success) return result.data;
  const mistakes = result.error.issues.map(({ path, message }) =>
    path.length === 0 ? `- ${message}` : `- ${path.join('.')}: ${message}`,
  );
  const count = mistakes.length === 1 ? '1 mistake' : `${mistakes.length} mistakes`;
  throw new RulesDocumentError(`${name} has ${count}; correct what is named here:\n${mistakes.join('\n')}`);
}
