import { Worker } from 'node:worker_threads';
import type { QueryPlan } from '@apollo/query-planner';
import { type DocumentNode, GraphQLError, print } from 'graphql';
import type { MendedSupergraph } from '../supergraph/mend/mend-supergraph.ts';

/** What the thread is told and what it answers; see planning-thread-main.ts. */
export interface PlanningRequest {
  readonly id: number;
  readonly text: string;
  readonly operationName: string | null;
  readonly labels: readonly string[];
}
export type PlanningReply =
  | { readonly id: number; readonly plan: QueryPlan }
  | { readonly id: number; readonly message: string };

/** A planner in a thread of its own, so that a large operation keeps nobody waiting but who asked for it. */
export interface PlanningThread {
  /** Rejects with a GraphQLError where there is no plan, or none in time. */
  plan(document: DocumentNode, operationName: string | null, labels: readonly string[]): Promise<QueryPlan>;
  /** Ends the thread once nobody waits for a plan any more. */
  close(): void;
}

interface Waiting {
  readonly resolve: (plan: QueryPlan) => void;
  readonly reject: (error: GraphQLError) => void;
  readonly timer: NodeJS.Timeout;
}

/**
 * Makes a planner that starts its thread when it is first needed: it loads the supergraph once more, which takes about a
 * second and some ten megabytes. A plan that takes longer than `timeLimitMs` ends the thread; the next one starts anew.
 */
export function createPlanningThread(supergraph: MendedSupergraph, timeLimitMs: number): PlanningThread {
  let worker: Worker | undefined;
  let isReady = false;
  let isClosing = false;
  let nextId = 0;
  const waiting = new Map<number, Waiting>();

  const failAll = (message: string, code: string): void => {
    for (const { reject, timer } of waiting.values()) {
      clearTimeout(timer);
      reject(new GraphQLError(message, { extensions: { code } }));
    }
    waiting.clear();
  };
  const stop = async (): Promise<void> => {
    const stopping = worker;
    worker = undefined;
    isReady = false;
    await stopping?.terminate();
  };

  const stopIfDone = (): void => {
    if (isClosing && waiting.size === 0) void stop();
  };

  const start = (): Worker => {
    const main = new URL('./planning-thread-main.ts', import.meta.url);
    const started = import.meta.url.endsWith('.ts')
      ? new Worker(new URL('./planning-thread-start.mjs', import.meta.url), { workerData: supergraph })
      : new Worker(new URL(main.href.replace(/\.ts$/, '.js')), { workerData: supergraph });
    started.unref();
    started.on('message', (reply: PlanningReply | 'ready') => {
      if (reply === 'ready') {
        isReady = true;
        for (const { timer } of waiting.values()) timer.refresh();
        return;
      }
      const request = waiting.get(reply.id);
      if (!request) return;
      waiting.delete(reply.id);
      clearTimeout(request.timer);
      // Plans are made one after the other: the time of those that waited begins now.
      for (const { timer } of waiting.values()) timer.refresh();
      if ('plan' in reply) request.resolve(reply.plan);
      else request.reject(new GraphQLError(reply.message, { extensions: { code: 'QUERY_PLANNING_FAILED' } }));
    });
    const gone = (): void => {
      if (worker !== started) return;
      worker = undefined;
      isReady = false;
      failAll('The operation could not be planned.', 'QUERY_PLANNING_FAILED');
    };
    started.on('message', stopIfDone);
    started.on('error', gone);
    started.on('exit', gone);
    return started;
  };

  return {
    plan: (document, operationName, labels) =>
      new Promise((resolve, reject) => {
        worker ??= start();
        const id = nextId++;
        const onTimeout = (): void => {
          // Until the supergraph is loaded no plan is to blame.
          if (!isReady) {
            waiting.get(id)?.timer.refresh();
            return;
          }
          failAll(`The operation could not be planned within ${timeLimitMs} ms.`, 'QUERY_PLANNING_TIMEOUT');
          void stop();
        };
        waiting.set(id, { resolve, reject, timer: setTimeout(onTimeout, timeLimitMs) });
        const request: PlanningRequest = { id, text: print(document), operationName, labels };
        worker.postMessage(request);
      }),
    close: () => {
      isClosing = true;
      stopIfDone();
    },
  };
}
