import { describe, expect, test } from '@jest/globals';
import { buildSchema } from 'graphql';
import { createOperationCache } from './operation-cache.ts';

const schema = buildSchema('type Query { a: String b: String }');

describe('kept operations', () => {
  test('are compiled once they were answered, and are the same from then on', () => {
    const cache = createOperationCache(schema);
    expect(cache.find('{ a }', undefined)).toBeNull();
    cache.answered('{ a }', undefined);
    const compiled = cache.find('{ a }', undefined);
    expect(compiled).not.toBeNull();
    expect(cache.find('{ a }', undefined)).toBe(compiled);
  });

  test('are told apart by text and name, whatever the name is', () => {
    const cache = createOperationCache(schema);
    cache.answered('query x { a }', 'x');
    expect(cache.find('query x { a }', undefined)).toBeNull();
    expect(cache.find('x { a }', 'query')).toBeNull();
    expect(cache.find('1:xquery x { a }', undefined)).toBeNull();
    expect(cache.find('query x { a }', 'x')).not.toBeNull();
  });

  test('that can’t be compiled stay with the ordinary way', () => {
    const cache = createOperationCache(schema);
    for (const text of ['{ __schema { queryType { name } } }', '{ __proto__: a }']) {
      cache.answered(text, undefined);
      expect(cache.find(text, undefined)).toBeNull();
      expect(cache.find(text, undefined)).toBeNull();
    }
  });

  test('are bounded: the least used leave, and a huge text is never kept', () => {
    const cache = createOperationCache(schema);
    const text = (number: number) => `{ a } # ${number}`;
    for (let number = 0; number < 2_001; number++) cache.answered(text(number), undefined);
    expect(cache.find(text(0), undefined)).toBeNull();
    expect(cache.find(text(2_000), undefined)).not.toBeNull();
    const huge = `{ a } # ${'x'.repeat(200_001)}`;
    cache.answered(huge, undefined);
    expect(cache.find(huge, undefined)).toBeNull();
    expect(cache.find(text(2_000), undefined)).not.toBeNull();
    // Twenty of nearly that length are all that fits.
    for (let number = 0; number < 25; number++) cache.answered(`{ a } # ${number}${'x'.repeat(190_000)}`, undefined);
    expect(cache.find(`{ a } # 0${'x'.repeat(190_000)}`, undefined)).toBeNull();
    expect(cache.find(`{ a } # 24${'x'.repeat(190_000)}`, undefined)).not.toBeNull();
  });
});
