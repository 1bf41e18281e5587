import { expect } from '@jest/globals';
import { type Answered, startTestSubgraph } from './test-subgraph.ts';

interface FieldError {
  readonly path?: readonly (string | number)[];
}

/** One subgraph served twice: once with compiled operations, once without. */
export interface BothWays {
  /** Asks both until the first runs what it has compiled, and expects the same answer every time. */
  ask(body: unknown): Promise<void>;
  close(): Promise<void>;
}

export async function startBothWays(subgraph: { typeDefs: string; resolvers: object }): Promise<BothWays> {
  const start = (compiled: boolean) => startTestSubgraph({ ...subgraph, compiled });
  const [compiled, ordinary] = await Promise.all([start(true), start(false)]);
  return {
    async ask(body) {
      const expected = await ordinary.ask(body);
      // First sight, the time it is compiled, and a run of what was kept.
      for (let time = 0; time < 3; time++) expectSame(await compiled.ask(body), expected, body);
    },
    async close() {
      await compiled.close();
      await ordinary.close();
    },
  };
}

/** The same status and type, the same bytes of data, and the same errors in any order (they come as they happen). */
export function expectSame(actual: Answered, expected: Answered, asked: unknown): void {
  const where = JSON.stringify(asked);
  const [ours, theirs] = [split(actual.text), split(expected.text)];
  expect({ where, status: actual.status, type: actual.type, data: ours.data }).toEqual({
    where,
    status: expected.status,
    type: expected.type,
    data: theirs.data,
  });
  expect({ where, errors: ours.errors }).toEqual({ where, errors: theirs.errors });
  expect(actual.text.startsWith('{"errors":')).toBe(expected.text.startsWith('{"errors":'));
  if (!expected.text.startsWith('{"errors":')) expect(actual.text).toBe(expected.text);
}

function split(text: string): { data: string | undefined; errors: string[] } {
  const { data, errors = [] } = JSON.parse(text) as { data?: unknown; errors?: FieldError[] };
  return {
    data: JSON.stringify(data),
    errors: errors
      .filter((error) => isReported(error, data))
      .map((error) => JSON.stringify(error))
      .sort(),
  };
}

/**
 * Which of the errors below a place that one of them made null are reported is left open by the spec, and depends on
 * which came first: only those at places that still stand are compared.
 */
function isReported({ path }: FieldError, data: unknown): boolean {
  let at: unknown = data;
  for (const key of path?.slice(0, -1) ?? []) {
    if (at === null || at === undefined) return false;
    at = (at as Record<string | number, unknown>)[key];
  }
  return at !== null;
}
