import { composeServices } from '@apollo/composition';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { execute, type GraphQLSchema, parse, validate } from 'graphql';

/** One subgraph of a fixture: its schema text and how it resolves. */
export interface SubgraphFixture {
  readonly name: string;
  readonly typeDefs: string;
  /** As graphql-tools maps have them; the generated data of `generate-data.ts` where left out. */
  readonly resolvers?: Readonly<Record<string, unknown>>;
}

/** A supergraph made of such subgraphs. */
export interface SupergraphFixture {
  readonly name: string;
  readonly subgraphs: readonly SubgraphFixture[];
}

/** Builds the schema of a subgraph with its own resolvers. */
export function buildFixtureSchema(subgraph: SubgraphFixture): GraphQLSchema {
  return buildSubgraphSchema({ typeDefs: parse(subgraph.typeDefs), resolvers: (subgraph.resolvers ?? {}) as never });
}

/** Composes; throws with every composition error. `urlOf` names where each subgraph answers. */
export function composeFixture(
  subgraphs: readonly SubgraphFixture[],
  urlOf: (name: string) => string = (name) => `http://${name}.test/graphql`,
): string {
  const result = composeServices(
    subgraphs.map(({ name, typeDefs }) => ({ name, url: urlOf(name), typeDefs: parse(typeDefs) })),
  );
  if (result.errors) throw new Error(result.errors.map((error) => error.message).join('\n'));
  return result.supergraphSdl;
}

/**
 * Answers a GraphQL request body as a server would: parsed, validated (so that a router can't get away with an invalid
 * request) and executed by graphql-js.
 */
export async function answerBody(schema: GraphQLSchema, body: string): Promise<string> {
  const request = JSON.parse(body) as { query: string; variables?: Record<string, unknown>; operationName?: string };
  const document = parse(request.query);
  const invalid = validate(schema, document);
  if (invalid.length > 0) return JSON.stringify({ errors: invalid });
  const result = await execute({
    schema,
    document,
    variableValues: request.variables,
    operationName: request.operationName,
  });
  return JSON.stringify(result);
}
