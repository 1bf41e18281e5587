import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/start/home.ts';
import { townspeopleQuery } from '../scenarios/townspeople.ts';

/** The texts that the product's own client sends, by operation name. */
export function readOperationTexts(): ReadonlyMap<string, string> {
  const manifest = JSON.parse(readFileSync(join(root, 'client', 'generated', 'persisted-operations.json'), 'utf8')) as {
    operations: { name: string; body: string }[];
  };
  return new Map([
    ...manifest.operations.map(({ name, body }) => [name, body] as const),
    ['Townspeople', townspeopleQuery],
  ]);
}
