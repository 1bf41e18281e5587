import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { readConfig } from './read-config.ts';

const schema = z
  .object({
    PORT: z.coerce.number().int().min(1).max(65_535).default(4000),
    SHARE: z.coerce.number().min(0).max(1).optional(),
    LIMIT: z.coerce.number().int().positive().default(5),
    DELAY_MS: z.coerce.number().min(0).optional(),
    LOG: z.enum(['postgres', 'kafka']).default('postgres'),
    SECRET: z.string().min(32, 'must be at least 32 characters'),
    ISSUER: z.url().default('http://127.0.0.1'),
    HOSTS: z
      .string()
      .transform((value) => value.split(','))
      .optional(),
  })
  .and(z.object({ ADMIN_PORT: z.coerce.number().int().max(10).optional() }));

const secret = 's'.repeat(32);
const mistakesIn = (environment: Record<string, string>): string[] => {
  try {
    readConfig(schema, { SECRET: secret, ...environment });
  } catch (error) {
    return (error as Error).message.split('\n');
  }
  return [];
};

describe('a configuration', () => {
  test('is read with its types, and what is empty is not set', () => {
    expect(readConfig(schema, { SECRET: secret, PORT: '80', LIMIT: '', HOSTS: 'a,b' })).toEqual({
      PORT: 80,
      LIMIT: 5,
      LOG: 'postgres',
      SECRET: secret,
      ISSUER: 'http://127.0.0.1',
      HOSTS: ['a', 'b'],
    });
  });

  test.each([
    ['PORT', 'abc', 'a whole number from 1 to 65535'],
    ['PORT', '0', 'a whole number from 1 to 65535'],
    ['PORT', '80.5', 'a whole number from 1 to 65535'],
    ['PORT', '99999', 'a whole number from 1 to 65535'],
    ['SHARE', '2', 'a number from 0 to 1'],
    ['LIMIT', '0', 'a whole number of at least 1'],
    ['LIMIT', '1e99', 'a whole number of at least 1'],
    ['DELAY_MS', 'soon', 'a number of at least 0'],
    ['LOG', 'paper', 'postgres or kafka'],
    ['ADMIN_PORT', '11', 'a whole number of at most 10'],
  ])('with %s=%s is told what is wanted', (name, value, wanted) => {
    expect(mistakesIn({ [name]: value })).toEqual([
      'The configuration has 1 mistake(s):',
      `- ${name}: must be ${wanted}, and is '${value}'`,
    ]);
  });

  test('tells all of its mistakes at once, each setting once, and no secret', () => {
    expect(mistakesIn({ PORT: '1e99', SECRET: 'too short', ISSUER: 'https//user:word' })).toEqual([
      'The configuration has 3 mistake(s):',
      "- PORT: must be a whole number from 1 to 65535, and is '1e99'",
      '- SECRET: must be at least 32 characters',
      '- ISSUER: Invalid URL',
    ]);
    expect(mistakesIn({ SECRET: '' })[1]).toBe("- SECRET: is needed, and isn't set");
  });
});
