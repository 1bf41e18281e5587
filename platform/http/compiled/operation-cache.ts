import type { GraphQLSchema } from 'graphql';
import { LRUCache } from 'lru-cache';
import { type CompiledOperation, compileOperation } from './compile-operation.ts';

/** The operations a server has seen, by their text. */
export interface OperationCache {
  /** The compiled operation; null where it was never answered yet, or can't be compiled. */
  find(text: string, operationName: string | undefined): CompiledOperation | null;
  /** Notes that the ordinary way answered it, so that it is valid; the next one is compiled. */
  answered(text: string, operationName: string | undefined): void;
}

/** A router has as many operations as its clients have screens, times the fetches of each; hundreds, and this is above. */
const operationsMax = 2_000;
/** Of all texts together, in characters. What is compiled of a text takes about ten times its length: 40 MB at most. */
const charactersMax = 4_000_000;
/** A longer text is worth no place: it would push hundreds of others out. */
const operationCharactersMax = 200_000;

const seen = 'seen';

/**
 * Keeps compiled operations within bounds, the least used leave first. A text is compiled when it comes for the second
 * time: what is asked once (a developer's query) costs nothing but its text.
 */
export function createOperationCache(schema: GraphQLSchema): OperationCache {
  const kept = new LRUCache<string, CompiledOperation | typeof seen | 'ordinary'>({
    max: operationsMax,
    maxSize: charactersMax,
    maxEntrySize: operationCharactersMax,
    sizeCalculation: (_value, key) => key.length,
  });
  // Whatever somebody sends for a name, no two pairs make the same key.
  const keyOf = (text: string, name: string | undefined): string =>
    name === undefined ? `-${text}` : `${name.length}:${name}${text}`;
  return {
    find(text, operationName) {
      const key = keyOf(text, operationName);
      const entry = kept.get(key);
      if (entry === undefined || entry === 'ordinary') return null;
      if (entry !== seen) return entry;
      const compiled = compileOperation(schema, text, operationName);
      kept.set(key, compiled ?? 'ordinary');
      return compiled;
    },
    answered(text, operationName) {
      const key = keyOf(text, operationName);
      if (!kept.has(key)) kept.set(key, seen);
    },
  };
}
