import type { FetchNode } from '@apollo/query-planner';
import { fuseOperations } from './fuse-operations.ts';
import { joinKnownTypes, type KnownTypes } from './known-types.ts';
import { joinPaths, type PlanPath } from './plan-path.ts';
import type { PlannedFetch } from './resolve-plan.ts';

/** Entities asked for in one way, at one or more places of the response. */
export interface EntityGroup {
  readonly fetch: FetchNode;
  readonly knownTypes: KnownTypes | undefined;
  readonly paths: readonly PlanPath[];
  /** Under which name the answer has them, and which variable takes their representations. */
  readonly field: string;
  readonly variable: string;
}

/** One request of a plan: of root fields (`groups` is empty), or of one or more groups of entities. */
export interface FusedFetch {
  readonly service: string;
  /** The operation to send, with the client's variables that it uses. */
  readonly operation: Pick<FetchNode, 'operation' | 'operationName' | 'variableUsages'>;
  readonly root: Pick<PlannedFetch, 'fetch' | 'path' | 'lost' | 'spare' | 'knownTypes'> | undefined;
  readonly groups: readonly EntityGroup[];
  readonly after: ReadonlySet<number>;
}

/**
 * Joins what may go to a subgraph in one request.
 *
 * Fetches of entities stand on levels: one more than the highest of what they wait for. Those on one level to one
 * subgraph become one request: the same representations and selection at several places become one list, different ones
 * become aliases beside each other. A fetch that nothing waits for moves up to a higher level where its subgraph is
 * asked anyway: the answer isn't complete before that one either.
 *
 * `fuse` false leaves every fetch a request of its own, as the planner has it.
 */
export function fusePlan(fetches: readonly PlannedFetch[], fuse: boolean): readonly FusedFetch[] {
  const levels = levelsOf(fetches);
  const members = new Map<string, number[]>();
  fetches.forEach(({ fetch }, index) => {
    // Arguments from a context (@fromContext) are variables of the request: they would be another fetch's too.
    const isAlone = !fetch.requires || !fuse || Boolean(fetch.contextRewrites?.length);
    const key = isAlone ? `alone ${index}` : `${levels[index]} ${fetch.serviceName}`;
    members.set(key, [...(members.get(key) ?? []), index]);
  });
  // In the order of their levels, so that whatever a request waits for comes before it.
  const requests = [...members.values()].sort((one, other) => levels[one[0]!]! - levels[other[0]!]!);
  const requestOf = new Map<number, number>();
  requests.forEach((indexes, request) => {
    for (const index of indexes) requestOf.set(index, request);
  });
  return requests.map((indexes) => {
    const parts = indexes.map((index) => fetches[index]!);
    const after = new Set(parts.flatMap((part) => [...part.after].map((index) => requestOf.get(index)!)));
    return { ...fuseParts(parts), after };
  });
}

/** The level of each fetch, after those that nothing waits for moved up. */
function levelsOf(fetches: readonly PlannedFetch[]): readonly number[] {
  const levels: number[] = [];
  const awaited = new Set<number>();
  for (const { after } of fetches) {
    levels.push(1 + Math.max(-1, ...[...after].map((index) => levels[index]!)));
    for (const index of after) awaited.add(index);
  }
  const highest = new Map<string, number>();
  fetches.forEach(({ fetch }, index) => {
    if (fetch.requires) highest.set(fetch.serviceName, Math.max(highest.get(fetch.serviceName) ?? 0, levels[index]!));
  });
  return levels.map((level, index) => {
    const { fetch } = fetches[index]!;
    return fetch.requires && !awaited.has(index) ? highest.get(fetch.serviceName)! : level;
  });
}

function fuseParts(parts: readonly PlannedFetch[]): Omit<FusedFetch, 'after'> {
  const [root] = parts as [PlannedFetch];
  const { fetch } = root;
  if (!fetch.requires) return { service: fetch.serviceName, operation: fetch, root, groups: [] };

  const alike = new Map<string, { fetch: FetchNode; knownTypes: KnownTypes | undefined; paths: PlanPath[] }>();
  for (const part of parts) {
    const { operation, requires, inputRewrites, outputRewrites } = part.fetch;
    const anonymous = operation.replace(/^query \w+/, 'query');
    const key = JSON.stringify([anonymous, requires, inputRewrites, outputRewrites]);
    const group = alike.get(key);
    if (group) {
      group.paths.push(part.path);
      group.knownTypes = joinKnownTypes(group.knownTypes, part.knownTypes);
    } else alike.set(key, { fetch: part.fetch, knownTypes: part.knownTypes, paths: [part.path] });
  }
  const groups = [...alike.values()].map((group) => ({ ...group, paths: joinPaths(group.paths) }));
  if (groups.length === 1)
    return {
      service: fetch.serviceName,
      operation: fetch,
      root: undefined,
      groups: [{ ...groups[0]!, field: '_entities', variable: 'representations' }],
    };
  const named = groups.map((group, index) => ({ ...group, field: `e${index}`, variable: `r${index}` }));
  return { service: fetch.serviceName, operation: fuseOperations(named), root: undefined, groups: named };
}
