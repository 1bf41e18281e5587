import { describe, expect, test } from '@jest/globals';
import { buildSchema, type GraphQLSchema, parse, validate } from 'graphql';
import { diffSchemas } from '../changes/diff-schemas.ts';
import { apiSchemaOf } from '../composition/api-schema.ts';
import { compose } from '../composition/compose.ts';
import { judgeChanges } from '../verdict/judge-changes.ts';
import { type History, histories } from './histories.ts';

/** The API schema of a state; null where its subgraphs don't compose. */
function schemaOf(state: History['before']): GraphQLSchema | null {
  if (typeof state === 'string') return buildSchema(state);
  const sources = Object.entries(state).map(([name, sdl]) => ({ name, sdl, url: '', file: `${name}.graphql` }));
  const { supergraphSdl } = compose(sources);
  return supergraphSdl === null ? null : apiSchemaOf(supergraphSdl);
}

function verdicts({ before, after, sent }: History): string[] {
  const [old, now] = [schemaOf(before), schemaOf(after)];
  if (!old) throw new Error('The published state must compose');
  if (!now) return ['does not compose'];
  const operations = sent.map((operation, at) => {
    const text = typeof operation === 'string' ? operation : operation.text;
    expect(validate(old, parse(text))).toEqual([]);
    return {
      id: String(at),
      name: null,
      text,
      count: 1,
      clients: [],
      sent: typeof operation === 'string' ? undefined : new Set(operation.sent),
    };
  });
  return judgeChanges(old, diffSchemas(old, now), operations)
    .filter(({ verdict }) => verdict !== 'safe')
    .map(({ change, verdict }) => `${change.kind} ${change.coordinate}: ${verdict}`);
}

describe('each change gets its verdict', () => {
  test('the table holds at least 60 changes', () => {
    expect(histories.length).toBeGreaterThanOrEqual(60);
  });

  test.each(histories.map((history) => [history.name, history] as const))('%s', (_name, history) => {
    expect(verdicts(history)).toEqual(history.expect);
  });
});
