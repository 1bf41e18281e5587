import { ApolloGateway } from '@apollo/gateway';
import { type DocumentNode, type GraphQLSchema, parse, validate } from 'graphql';
import { pino } from 'pino';
import type { AnswerError, GraphStore } from '../../router/execute/port.ts';
import { createGraphStore } from '../../router/supergraph/graph-store.ts';
import { addGeneratedData, type DataOptions } from '../supergraphs/generate-data.ts';
import { answerBody, buildFixtureSchema, composeFixture, type SupergraphFixture } from '../supergraphs/subgraph.ts';
import type { GeneratedOperation } from './generate-operation.ts';

/** What a router answered. */
export interface Outcome {
  readonly data: unknown;
  readonly errors: readonly { message: string; path?: readonly (string | number)[] }[];
  /**
   * What is listed apart, in `extensions.valueCompletion`: by the stock gateway all values that it found invalid, and only
   * where there is no other error; by ours values that clients must not see, where null is allowed.
   */
  readonly completionErrors: readonly { message: string; path?: readonly (string | number)[] }[];
  /** The fields that subgraphs were asked for without what they need. */
  readonly untold: readonly string[];
  /** Why there is no plan, where there is none. */
  readonly unplanned?: string;
}

/** What comes of an operation that the planner, which both have, can't plan. */
function planningFailure(error: Error) {
  return { data: null, errors: [], completionErrors: [], untold: [], unplanned: error.message };
}

/** The stock gateway and ours over the same subgraphs. */
export interface Both {
  readonly apiSchema: GraphQLSchema;
  isValid(operation: GeneratedOperation): boolean;
  stock(operation: GeneratedOperation): Promise<Outcome>;
  ours(operation: GeneratedOperation): Promise<Outcome & { readonly errors: readonly AnswerError[] }>;
  close(): Promise<void>;
}

/** Starts both. The subgraphs answer in process, over their text as over a wire. */
export async function startBoth(fixture: SupergraphFixture, options: DataOptions): Promise<Both> {
  /** By whoever was asked last. */
  const untold = new Set<string>();
  const schemas = new Map(
    fixture.subgraphs.map((subgraph) => [
      subgraph.name,
      addGeneratedData(buildFixtureSchema(subgraph), subgraph.name, {
        ...options,
        onUntold: (field) => untold.add(field),
      }),
    ]),
  );
  const answer = (name: string, body: string) => answerBody(schemas.get(name)!, body);
  const sdl = composeFixture(fixture.subgraphs);

  process.env.APOLLO_TELEMETRY_DISABLED = 'true';
  const quiet = pino({ level: 'silent' });
  const gateway = new ApolloGateway({
    supergraphSdl: sdl.replaceAll(', for: SECURITY', ''),
    logger: quiet,
    buildService: ({ name }) => ({
      process: async ({ request }) =>
        JSON.parse(
          await answer(
            name,
            JSON.stringify({
              query: request.query,
              variables: request.variables,
              operationName: request.operationName,
            }),
          ),
        ),
    }),
  });
  await gateway.load();
  const store: GraphStore = await createGraphStore({
    supergraphSdl: sdl,
    logger: quiet,
    // As the stock gateway does: planned here, however long it takes.
    preparation: { fieldsInlineMax: Number.POSITIVE_INFINITY },
    transport: ({ name }) => ({
      send: async ({ body }) => ({ status: 200, text: await answer(name, body) }),
      close: () => Promise.resolve(),
    }),
  });
  const documents = new Map<string, DocumentNode>();
  const documentOf = (text: string): DocumentNode => {
    let document = documents.get(text);
    if (!document) {
      document = parse(text);
      documents.set(text, document);
    }
    return document;
  };

  return {
    apiSchema: store.current().apiSchema,
    isValid: ({ text }) => validate(store.current().apiSchema, documentOf(text)).length === 0,
    stock: async ({ text, variables }) => {
      untold.clear();
      const answering = gateway.executor({
        request: { query: text, variables },
        document: documentOf(text),
        queryHash: text,
        metrics: {},
        operationName: 'Generated',
        context: {},
        schema: gateway.schema,
        logger: quiet,
        // biome-ignore lint/suspicious/noExplicitAny: the gateway asks for a whole server's request context and reads this much.
      } as any);
      const result = await answering.catch(planningFailure);
      if ('unplanned' in result) return result;
      // Through JSON, as a client would see it.
      const plain = JSON.parse(JSON.stringify(result)) as {
        data?: unknown;
        errors?: Outcome['errors'];
        extensions?: { valueCompletion?: Outcome['errors'] };
      };
      return {
        data: plain.data ?? null,
        errors: plain.errors ?? [],
        completionErrors: plain.extensions?.valueCompletion ?? [],
        untold: [...untold],
      };
    },
    ours: async ({ text, variables }) => {
      const operation = await Promise.resolve()
        .then(() => store.current().prepare(documentOf(text), text, null))
        .catch(planningFailure);
      if ('unplanned' in operation) return operation;
      untold.clear();
      const result = await operation.run({
        variables,
        headers: {},
        signal: new AbortController().signal,
        identityKey: 'public',
      });
      return {
        data: result.data === undefined ? null : JSON.parse(result.data),
        errors: result.errors,
        completionErrors: (result.extensions?.valueCompletion as Outcome['errors'] | undefined) ?? [],
        untold: [...untold],
      };
    },
    close: async () => {
      await gateway.stop();
      await store.close();
    },
  };
}
