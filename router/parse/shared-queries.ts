import { Redis } from 'ioredis';
import type { Logger } from '../../platform/telemetry/logger.ts';

/** Where routers share the documents that clients registered. */
export interface SharedQueries {
  /** The document of a hash; null where none is kept, or the store doesn't answer in time. Never rejects. */
  find(hash: string): Promise<string | null>;
  /** Keeps a document, sooner or later; nobody waits for it. */
  keep(hash: string, text: string): void;
  close(): void;
}

/**
 * Keeps them in a Redis, each for a time from its last registration. A Redis that can't be reached, or is slow, knows nothing: the
 * client then sends its document, as the protocol has it. What bounds it is Redis' own memory limit and that time.
 */
export function createSharedQueries(options: {
  url: string;
  prefix: string;
  timeoutMs: number;
  keptSeconds: number;
  logger: Logger;
}): SharedQueries {
  const { prefix, keptSeconds, logger } = options;
  const redis = new Redis(options.url, {
    enableOfflineQueue: false,
    commandTimeout: options.timeoutMs,
    maxRetriesPerRequest: 0,
  });
  let warned = false;
  redis.on('error', (error: Error) => {
    if (!warned) logger.warn({ err: error }, 'persisted queries: Redis can’t be used; clients send their documents');
    warned = true;
  });
  redis.on('ready', () => {
    warned = false;
  });
  return {
    find: (hash) => redis.get(`${prefix}:${hash}`).catch(() => null),
    keep(hash, text) {
      redis.set(`${prefix}:${hash}`, text, 'EX', keptSeconds).catch(() => undefined);
    },
    close: () => redis.disconnect(),
  };
}
