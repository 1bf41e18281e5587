import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { idOf } from '../fixtures/facts.ts';
import { Interner } from './interner.ts';

describe('the interner', () => {
  test('gives each id one number, counted from 0, and tells the id again', () => {
    fc.assert(
      fc.property(fc.array(fc.uuid(), { maxLength: 400 }), (ids) => {
        const people = new Interner();
        const numbers = new Map<string, number>();
        for (const id of [...ids, ...ids]) {
          const known = numbers.get(id) ?? numbers.size;
          numbers.set(id, known);
          expect(people.number(id)).toBe(known);
        }
        for (const [id, number] of numbers) expect(people.text(number)).toBe(id);
        expect(people.size).toBe(numbers.size);
      }),
    );
  });

  test('after some were forgotten, the others are found under their new numbers', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.uuid(), { maxLength: 300 }), fc.func(fc.boolean()), (ids, isKept) => {
        const people = new Interner();
        const before = new Map(ids.map((id) => [people.number(id), id]));
        const kept = new Set([...before.keys()].filter((number) => isKept(number)));
        const numberOf = people.compact(Uint8Array.from(before.keys(), (number) => Number(kept.has(number))));
        const order = [...kept].sort((a, b) => a - b).map(numberOf);
        expect(order).toEqual([...order].sort((a, b) => a - b));
        expect(people.size).toBe(kept.size);
        for (const old of kept) {
          expect(people.text(numberOf(old))).toBe(before.get(old));
          expect(people.number(before.get(old)!)).toBe(numberOf(old));
        }
        for (const [old, id] of before) if (!kept.has(old)) expect(people.number(id)).toBeGreaterThanOrEqual(kept.size);
      }),
    );
  });

  test('tells ids apart that differ in one digit only, by the hundred thousand', () => {
    const people = new Interner();
    for (let i = 0; i < 100_000; i++) people.number(idOf(i));
    expect(people.size).toBe(100_000);
    expect(people.text(77_777)).toBe(idOf(77_777));
  });

  test('upper and lower case are the same id', () => {
    const people = new Interner();
    expect(people.number(idOf(0xabc).toUpperCase())).toBe(people.number(idOf(0xabc)));
  });

  test.each([
    '',
    'ada',
    '01990000-0000-7000-8000-00000000000g',
    '01990000-0000-7000-8000-0000000000001',
    `${'0'.repeat(36)}`,
  ])('%j is refused: it is no UUID', (text) => expect(() => new Interner().number(text)).toThrow(RangeError));
});
