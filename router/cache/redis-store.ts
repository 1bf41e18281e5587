import { randomBytes } from 'node:crypto';
import { Redis } from 'ioredis';
import { pause } from '../../platform/log/backoff.ts';
import type { Logger } from '../../platform/telemetry/logger.ts';
import type { CachedEntity } from './port.ts';
import { type EntityStore, type Found, type Lease, tagOf } from './store.ts';

/**
 * How long a lease may be held, in milliseconds. Far longer than any fetch may take; what comes later isn't stored.
 */
const leaseMs = 120_000;
/** Variants of one entity; past that all of it is forgotten, which costs a fetch. More than a product has selections. */
const variantsMax = 64;
/** After a failure Redis is left alone for so long, in milliseconds, so that a Redis that hangs doesn't slow everybody. */
const restMs = 1_000;
/** The clocks of two routers may differ by as much, in milliseconds. */
const clockToleranceMs = 60_000;

/**
 * An entity is one hash: `l` is its lease, `e` the event that dropped it last, and a field for each variant with
 * `<when it ends> <JSON>`. A drop deletes the hash with its lease, in one step, so nothing read before is stored after.
 *
 * KEYS: hashes; ARGV: a new lease, its milliseconds, a variant for each hash. Answers the entry, or false and the lease.
 */
const readScript = `
local answers = {}
for i, key in ipairs(KEYS) do
  local found = redis.call('HMGET', key, ARGV[i + 2], 'l')
  if not found[2] then
    redis.call('HSET', key, 'l', ARGV[1])
    if redis.call('PTTL', key) < tonumber(ARGV[2]) then redis.call('PEXPIRE', key, ARGV[2]) end
    found[2] = ARGV[1]
  end
  answers[i] = found
end
return answers`;

/** KEYS: hashes; ARGV: the most variants, then lease, variant, entry and milliseconds for each. Answers how many held. */
const keepScript = `
local held = 0
for i, key in ipairs(KEYS) do
  local at = 4 * i - 2
  if redis.call('HGET', key, 'l') == ARGV[at] then
    held = held + 1
    if redis.call('HLEN', key) > tonumber(ARGV[1]) then
      redis.call('DEL', key)
    else
      redis.call('HSET', key, ARGV[at + 1], ARGV[at + 2])
      if redis.call('PTTL', key) < tonumber(ARGV[at + 3]) then redis.call('PEXPIRE', key, ARGV[at + 3]) end
    end
  end
end
return held`;

/**
 * KEYS: hashes; ARGV: the event, milliseconds. An event that another router told of drops nothing again: what was stored
 * since is younger than it. Answers how many variants went.
 */
const dropScript = `
local dropped = 0
for i, key in ipairs(KEYS) do
  if redis.call('HGET', key, 'e') ~= ARGV[1] then
    for _, field in ipairs(redis.call('HKEYS', key)) do
      if #field > 1 then dropped = dropped + 1 end
    end
    redis.call('DEL', key)
    redis.call('HSET', key, 'e', ARGV[1])
    redis.call('PEXPIRE', key, ARGV[2])
  end
end
return dropped`;

interface ScriptedRedis extends Redis {
  readEntities(count: number, ...args: (string | number)[]): Promise<[string | null, string][]>;
  keepEntities(count: number, ...args: (string | number)[]): Promise<number>;
  dropEntities(count: number, ...args: (string | number)[]): Promise<number>;
}

export interface RedisStoreOptions {
  readonly url: string;
  readonly prefix: string;
  readonly timeoutMs: number;
  /** The longest that an entry lives. */
  readonly maxAgeMs: number;
  readonly logger: Logger;
}

/**
 * Keeps entities in a Redis that routers share. While it can't be reached, or is slow, nothing is found and nothing
 * stored.
 *
 * A Redis that restarted or failed over may have forgotten drops, but has another run id; keys begin with it, so that
 * such a Redis begins empty.
 */
export function createRedisStore({ url, prefix, timeoutMs, maxAgeMs, logger }: RedisStoreOptions): EntityStore {
  const redis = new Redis(url, {
    enableOfflineQueue: false,
    commandTimeout: timeoutMs,
    maxRetriesPerRequest: 0,
    retryStrategy: () => restMs,
    // A drop that the connection lost isn't sent again by itself: `onLost` is told, and everybody starts anew.
    autoResendUnfulfilledCommands: false,
    scripts: {
      readEntities: { lua: readScript },
      keepEntities: { lua: keepScript },
      dropEntities: { lua: dropScript },
    },
  }) as ScriptedRedis;
  let space: string | null = null;
  let restUntilMs = 0;
  let listener = (): void => undefined;
  let warned = false;
  let closed = false;
  let dropped = 0;
  let overtaken = 0;

  const lose = (error?: unknown): void => {
    if (!warned && !closed)
      logger.warn({ err: error }, 'the entity cache can’t use its Redis; subgraphs are asked instead');
    warned = true;
    if (space === null) return;
    space = null;
    listener();
  };
  redis.on('error', lose);
  redis.on('close', () => lose());

  const rest = (): void => {
    restUntilMs = performance.now() + restMs;
  };
  const keyOf = (tag: string): string => `${space}${tag}`;

  return {
    pastMs: maxAgeMs + clockToleranceMs,
    async open(signal) {
      for (; !signal.aborted; await pause(restMs, signal)) {
        try {
          const id = /^run_id:(\w+)/m.exec(await redis.info('server'))?.[1];
          if (id === undefined) throw new Error('Redis doesn’t tell its run_id.');
          space = `${prefix}:${id}:`;
          restUntilMs = 0;
          if (warned) logger.info('the entity cache uses its Redis again');
          warned = false;
          return;
        } catch (error) {
          lose(error);
        }
      }
      signal.throwIfAborted();
    },
    read(keys) {
      if (space === null || performance.now() < restUntilMs) return undefined;
      const lease = randomBytes(9).toString('base64url');
      const names = keys.map((key) => keyOf(tagOf(key)));
      const variants = keys.map(({ variant }) => variant);
      return redis
        .readEntities(keys.length, ...names, lease, leaseMs, ...variants)
        .then((answers) => answers.map(([entry, token], index) => toFound(entry, { key: keys[index]!, token })))
        .catch(() => {
          rest();
          return undefined;
        });
    },
    end(_leases, kept) {
      if (space === null || kept.length === 0 || performance.now() < restUntilMs) return;
      const nowMs = Date.now();
      const args = kept.flatMap(({ lease, entity, maxAgeMs }) => [
        lease.token,
        lease.key.variant,
        `${nowMs + maxAgeMs} ${JSON.stringify(entity)}`,
        maxAgeMs,
      ]);
      redis
        .keepEntities(kept.length, ...kept.map(({ lease }) => keyOf(tagOf(lease.key))), variantsMax, ...args)
        .then((held) => {
          overtaken += kept.length - held;
        }, rest);
    },
    async drop(tags, event) {
      if (space === null) throw new Error('The entity cache’s Redis is not there.');
      try {
        dropped += await redis.dropEntities(tags.length, ...tags.map(keyOf), event, leaseMs);
      } catch (error) {
        lose(error);
        throw error;
      }
    },
    onLost(told) {
      listener = told;
    },
    clear: () => undefined,
    stats: () => ({ bytes: null, entries: null, dropped, evicted: 0, overtaken }),
    async close() {
      closed = true;
      redis.disconnect();
    },
  };
}

/** An entry that ended is replaced by the answer that is asked for now. */
function toFound(entry: string | null, lease: Lease): Found {
  if (entry !== null) {
    const end = entry.indexOf(' ');
    if (Number(entry.slice(0, end)) > Date.now()) return { entity: JSON.parse(entry.slice(end + 1)) as CachedEntity };
  }
  return { lease };
}
