import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Logger } from '../../platform/telemetry/logger.ts';
import type { OperationParams } from '../admit/port.ts';
import { refuse, refuseHttp } from '../admit/request-error.ts';
import type { PersistedConfig } from './persisted-config.ts';
import type { Safelist } from './safelist.ts';
import type { SharedQueries } from './shared-queries.ts';

/** Registered texts that are kept, in bytes; thousands of screens. */
const registeredBytesMax = 8 * 1024 * 1024;
/** Documents whose absence from the safelist was told: each is told once, so that a busy one doesn't fill the log. */
const toldMax = 10_000;

/** A hash that may be asked for: nothing else becomes part of a key. */
const isHash = /^[0-9a-f]{64}$/;

/** Finds the document that a request means. */
export interface PersistedQueries {
  /**
   * Looks in the store that routers share for a document that only another router knows. Undefined where there is nothing to
   * wait for. Never rejects.
   */
  load(params: OperationParams): Promise<void> | undefined;
  /**
   * The document's text: the request's own, or the one its hash names. Throws a RequestError for a hash that isn't
   * known or doesn't fit, and for a document that isn't on an enforced safelist.
   */
  resolve(params: OperationParams): string;
  /** Keeps a document that a client registers. Called once it is known to be valid, so that nonsense isn't kept. */
  register(params: OperationParams): void;
}

/** Apollo's protocol of automatic persisted queries, and a safelist in front of it. */
export function createPersistedQueries(
  config: PersistedConfig,
  safelist: Safelist | null,
  logger: Logger,
  shared: SharedQueries | null = null,
): PersistedQueries {
  const registered = new LRUCache<string, string>({
    maxSize: registeredBytesMax,
    sizeCalculation: (text) => text.length + 64,
  });
  const told = new LRUCache<string, true>({ max: toldMax });
  const mode = safelist ? (config.safelist?.mode ?? 'off') : 'off';
  const mayRegister = config.automatic && mode !== 'enforce';

  const find = (hash: string): string => {
    const text = safelist?.byId(hash) ?? (mayRegister ? registered.get(hash) : undefined);
    if (text !== undefined) return text;
    if (mayRegister) throw refuse(404, 'PERSISTED_QUERY_NOT_FOUND', 'PersistedQueryNotFound');
    throw refuse(400, 'PERSISTED_QUERY_NOT_SUPPORTED', 'PersistedQueryNotSupported');
  };

  return {
    load(params) {
      if (!shared || !mayRegister || params.query !== '') return undefined;
      const hash = hashOf(params);
      if (hash === null || !isHash.test(hash) || safelist?.byId(hash) !== undefined || registered.has(hash))
        return undefined;
      return shared.find(hash).then((text) => {
        // Whoever else can write there: a document is what its hash says, or nothing.
        if (text !== null && sha256(text) === hash) registered.set(hash, text);
      });
    },
    resolve(params) {
      const hash = hashOf(params);
      const text = params.query === '' && hash !== null ? find(hash) : params.query;
      if (text === '') throw refuseHttp(400, 'BAD_REQUEST', 'The parameter "query" is missing or not a string.');
      if (mode === 'off' || safelist!.has(text)) return text;
      if (mode === 'enforce')
        throw refuse(403, 'OPERATION_NOT_SAFELISTED', 'The operation is not on the list of those that are served.');
      if (!told.has(text)) {
        told.set(text, true);
        // Nothing is wrong: this mode is there to learn what the list lacks.
        logger.info({ document: sha256(text), operation: params.operationName }, 'an operation is not on the safelist');
      }
      return text;
    },
    register(params) {
      const hash = hashOf(params);
      if (!mayRegister || hash === null || params.query === '' || registered.has(hash)) return;
      if (sha256(params.query) !== hash)
        throw refuseHttp(400, 'PERSISTED_QUERY_HASH_MISMATCH', "The hash is not the document's SHA-256.");
      registered.set(hash, params.query);
      shared?.keep(hash, params.query);
    },
  };
}

/** The hash of `extensions.persistedQuery`; null where there is none. */
function hashOf(params: OperationParams): string | null {
  const persisted = params.extensions.persistedQuery;
  if (typeof persisted !== 'object' || persisted === null) return null;
  const { sha256Hash } = persisted as { sha256Hash?: unknown };
  return typeof sha256Hash === 'string' ? sha256Hash : null;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
