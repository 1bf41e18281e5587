import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { createEmptyDatabase, type TestDatabase } from '../../../tests/support/database.ts';
import { copyRows } from './copy-rows.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await createEmptyDatabase('copy');
  await query('CREATE TABLE thing (number int, text text, list text[])');
});

afterAll(() => database.drop());

async function query(sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client(database.url);
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

describe('rows through COPY', () => {
  test('arrive as they were, whatever is in them', async () => {
    const texts = ['plain', '', '\\N', 'a\tb\nc\rd\\e', '"quoted", {braced}', 'Zürich İstanbul 👋', 'NULL'];
    const copy = await copyRows(database.url, 'thing', ['number', 'text', 'list']);
    for (const [number, text] of texts.entries()) await copy.add([number, text, [text, 'other']]);
    await copy.add([texts.length, null, []]);
    await copy.end();
    expect(copy.rows).toBe(texts.length + 1);
    expect(await query('SELECT * FROM thing ORDER BY number')).toEqual([
      ...texts.map((text, number) => ({ number, text, list: [text, 'other'] })),
      { number: texts.length, text: null, list: [] },
    ]);
  });

  test('that are more than the connection takes at once arrive whole', async () => {
    const copy = await copyRows(database.url, 'thing', ['number', 'text']);
    const filler = 'x'.repeat(1000);
    for (let number = 1000; number < 6000; number++) await copy.add([number, filler]);
    await copy.end();
    expect(await query('SELECT count(*)::int AS count FROM thing WHERE number >= 1000')).toEqual([{ count: 5000 }]);
  });

  test('leave nothing when they are given up', async () => {
    const copy = await copyRows(database.url, 'thing', ['number']);
    await copy.add([-1]);
    await copy.cancel();
    expect(await query('SELECT FROM thing WHERE number = -1')).toEqual([]);
  });

  test('that the table refuses are an error, and nothing of them stays', async () => {
    const copy = await copyRows(database.url, 'thing', ['number']);
    await copy.add([-2]);
    await copy.add(['not a number']);
    await expect(copy.end()).rejects.toThrow(/invalid input syntax/);
    await copy.cancel();
    expect(await query('SELECT FROM thing WHERE number = -2')).toEqual([]);
  });
});
