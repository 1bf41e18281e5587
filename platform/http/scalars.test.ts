import { describe, expect, test } from '@jest/globals';
import { Kind } from 'graphql';
import { dateScalar, dateTimeScalar } from './scalars.ts';

describe('DateTime', () => {
  test('is written in UTC with milliseconds', () => {
    expect(dateTimeScalar.serialize(new Date('2026-11-05T19:03:11+01:00'))).toBe('2026-11-05T18:03:11.000Z');
  });

  test('refuses to write what is no date, so that a resolver’s mistake is not sent to a client', () => {
    for (const value of ['2026-11-05T18:03:11.042Z', Number.NaN, new Date(Number.NaN), null])
      expect(() => dateTimeScalar.serialize(value)).toThrow(TypeError);
  });

  test('reads an instant with any stated offset', () => {
    expect(dateTimeScalar.parseValue('2026-11-05T19:03:11.5+01:00')).toEqual(new Date('2026-11-05T18:03:11.500Z'));
    expect(dateTimeScalar.parseLiteral({ kind: Kind.STRING, value: '2026-11-05T18:03:11Z' }, {})).toEqual(
      new Date('2026-11-05T18:03:11Z'),
    );
  });

  test.each([
    '2026-11-05',
    '2026-11-05T18:03:11',
    '2026-02-30T00:00:00Z',
    '2026-11-05T25:00:00Z',
    '2026-11-05 18:03:11Z',
    'today',
    '',
    1793901791,
    null,
  ])('refuses %p as input with BAD_USER_INPUT', (value) => {
    expect(() => dateTimeScalar.parseValue(value)).toThrow(
      expect.objectContaining({ extensions: { code: 'BAD_USER_INPUT' } }),
    );
  });

  test('refuses a number as a literal', () => {
    expect(() => dateTimeScalar.parseLiteral({ kind: Kind.INT, value: '1793901791' }, {})).toThrow(/DateTime/);
  });
});

describe('Date', () => {
  test('is a day, read and written as it stands', () => {
    expect(dateScalar.parseValue('1990-05-04')).toBe('1990-05-04');
    expect(dateScalar.parseValue('2000-02-29')).toBe('2000-02-29');
    expect(dateScalar.serialize('1990-05-04')).toBe('1990-05-04');
  });

  test.each(['1900-02-29', '1990-13-01', '1990-5-4', '1990-05-04T00:00:00Z', '04.05.1990', '', 19900504])(
    'refuses %p as input with BAD_USER_INPUT',
    (value) => {
      expect(() => dateScalar.parseValue(value)).toThrow(
        expect.objectContaining({ extensions: { code: 'BAD_USER_INPUT' } }),
      );
    },
  );

  test('refuses to write a Date object, whose day depends on a zone', () => {
    expect(() => dateScalar.serialize(new Date())).toThrow(TypeError);
  });
});
