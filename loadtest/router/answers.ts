import { isDeepStrictEqual } from 'node:util';
import { createClient } from './drive.ts';
import { createBodies } from './measure.ts';
import { type OperationKey, operations } from './operations.ts';
import type { Measured } from './processes.ts';

/** How long a program may take to start: planners of peers are compiled while the machine starts others, too. */
const readyTimeoutMs = 60_000;
const retryMs = 100;

/** Asks a program, as soon as it answers, for every operation with the same variables as all others are asked. */
export async function askAll(
  measured: Measured,
  keys: readonly OperationKey[],
  headers: Readonly<Record<string, string>>,
): Promise<ReadonlyMap<OperationKey, string>> {
  await untilReady(measured, headers);
  const client = createClient(measured, [headers], 1);
  const answers = new Map<OperationKey, string>();
  for (const key of keys) answers.set(key, await client.send(sameForAll(key)));
  await client.close();
  return answers;
}

const bodies = new Map<OperationKey, string>();
function sameForAll(key: OperationKey): string {
  let body = bodies.get(key);
  if (body === undefined) {
    body = createBodies(operations[key], 'distinct')();
    bodies.set(key, body);
  }
  return body;
}

async function untilReady(measured: Measured, headers: Readonly<Record<string, string>>): Promise<void> {
  const until = performance.now() + readyTimeoutMs;
  for (;;) {
    const client = createClient(measured, [headers], 1);
    try {
      await client.send(sameForAll('a'));
      return;
    } catch (error) {
      if (measured.child.exitCode !== null) throw new Error(`it ended with ${measured.child.exitCode}`);
      if (performance.now() > until) throw new Error(`it gave no answer: ${(error as Error).message}`);
      await new Promise((resolve) => setTimeout(resolve, retryMs));
    } finally {
      await client.close();
    }
  }
}

/** Throws where a program doesn't answer like the one before: it would be measured for nothing. */
export function expectSame(
  row: string,
  answers: ReadonlyMap<OperationKey, string>,
  expected: ReadonlyMap<OperationKey, string>,
): void {
  for (const [operation, text] of expected) {
    const answer = answers.get(operation)!;
    // Fields may come in another order (a handler without GraphQL has no order to keep); values may not differ.
    if (!isDeepStrictEqual(dataOf(answer), dataOf(text)))
      throw new Error(`(${operation}): ${row} answers\n${answer.slice(0, 800)}\nand not\n${text.slice(0, 800)}`);
  }
}

const dataOf = (text: string): unknown => (JSON.parse(text) as { data: unknown }).data;
