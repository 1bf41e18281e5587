import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { uuidv7 } from 'uuidv7';
import { accountDecided } from '../../../events/account-decided.ts';
import type { Envelope } from '../../../events/envelope.ts';
import { fraudCaseOpened } from '../../../events/fraud-case-opened.ts';
import { type FraudDatabase, openFraudDatabase } from '../fixtures/database.ts';
import { findingOf } from '../fixtures/findings.ts';
import { createDecisionStore } from './decision-store.ts';
import { createErasureStore } from './erasure-store.ts';
import { createVerdictStore } from './verdict-store.ts';

const settings = { caseScore: 0.6 };
let database: FraudDatabase;
const stores = () => ({
  decisions: createDecisionStore(database.prisma),
  verdicts: createVerdictStore(database.prisma),
  erasures: createErasureStore(database.prisma),
});

beforeAll(async () => {
  database = await openFraudDatabase();
});
afterAll(() => database.close());

/** The events that were written about an account, the relay not being there to take them away. */
async function outboxOf(user: string): Promise<{ topic: string; envelope: Envelope }[]> {
  const rows = await database.prisma.outboxEvent.findMany({ orderBy: { id: 'asc' } });
  return rows
    .map(({ topic, envelope }) => ({ topic, envelope: envelope as unknown as Envelope }))
    .filter(({ envelope }) => (envelope.data as { user: { id: string } }).user.id === user);
}
const actionsOf = async (user: string) =>
  (await outboxOf(user))
    .filter(({ topic }) => topic === 'fraud.decided')
    .map(({ envelope }) => accountDecided.read(envelope).data.action);
const auditOf = async (user: string) =>
  (await database.prisma.auditEntry.findMany({ where: { userId: user }, orderBy: { id: 'asc' } })).map(
    ({ action }) => action,
  );
const openCaseOf = (user: string) =>
  database.prisma.fraudCase.findFirstOrThrow({ where: { userId: user, status: 'OPEN' } });
const assessmentOf = (user: string) => database.prisma.assessment.findUniqueOrThrow({ where: { userId: user } });

describe('recording findings', () => {
  test('one that restricts opens a case, restricts, and writes both events with the rows', async () => {
    const user = uuidv7();
    await stores().decisions.record([findingOf(user)], settings);
    const fraudCase = await openCaseOf(user);
    const events = await outboxOf(user);
    expect(events.map(({ topic }) => topic).sort()).toEqual(['fraud.decided', 'fraud.opened']);
    const opened = events.find(({ topic }) => topic === 'fraud.opened')!;
    expect(fraudCaseOpened.read(opened.envelope).data).toEqual({
      id: fraudCase.id,
      openedAt: fraudCase.openedAt.toISOString(),
      user: { id: user },
    });
    const decided = events.find(({ topic }) => topic === 'fraud.decided')!;
    expect(accountDecided.read(decided.envelope)).toMatchObject({
      key: user,
      actor: null,
      data: { user: { id: user }, action: 'RESTRICT', case: { id: fraudCase.id }, rules: ['founding'] },
    });
    expect(await assessmentOf(user)).toMatchObject({ score: 1, level: 'HIGH', restricted: true });
    expect(await auditOf(user)).toEqual(['DECIDED', 'CASE_OPENED', 'RESTRICTED']);
  });

  test('the same findings again, and at the same time from many workers, decide nothing twice', async () => {
    const user = uuidv7();
    const { decisions } = stores();
    await Promise.all(Array.from({ length: 6 }, () => decisions.record([findingOf(user), findingOf(user)], settings)));
    await decisions.record([findingOf(user)], settings);
    expect(await actionsOf(user)).toEqual(['RESTRICT']);
    expect(await database.prisma.fraudCase.count({ where: { userId: user } })).toBe(1);
    expect(await database.prisma.decision.count({ where: { userId: user } })).toBe(1);
    expect(await auditOf(user)).toEqual(['DECIDED', 'CASE_OPENED', 'RESTRICTED']);
  });

  test('one that opens a case restricts nobody', async () => {
    const user = uuidv7();
    await stores().decisions.record([findingOf(user, { rule: 'velocity', action: 'CASE', weight: 0.5 })], settings);
    expect((await outboxOf(user)).map(({ topic }) => topic)).toEqual(['fraud.opened']);
    expect(await assessmentOf(user)).toMatchObject({ score: 0.5, level: 'MEDIUM', restricted: false });
  });

  test('hints that only watch open no case alone, and together they do', async () => {
    const user = uuidv7();
    const { decisions } = stores();
    await decisions.record([findingOf(user, { rule: 'one', action: 'WATCH', weight: 0.4 })], settings);
    expect(await outboxOf(user)).toEqual([]);
    expect(await assessmentOf(user)).toMatchObject({ score: 0.4, level: 'LOW' });
    await decisions.record([findingOf(user, { rule: 'two', action: 'WATCH', weight: 0.4 })], settings);
    const fraudCase = await openCaseOf(user);
    expect(await database.prisma.decision.count({ where: { caseId: fraudCase.id } })).toBe(2);
    expect(await assessmentOf(user)).toMatchObject({ score: 0.64, level: 'MEDIUM', restricted: false });
  });

  test('a later rule that restricts joins the open case', async () => {
    const user = uuidv7();
    const { decisions } = stores();
    await decisions.record([findingOf(user, { rule: 'velocity', action: 'CASE', weight: 0.5 })], settings);
    await decisions.record([findingOf(user)], settings);
    expect(await database.prisma.fraudCase.count({ where: { userId: user } })).toBe(1);
    expect(await actionsOf(user)).toEqual(['RESTRICT']);
    expect(await assessmentOf(user)).toMatchObject({ score: 1, level: 'HIGH', restricted: true });
  });

  test('nothing is left where the transaction fails', async () => {
    const user = uuidv7();
    const broken = findingOf(user, { evidence: 'a zero byte, which PostgreSQL refuses: \u0000' });
    await expect(stores().decisions.record([broken], settings)).rejects.toThrow();
    expect(await outboxOf(user)).toEqual([]);
    expect(await database.prisma.assessment.count({ where: { userId: user } })).toBe(0);
  });
});

describe('verdicts', () => {
  const reviewerId = uuidv7();
  const verdictOn = (id: string, verdict: 'CONFIRMED' | 'CLEARED') =>
    stores().verdicts.resolve({ id, verdict, note: 'looked at it', reviewerId, trace: null });

  test('CLEARED releases the account and empties its assessment', async () => {
    const user = uuidv7();
    await stores().decisions.record([findingOf(user)], settings);
    const { id } = await openCaseOf(user);
    const result = await verdictOn(id, 'CLEARED');
    expect(result).toMatchObject({
      outcome: 'resolved',
      fraudCase: { status: 'RESOLVED', verdict: 'CLEARED', note: 'looked at it', resolvedById: reviewerId },
    });
    expect(await actionsOf(user)).toEqual(['RESTRICT', 'RELEASE']);
    expect(await assessmentOf(user)).toMatchObject({ score: 0, level: 'NONE', restricted: false });
    expect((await auditOf(user)).slice(3)).toEqual(['CASE_RESOLVED', 'RELEASED']);
    const release = (await outboxOf(user)).at(-1)!.envelope;
    expect(release).toMatchObject({ actor: reviewerId, data: { rules: ['founding'] } });
  });

  test('a redelivery after CLEARED changes nothing', async () => {
    const user = uuidv7();
    const { decisions } = stores();
    await decisions.record([findingOf(user)], settings);
    await verdictOn((await openCaseOf(user)).id, 'CLEARED');
    await decisions.record([findingOf(user)], settings);
    expect(await actionsOf(user)).toEqual(['RESTRICT', 'RELEASE']);
    expect(await database.prisma.fraudCase.count({ where: { userId: user, status: 'OPEN' } })).toBe(0);
    expect(await assessmentOf(user)).toMatchObject({ score: 0, restricted: false });
  });

  test('new evidence after CLEARED opens a new case', async () => {
    const user = uuidv7();
    const { decisions } = stores();
    const velocity = { rule: 'velocity', action: 'CASE' as const, weight: 0.5 };
    await decisions.record([findingOf(user, { ...velocity, evidence: 'first' })], settings);
    await verdictOn((await openCaseOf(user)).id, 'CLEARED');
    await decisions.record([findingOf(user, { ...velocity, evidence: 'since:2026-11-06T00:00:00.000Z' })], settings);
    expect(await database.prisma.fraudCase.count({ where: { userId: user } })).toBe(2);
  });

  test('CONFIRMED restricts where no rule had, and publishes nothing where one had', async () => {
    const [suspected, restricted] = [uuidv7(), uuidv7()];
    const { decisions } = stores();
    await decisions.record([findingOf(suspected, { rule: 'velocity', action: 'CASE', weight: 0.5 })], settings);
    await decisions.record([findingOf(restricted)], settings);
    await verdictOn((await openCaseOf(suspected)).id, 'CONFIRMED');
    await verdictOn((await openCaseOf(restricted)).id, 'CONFIRMED');
    expect(await actionsOf(suspected)).toEqual(['RESTRICT']);
    expect(await actionsOf(restricted)).toEqual(['RESTRICT']);
    expect(await assessmentOf(suspected)).toMatchObject({ score: 1, level: 'HIGH', restricted: true });
  });

  test('what is found of a confirmed account opens no further case', async () => {
    const user = uuidv7();
    const { decisions } = stores();
    await decisions.record([findingOf(user)], settings);
    await verdictOn((await openCaseOf(user)).id, 'CONFIRMED');
    await decisions.record([findingOf(user, { rule: 'velocity', evidence: 'first', action: 'CASE' })], settings);
    expect(await database.prisma.fraudCase.count({ where: { userId: user } })).toBe(1);
    expect(await assessmentOf(user)).toMatchObject({ score: 1, restricted: true });
  });

  test('of two verdicts at the same time one counts', async () => {
    const user = uuidv7();
    await stores().decisions.record([findingOf(user)], settings);
    const { id } = await openCaseOf(user);
    const outcomes = await Promise.all([
      verdictOn(id, 'CLEARED'),
      verdictOn(id, 'CONFIRMED'),
      verdictOn(id, 'CLEARED'),
    ]);
    expect(outcomes.map(({ outcome }) => outcome).sort()).toEqual(['already-resolved', 'already-resolved', 'resolved']);
    expect((await auditOf(user)).filter((action) => action === 'CASE_RESOLVED')).toHaveLength(1);
  });

  test('a verdict is never dated before its evidence, whatever the clocks say', async () => {
    const user = uuidv7();
    const ahead = Date.now() + 3_600_000;
    await stores().decisions.record([findingOf(user, { atMs: ahead })], settings);
    const result = await verdictOn((await openCaseOf(user)).id, 'CLEARED');
    expect(result.outcome === 'resolved' && result.fraudCase.resolvedAt?.getTime()).toBe(ahead);
  });
});

describe('erasing a deleted account', () => {
  test('leaves ids and no texts, closes its case, and nothing is decided on it any more', async () => {
    const user = uuidv7();
    const { decisions, erasures } = stores();
    await decisions.record([findingOf(user)], settings);
    await erasures.erase([user]);
    await erasures.erase([user]);
    await decisions.record([findingOf(user, { rule: 'velocity', evidence: 'first' })], settings);
    const kept = await database.prisma.decision.findMany({ where: { userId: user } });
    expect(kept.map(({ detail }) => detail)).toEqual(['']);
    expect(await database.prisma.fraudCase.findMany({ where: { userId: user } })).toMatchObject([
      { status: 'RESOLVED', verdict: null, note: null },
    ]);
    expect(await assessmentOf(user)).toMatchObject({ score: 0, level: 'NONE' });
    expect((await auditOf(user)).filter((action) => action === 'ERASED')).toHaveLength(1);
  });
});

describe('the audit', () => {
  test.each(['UPDATE audit SET action = $$x$$', 'DELETE FROM audit', 'TRUNCATE audit'])('refuses %s', async (sql) => {
    await stores().decisions.record([findingOf(uuidv7())], settings);
    await expect(database.pool.query(sql)).rejects.toThrow('append-only');
  });
});
