import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/start/home.ts';

/** The texts that the product's own client sends, by operation name. */
export function readOperationTexts(): ReadonlyMap<string, string> {
  const manifest = JSON.parse(readFileSync(join(root, 'client', 'generated', 'persisted-operations.json'), 'utf8')) as {
    operations: { name: string; body: string }[];
  };
  return new Map([...manifest.operations, ...ownOperations].map(({ name, body }) => [name, body]));
}

/** What only a load test asks: who there is to take part. */
const ownOperations = [
  {
    name: 'Townspeople',
    body: `query Townspeople($after: String) {
      discover(first: 100, after: $after) { edges { node { id handle city visitCount } } pageInfo { hasNextPage endCursor } }
    }`,
  },
];
