import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Action, assess, type WeighedFinding } from './assess.ts';

const settings = { caseScore: 0.6 };
const finding = (rule: string, weight: number, action: Action): WeighedFinding => ({ rule, weight, action });
const anyFinding = fc.record({
  rule: fc.constantFrom('a', 'b', 'c'),
  weight: fc.double({ min: 0, max: 1, noNaN: true }),
  action: fc.constantFrom<Action>('WATCH', 'CASE', 'RESTRICT'),
});

describe('an assessment', () => {
  test.each([
    ['of nothing', [], 0, 'NONE', 'ALLOW'],
    ['of one hint', [finding('a', 0.4, 'WATCH')], 0.4, 'LOW', 'WATCH'],
    ['of two hints', [finding('a', 0.4, 'WATCH'), finding('b', 0.4, 'WATCH')], 0.64, 'MEDIUM', 'CASE'],
    ['of one hint seen twice', [finding('a', 0.4, 'WATCH'), finding('a', 0.4, 'WATCH')], 0.4, 'LOW', 'WATCH'],
    ['of a case', [finding('a', 0.5, 'CASE')], 0.5, 'MEDIUM', 'CASE'],
    ['of a restriction', [finding('a', 1, 'RESTRICT')], 1, 'HIGH', 'RESTRICT'],
  ] as const)('%s', (_, findings, score, level, action) => {
    expect(assess(findings, settings)).toEqual({ score, level, action });
  });

  test('never restricts unless a finding does by itself', () => {
    fc.assert(
      fc.property(fc.array(anyFinding), (findings) => {
        const restricts = findings.some(({ action }) => action === 'RESTRICT');
        expect(assess(findings, settings).action === 'RESTRICT').toBe(restricts);
      }),
    );
  });

  test('does not depend on the order of the findings, and lies between 0 and 1', () => {
    fc.assert(
      fc.property(fc.array(anyFinding), (findings) => {
        const verdict = assess(findings, settings);
        expect(assess([...findings].reverse(), settings)).toEqual(verdict);
        expect(verdict.score).toBeGreaterThanOrEqual(0);
        expect(verdict.score).toBeLessThanOrEqual(1);
      }),
    );
  });
});
