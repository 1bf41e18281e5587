import { parse } from 'yaml';
import { z } from 'zod';

const ms = z.int().positive();
const count = z.int().positive();
const base = { action: z.enum(['WATCH', 'CASE', 'RESTRICT']), weight: z.number().min(0).max(1) };

/** The rules document (rules.yaml). Strict: a misspelt threshold is a mistake and not a default. */
export const rulesDocumentSchema = z.strictObject({
  /** Grows with every change; each decision names the version it was made by. */
  version: z.int().positive(),
  caseScore: z.number().min(0).max(1),
  rules: z.strictObject({
    founding: z.strictObject({ ...base, people: count, windowMs: ms }),
  }),
});

export type RulesDocument = z.infer<typeof rulesDocumentSchema>;

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
