import { expect, test } from '@jest/globals';
import { buildSchema, parse } from 'graphql';
import type { Graph } from '../execute/port.ts';
import { warmUp } from './warm-up.ts';

test('the operations in use are prepared for the next graph, but for those it cannot answer', async () => {
  const prepared: string[] = [];
  const schema = buildSchema('type Query { kept: Int failing: Int }');
  const graph: Graph = {
    id: 'next',
    apiSchema: schema,
    supergraphSchema: schema,
    prepare: (_document, documentId) => {
      prepared.push(documentId);
      if (documentId === 'failing') throw new Error('no plan');
      return Promise.reject(new Error('not needed here'));
    },
  };
  const operations = ['kept', 'gone', 'failing', 'kept'].map((documentId) => ({
    document: parse(`{ ${documentId} }`),
    documentId,
    operationName: null,
  }));
  await warmUp(graph, operations);
  expect(prepared).toEqual(['kept', 'failing', 'kept']);
});
