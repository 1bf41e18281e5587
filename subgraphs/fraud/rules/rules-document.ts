import { parse } from 'yaml';
import { z } from 'zod';

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

/** The rules document doesn't say what it must. Its message lists every mistake, one a line. */
export class RulesDocumentError extends Error {
  override readonly name = 'RulesDocumentError';
}

/** Parses and checks a rules document. Throws a RulesDocumentError. */
export function parseRulesDocument(text: string): RulesDocument {
  let content: unknown;
  try {
    content = parse(text);
  } catch (error) {
    throw new RulesDocumentError(`It is not YAML: ${(error as Error).message}`);
  }
  const result = rulesDocumentSchema.safeParse(content);
  if (result.success) return result.data;
  const mistakes = result.error.issues.map((issue) => `- ${issue.path.join('.')}: ${issue.message}`);
  throw new RulesDocumentError(`It has ${mistakes.length} mistake(s):\n${mistakes.join('\n')}`);
}
