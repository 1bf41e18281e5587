import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ageOn, dayOf, latestBirthDate } from './age.ts';

describe('age', () => {
  test('grows on the birthday, not the day before', () => {
    expect(ageOn('2026-05-03', '1990-05-04')).toBe(35);
    expect(ageOn('2026-05-04', '1990-05-04')).toBe(36);
  });

  test('who was born on the 29th of February turns on the 1st of March in other years', () => {
    expect(ageOn('2026-02-28', '2004-02-29')).toBe(21);
    expect(ageOn('2026-03-01', '2004-02-29')).toBe(22);
    expect(ageOn('2028-02-29', '2004-02-29')).toBe(24);
  });

  test('the latest birth date of an age is a day of the calendar on which one has that age, and a day later one hasn’t', () => {
    const day = fc
      .date({ min: new Date('1900-01-01'), max: new Date('2100-12-31'), noInvalidDate: true })
      .map((date) => dayOf(date));
    fc.assert(
      fc.property(day, fc.integer({ min: 0, max: 150 }), (today, years) => {
        const latest = latestBirthDate(today, years);
        const next = dayOf(new Date(Date.parse(latest) + 24 * 60 * 60 * 1000));
        expect(dayOf(new Date(latest))).toBe(latest);
        expect(ageOn(today, latest)).toBeGreaterThanOrEqual(years);
        expect(ageOn(today, next)).toBeLessThan(years);
      }),
    );
  });
});
