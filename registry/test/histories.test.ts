import { DiffRule, diff } from '@graphql-inspector/core';
import { describe, expect, test } from '@jest/globals';
import { buildSchema, type GraphQLSchema, parse, printSchema, validate } from 'graphql';
import { diffSchemas } from '../changes/diff-schemas.ts';
import { apiSchemaOf } from '../composition/api-schema.ts';
import { compose } from '../composition/compose.ts';
import { readOperationUse } from '../usage/operation-use.ts';
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

/** Whether GraphQL Inspector refuses a history, told of the use of exactly the coordinates that it asks for. */
async function inspectorRefuses({ before, after, sent }: History): Promise<boolean | null> {
  const [old, now] = [schemaOf(before), schemaOf(after)];
  if (!old || !now) return null;
  const named = new Set(
    sent.flatMap((operation) => {
      const [text, variables] = typeof operation === 'string' ? [operation] : [operation.text, new Set(operation.sent)];
      return [...readOperationUse(old, parse(text), variables).named];
    }),
  );
  // As registries use it: every breaking change is asked for by its path, and none is counted where nobody uses that.
  const changes = await diff(plain(old), plain(now), [DiffRule.considerUsage], {
    checkUsage: async (places) =>
      places.map(({ type, field, argument }) => {
        const coordinate = [type, field].filter(Boolean).join('.');
        return !named.has(argument ? `${coordinate}(${argument}:)` : coordinate);
      }),
  });
  return changes.some(({ criticality }) => criticality.level === 'BREAKING');
}

/** Without the directives that federation's own schema class leaves on it. */
const plain = (schema: GraphQLSchema): GraphQLSchema => buildSchema(printSchema(schema));

describe('each change gets its verdict', () => {
  test('the table holds at least 60 changes', () => {
    expect(histories.length).toBeGreaterThanOrEqual(60);
  });

  test.each(histories.map((history) => [history.name, history] as const))('%s', (_name, history) => {
    expect(verdicts(history)).toEqual(history.expect);
  });

  test('several are those that a known tool gets wrong, and where is no claim of ours', async () => {
    const mistakes: string[] = [];
    for (const history of histories) {
      const refused = await inspectorRefuses(history);
      const breaks = history.expect.some((verdict) => verdict.endsWith(': breaks'));
      if (refused !== null && refused !== breaks)
        mistakes.push(`${refused ? 'false alarm' : 'misses'}: ${history.name}`);
    }
    const marked = histories.flatMap(({ name, inspector }) => (inspector ? [`${inspector.mistake}: ${name}`] : []));
    expect(mistakes).toEqual(marked);
    expect(marked.length).toBeGreaterThanOrEqual(9);
  });
});
