import { createHash } from 'node:crypto';
import {
  type DocumentNode,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  parse,
  type SelectionSetNode,
  validate,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import { RequestError, refuse } from '../admit/request-error.ts';
import type { AnswerError, Graph } from '../execute/port.ts';
import type { DocumentLimits } from './document-limits.ts';
import { measureDocument } from './measure-document.ts';
import { scanTokens } from './scan-tokens.ts';

/** A document that is valid for one graph, with its operations told apart. */
export interface ParsedDocument {
  /** SHA-256 of the text, in hex. */
  readonly id: string;
  readonly node: DocumentNode;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly operations: readonly ParsedOperation[];
}

export interface ParsedOperation {
  readonly document: ParsedDocument;
  readonly node: OperationDefinitionNode;
  readonly name: string | null;
  readonly kind: 'query' | 'mutation' | 'subscription';
  /** Root fields by their schema names, each as often as it stands there, fragments expanded. */
  readonly rootFields: readonly string[];
}

export interface DocumentStore {
  /** The document of a text, parsed and validated once. Throws a RequestError for one that is refused. */
  read(graph: Graph, text: string): ParsedDocument;
  /** Whether reading it costs a lookup. */
  isKnown(graph: Graph, text: string): boolean;
}

/** Texts and what they parse to; a document of 1 KB takes about 20 KB parsed, so 4 MiB of text hold about 80 MiB. */
const keptTextBytesMax = 4 * 1024 * 1024;
/** Enough for a client's author; more only makes a large answer out of a small request. */
const validationErrorsMax = 10;

/**
 * Parses and validates each document once for the graph that is current, and keeps what came of it, good or bad: a
 * client that keeps sending an invalid document costs a lookup.
 */
export function createDocumentStore(
  limits: DocumentLimits,
  /** Told of every document that is asked for, and whether it was kept. */
  onRead?: (kept: boolean) => void,
): DocumentStore {
  const kept = new LRUCache<string, ParsedDocument | RequestError>({
    maxSize: keptTextBytesMax,
    // The text is the key: the same text is the same SHA-256, and a Map's own hash of it is cheaper on every request.
    sizeCalculation: (_, text) => text.length + 100,
  });
  let graphId = '';
  return {
    isKnown: (graph, text) => graph.id === graphId && kept.has(text),
    read(graph, text) {
      if (graph.id !== graphId) {
        // What was valid for one graph may not be for the next.
        kept.clear();
        graphId = graph.id;
      }
      let outcome = kept.get(text);
      onRead?.(outcome !== undefined);
      if (outcome === undefined) {
        outcome = readDocument(graph, text, limits);
        kept.set(text, outcome);
      }
      if (outcome instanceof RequestError) throw outcome;
      return outcome;
    },
  };
}

/**
 * The operation of a document that a request means. Throws a RequestError when it can't be told.
 */
export function selectOperation(document: ParsedDocument, name: string | null): ParsedOperation {
  if (name === null || name === '') {
    const [only, second] = document.operations;
    if (!only) throw refuse(400, 'OPERATION_RESOLUTION_FAILURE', 'The document has no operation.');
    if (second)
      throw refuse(400, 'OPERATION_RESOLUTION_FAILURE', 'The document has several operations: name one of them.');
    return only;
  }
  const named = document.operations.find((operation) => operation.name === name);
  if (!named)
    throw refuse(400, 'OPERATION_RESOLUTION_FAILURE', `The document has no operation named ${JSON.stringify(name)}.`);
  return named;
}

function readDocument(graph: Graph, text: string, limits: DocumentLimits): ParsedDocument | RequestError {
  const tooLarge = scanTokens(text, limits);
  if (tooLarge) return tooLarge;
  let node: DocumentNode;
  try {
    node = parse(text, { maxTokens: limits.tokensMax });
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    return new RequestError({ status: 400 }, toAnswerError(error, 'GRAPHQL_PARSE_FAILED'));
  }
  const tooMuch = measureDocument(node, limits);
  if (tooMuch) return tooMuch;
  const unknownRoot = checkRoots(graph, node);
  if (unknownRoot) return unknownRoot;
  const [first, ...rest] = validate(graph.apiSchema, node, undefined, { maxErrors: validationErrorsMax }).map((error) =>
    toAnswerError(error, 'GRAPHQL_VALIDATION_FAILED'),
  );
  if (first) return new RequestError({ status: 400 }, first, ...rest);
  return split(node, createHash('sha256').update(text).digest('hex'));
}

/** Validation leaves an operation alone whose kind the schema hasn't got; execution would find out. */
function checkRoots(graph: Graph, node: DocumentNode): RequestError | null {
  for (const definition of node.definitions)
    if (definition.kind === Kind.OPERATION_DEFINITION && !graph.apiSchema.getRootType(definition.operation))
      return refuse(400, 'GRAPHQL_VALIDATION_FAILED', `The schema has no type for a ${definition.operation}.`);
  return null;
}

function split(node: DocumentNode, id: string): ParsedDocument {
  const fragments = new Map<string, FragmentDefinitionNode>();
  const operations: ParsedOperation[] = [];
  const document: ParsedDocument = { id, node, fragments, operations };
  for (const definition of node.definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  for (const definition of node.definitions)
    if (definition.kind === Kind.OPERATION_DEFINITION)
      operations.push({
        document,
        node: definition,
        name: definition.name?.value ?? null,
        kind: kinds[definition.operation],
        rootFields: rootFieldsOf(definition.selectionSet, fragments),
      });
  return document;
}

function rootFieldsOf(set: SelectionSetNode, fragments: ReadonlyMap<string, FragmentDefinitionNode>): string[] {
  return set.selections.flatMap((selection) => {
    if (selection.kind === Kind.FIELD) return [selection.name.value];
    const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value)!;
    return rootFieldsOf(fragment.selectionSet, fragments);
  });
}

const kinds = {
  [OperationTypeNode.QUERY]: 'query',
  [OperationTypeNode.MUTATION]: 'mutation',
  [OperationTypeNode.SUBSCRIPTION]: 'subscription',
} as const;

function toAnswerError(error: GraphQLError, code: string): AnswerError {
  return {
    message: error.message,
    locations: error.locations?.map(({ line, column }) => ({ line, column })),
    extensions: { code },
  };
}
