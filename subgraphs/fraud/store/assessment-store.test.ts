import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { uuidv7 } from 'uuidv7';
import { type FraudDatabase, openFraudDatabase } from '../fixtures/database.ts';
import { start } from '../fixtures/facts.ts';
import { findingOf } from '../fixtures/findings.ts';
import { type AssessmentStore, createAssessmentStore } from './assessment-store.ts';
import { createDecisionStore } from './decision-store.ts';
import { createVerdictStore } from './verdict-store.ts';

let database: FraudDatabase;
let assessments: AssessmentStore;
beforeAll(async () => {
  database = await openFraudDatabase();
  assessments = createAssessmentStore(database);
});
afterAll(() => database.close());

/** One watched, one restricted for two reasons of the same moment and an earlier one, one cleared, one never seen. */
async function people() {
  const [watched, restricted, cleared, unseen] = [uuidv7(), uuidv7(), uuidv7(), uuidv7()];
  const atMs = start + 60_123;
  await createDecisionStore(database.prisma).record(
    [
      findingOf(watched, { action: 'WATCH', weight: 0.2, detail: '"quoted", {braced} \\ Žoë\nline' }),
      findingOf(restricted, { rule: 'velocity', evidence: 'first', atMs }),
      findingOf(restricted, { atMs }),
      findingOf(restricted, { rule: 'scraping', evidence: 'first', atMs: atMs - 1, action: 'WATCH', weight: 0.1 }),
      findingOf(cleared),
    ],
    { caseScore: 0.6 },
  );
  const { id } = await database.prisma.fraudCase.findFirstOrThrow({ where: { userId: cleared } });
  const verdict = { id, verdict: 'CLEARED' as const, note: null, reviewerId: uuidv7(), trace: null };
  await createVerdictStore(database.prisma).resolve(verdict);
  return { watched, restricted, cleared, unseen };
}

describe('assessments', () => {
  test('are the rows of the Prisma model', async () => {
    const all = Object.values(await people());
    const rows = await database.prisma.assessment.findMany({
      where: { userId: { in: all } },
      select: { userId: true, score: true, level: true },
    });
    const found = await assessments.findByUsers(all);
    expect(found).toEqual(new Map(rows.map((row) => [row.userId, row])));
    expect([...found.values()].map(({ level }) => level).sort()).toEqual(['HIGH', 'LOW', 'NONE']);
  });

  test('rest on the reasons of the Prisma model that no verdict cleared, the latest first', async () => {
    const { watched, restricted, cleared, unseen } = await people();
    const all = [watched, restricted, cleared, unseen];
    const found = await assessments.reasonsByUsers(all);
    for (const userId of all) {
      const rows = await database.prisma.decision.findMany({
        where: { userId, clearedAt: null },
        orderBy: [{ at: 'desc' }, { rule: 'asc' }],
        select: { rule: true, detail: true, at: true },
      });
      expect(found.get(userId) ?? []).toEqual(rows);
    }
    expect(found.get(restricted)!.map(({ rule }) => rule)).toEqual(['founding', 'velocity', 'scraping']);
    expect([...found.keys()].sort()).toEqual([watched, restricted].sort());
  });
});
