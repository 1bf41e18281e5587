import { createHash } from 'node:crypto';
import type { GraphQLSchema } from 'graphql';
import { createTypeNames } from '../execute/type-names.ts';
import type { CacheConfig } from './cache-config.ts';
import type { CacheCounts } from './cache-counts.ts';
import { compileReads, type ReadsOfType } from './entity-reads.ts';
import { compileId } from './entity-tag.ts';
import type { Follower } from './follow-log.ts';
import type { EntityCache, EntitySelection } from './port.ts';
import { createSelectionJudge } from './selection-policy.ts';
import type { StaleMappings } from './stale-on.ts';
import type { EntityStore } from './store.ts';
import { writerKey } from './writer-key.ts';

/** Entries of the same mappings, and the reader of the log that drops them. */
export interface Keeper {
  readonly store: EntityStore;
  readonly follower: Follower;
  /** Who wrote a moment ago. */
  readonly writers: { has(key: string): boolean; set(key: string, value: true): unknown };
}

/** The cache as the executor of one graph sees it. */
export function createGraphCache(
  schema: GraphQLSchema,
  mappings: StaleMappings,
  keeper: Keeper,
  deps: { readonly config: CacheConfig; readonly forwardHeaders: readonly string[]; readonly counts: CacheCounts },
): EntityCache {
  const typeNames = createTypeNames(schema);
  const judge = createSelectionJudge(schema, typeNames);
  const typesOf = new Map<string, Set<string>>();
  for (const { services, typeName } of mappings.events)
    for (const service of services) typesOf.set(service, (typesOf.get(service) ?? new Set()).add(typeName));

  const compileTypes = (
    selection: EntitySelection,
    except: ReadonlySet<string>,
  ): { types: ReadonlyMap<string, ReadsOfType>; variables: readonly string[] } | null => {
    const { service, fetch, requires } = selection;
    const candidates = typesOf.get(service);
    if (!candidates) return null;
    const operation = judge.read(fetch.operation);
    if (!operation) return null;
    const text = fetch.operation.replace(/^query \w+/, 'query');
    const rewrites = JSON.stringify([fetch.inputRewrites ?? [], fetch.outputRewrites ?? []]);
    const isRewritten = (fetch.inputRewrites ?? []).length > 0;
    const types = new Map<string, ReadsOfType>();
    for (const typeName of candidates) {
      const mapping = mappings.of(service, typeName);
      if (!mapping || !(isRewritten || operation.asks(typeName))) continue;
      if ([...mapping.topics].some((topic) => except.has(topic))) continue;
      const policy = operation.policy(typeName);
      if (!policy) continue;
      const hash = createHash('sha256').update(JSON.stringify([service, typeName, text, rewrites, policy.signature]));
      types.set(typeName, {
        id: hash.digest('base64url').slice(0, 16),
        readId: compileId(mapping, service, requires, isRewritten, typeNames),
        maxAgeMs: Math.min(policy.maxAgeSeconds, deps.config.maxAgeSecondsMax) * 1_000,
      });
    }
    return types.size > 0 ? { types, variables: operation.variables } : null;
  };

  const without = (except: ReadonlySet<string>): EntityCache => ({
    reads(selection) {
      const compiled = compileTypes(selection, except);
      if (!compiled) return null;
      return compileReads({
        ...compiled,
        isRewritten: (selection.fetch.inputRewrites ?? []).length > 0,
        service: selection.service,
        headers: deps.forwardHeaders,
        store: keeper.store,
        following: keeper.follower.following,
        hasWritten: (key) => keeper.writers.has(key),
        counts: deps.counts,
      });
    },
    wrote(service, identityKey) {
      // Nobody knows who wrote where nobody is signed in.
      if (deps.config.ownWritesMs > 0 && identityKey !== 'public' && typesOf.has(service))
        keeper.writers.set(writerKey(service, identityKey), true);
    },
    afterEvent: (topic) => without(new Set([...except, topic])),
  });
  return without(new Set());
}
