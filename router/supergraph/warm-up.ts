import { setImmediate } from 'node:timers/promises';
import { validate } from 'graphql';
import type { Graph } from '../execute/port.ts';
import type { UsedOperation } from './graph.ts';

/** Past this a new supergraph takes over with what is prepared by then. */
const warmUpMaxMs = 5_000;

/**
 * Prepares the operations in use for a graph that is about to take over, the last used first, so that its first clients
 * don't all wait for plans at once. Those that the new graph can't answer are left for their clients to hear about.
 */
export async function warmUp(graph: Graph, operations: readonly UsedOperation[]): Promise<void> {
  const deadline = Date.now() + warmUpMaxMs;
  for (const { document, documentId, operationName } of operations) {
    if (Date.now() > deadline) return;
    try {
      if (validate(graph.apiSchema, document).length === 0) await graph.prepare(document, documentId, operationName);
    } catch {
      // It can't be planned any more: its next request says why.
    }
    // Requests go on meanwhile.
    await setImmediate();
  }
}
