import { z } from 'zod';
import { refuse } from '../admit/request-error.ts';
import type { Graph } from '../execute/port.ts';
import type { ParsedOperation } from '../parse/document-store.ts';
import { actualCost } from './actual-cost.ts';
import { createCostWeights } from './cost-weights.ts';
import { compileCost } from './estimate-cost.ts';

export const costConfigSchema = z.strictObject({
  /** The most an operation may cost by its estimate, in points. Left out: as much as it likes. */
  operationMax: z.int().positive().optional(),
  /** The expected length of a list that no @listSize speaks of. */
  listSize: z.int().nonnegative().default(10),
});

export type CostConfig = z.infer<typeof costConfigSchema>;

export interface CostGuard {
  /** The estimated cost of an operation with these variables, in points. */
  estimate(operation: ParsedOperation, variables: Readonly<Record<string, unknown>>): number;
  /** What an answer's data cost. Walks all of it, so it is for those who ask. */
  actual(operation: ParsedOperation, data: string | undefined): number;
  allows(cost: number): boolean;
  /** Throws a RequestError where an estimate is over the limit. */
  check(cost: number): void;
}

/** Estimates the cost of one graph's operations before they run. The estimate is compiled once per operation. */
export function createCostGuard(graph: Graph, config: CostConfig): CostGuard {
  const weights = createCostWeights(graph.supergraphSchema);
  const allows = (cost: number): boolean => config.operationMax === undefined || cost <= config.operationMax;
  const compiled = new WeakMap<ParsedOperation, (variables: Readonly<Record<string, unknown>>) => number>();
  return {
    estimate(operation, variables) {
      let cost = compiled.get(operation);
      if (!cost) {
        cost = compileCost(operation, graph.supergraphSchema, weights, { listSize: config.listSize });
        compiled.set(operation, cost);
      }
      return cost(variables);
    },
    actual: (operation, data) => actualCost(operation, graph.supergraphSchema, weights, data),
    allows,
    check(cost) {
      if (!allows(cost))
        throw refuse(
          400,
          'COST_LIMIT_EXCEEDED',
          `The operation costs ${cost} points; ${config.operationMax} are allowed.`,
        );
    },
  };
}
