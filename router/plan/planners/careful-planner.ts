import { type Schema, Supergraph } from '@apollo/federation-internals';
import { type QueryPlan, QueryPlanner } from '@apollo/query-planner';
import { parse, print } from 'graphql';
import { joinedFieldsOf } from '../../supergraph/mend/joined-fields.ts';
import { separateRequiringFields } from '../../supergraph/mend/requiring-subgraphs.ts';
import { mapFetches } from '../map-fetches.ts';
import { createCountEarlyFields } from './early-fields.ts';

/** Plans again where Apollo's planner asks for a field too early, in more steps. */
export interface CarefulPlanner {
  /** Gives a better plan than this one where there is one. `plan` makes it with another planner. */
  improve(first: QueryPlan, plan: (planner: QueryPlanner, apiSchema: Schema) => QueryPlan): QueryPlan;
}

/**
 * Makes it of a supergraph; undefined where that can't have the fault. Its own graph is made when it is first needed, which
 * takes as long as loading the supergraph did.
 */
export function createCarefulPlanner(sdl: string): CarefulPlanner | undefined {
  // Most supergraphs are told apart by their text.
  if (!/\brequires:/.test(sdl)) return undefined;
  const document = parse(sdl, { noLocation: true });
  const joined = joinedFieldsOf(document);
  const countEarly = createCountEarlyFields(joined);
  if (!countEarly) return undefined;
  let made: { planner: QueryPlanner; apiSchema: Schema; names: ReadonlyMap<string, string> } | undefined;
  const make = () => {
    const { document: separated, names } = separateRequiringFields(document, joined);
    const supergraph = Supergraph.build(print(separated), { validateSupergraph: false });
    return { planner: new QueryPlanner(supergraph), apiSchema: supergraph.apiSchema(), names };
  };
  return {
    improve: (first, plan) => {
      const early = countEarly(first);
      if (early === 0) return first;
      try {
        made ??= make();
        const second = rename(plan(made.planner, made.apiSchema), made.names);
        return countEarly(second) < early ? second : first;
      } catch {
        // There is a plan, and not all of it is wrong.
        return first;
      }
    },
  };
}

/** Gives a plan the names of the real subgraphs. */
function rename(plan: QueryPlan, names: ReadonlyMap<string, string>): QueryPlan {
  return mapFetches(plan, (fetch) => [{ ...fetch, serviceName: names.get(fetch.serviceName) ?? fetch.serviceName }]);
}
