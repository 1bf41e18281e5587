import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { type DocumentNode, print } from 'graphql';
import * as generated from '../../client/generated/graphql.ts';
import { readSafelist } from '../../router/parse/safelist.ts';

const file = 'client/generated/persisted-operations.json';
const safelist = readSafelist([{ file, text: readFileSync(file, 'utf8') }]);
type Generated = DocumentNode & { readonly __meta__?: { readonly hash?: string } };
const documents = Object.entries(generated as unknown as Record<string, Generated>)
  .filter(([name, document]) => name.endsWith('Document') && document.definitions[0]?.kind === 'OperationDefinition')
  .map(([name, document]) => [name, print(document), document.__meta__?.hash] as const);

describe('the manifest of the client’s operations', () => {
  test.each(documents)('lists %s as the client sends it, by its text and by its hash', (_name, text, id) => {
    expect(safelist.has(text)).toBe(true);
    expect(safelist.byId(id!)).toBe(text);
    expect(safelist.byId(createHash('sha256').update(text).digest('hex'))).toBe(text);
  });

  test('lists nothing else', () => {
    expect(safelist.has('{ __typename }')).toBe(false);
    expect(JSON.parse(readFileSync(file, 'utf8')).operations).toHaveLength(documents.length);
  });
});
