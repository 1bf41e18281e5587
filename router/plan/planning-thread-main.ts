import { parentPort, workerData } from 'node:worker_threads';
import { Supergraph } from '@apollo/federation-internals';
import { QueryPlanner } from '@apollo/query-planner';
import { parse } from 'graphql';
import type { MendedSupergraph } from '../supergraph/mend/mend-supergraph.ts';
import { createPlanOperation } from './plan-operation.ts';
import type { PlanningReply, PlanningRequest } from './planning-thread.ts';

/** The thread that planning-thread.ts starts: loads the supergraph, then plans what it is sent, one after the other. */
const port = parentPort;
if (!port) throw new Error('This file is a thread of planning-thread.ts.');
const mended = workerData as MendedSupergraph;
const supergraph = Supergraph.build(mended.sdl, { validateSupergraph: false });
const planOperation = createPlanOperation(new QueryPlanner(supergraph), supergraph.apiSchema(), mended);
port.on('message', ({ id, text, operationName, labels }: PlanningRequest) => {
  let reply: PlanningReply;
  try {
    reply = { id, plan: planOperation(parse(text), operationName, labels) };
  } catch (error) {
    reply = { id, message: error instanceof Error ? error.message : 'The operation could not be planned.' };
  }
  port.postMessage(reply);
});
port.postMessage('ready');
