import type { Schema } from '@apollo/federation-internals';
import { ApolloGateway } from '@apollo/gateway';
import type { QueryPlanner } from '@apollo/query-planner';
import { type GraphQLSchema, isEnumType } from 'graphql';
import { disableGatewayTelemetry } from './no-telemetry.ts';
import { acceptEnforcedFeatures } from './security-features.ts';

/** A supergraph as Apollo's gateway loaded it. */
export interface LoadedSupergraph {
  readonly sdl: string;
  readonly apiSchema: GraphQLSchema;
  readonly supergraphSchema: GraphQLSchema;
  readonly planner: QueryPlanner;
  /** The API schema in the planner's own form. */
  readonly plannerSchema: Schema;
  /** The subgraphs by the names that plans call them. */
  readonly subgraphs: ReadonlyMap<string, { readonly name: string; readonly url: string }>;
}

/** Where the gateway's log goes. */
export interface GatewayLogger {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

/** What the gateway keeps for itself. The version is pinned, and `parts` below says so if an upgrade moved them. */
interface GatewayParts {
  readonly schema?: GraphQLSchema;
  readonly apiSchema?: Schema;
  readonly supergraphSchema?: GraphQLSchema;
  readonly queryPlanner?: QueryPlanner;
}

/** Apollo's gateway with one supergraph after the other in it. */
export interface SupergraphLoader {
  /** Loads a supergraph. Throws what is wrong with it; the one before stays loaded. */
  load(sdl: string): Promise<LoadedSupergraph>;
  stop(): Promise<void>;
}

/** Starts a gateway. It only loads and plans; its own executor and data sources are never used. */
export function createSupergraphLoader(logger: GatewayLogger): SupergraphLoader {
  disableGatewayTelemetry();
  let gateway: ApolloGateway | undefined;
  let update: ((sdl: string) => void) | undefined;

  return {
    load: async (sdl) => {
      const accepted = acceptEnforcedFeatures(sdl);
      if (gateway && update) update(accepted);
      else {
        const starting = new ApolloGateway({
          supergraphSdl: async (manager) => {
            update = manager.update;
            return { supergraphSdl: accepted };
          },
          buildService: () => ({
            process: () => Promise.reject(new Error("The gateway's own executor is not used.")),
          }),
          logger,
        });
        await starting.load();
        gateway = starting;
      }
      return parts(gateway, sdl);
    },
    stop: async () => {
      await gateway?.stop();
    },
  };
}

function parts(gateway: ApolloGateway, sdl: string): LoadedSupergraph {
  const { schema, apiSchema, supergraphSchema, queryPlanner } = gateway as unknown as GatewayParts;
  if (!schema || !apiSchema || !supergraphSchema || !queryPlanner)
    throw new Error('This version of @apollo/gateway keeps its schema and planner elsewhere.');
  return {
    sdl,
    apiSchema: schema,
    supergraphSchema,
    planner: queryPlanner,
    plannerSchema: apiSchema,
    subgraphs: readSubgraphs(supergraphSchema),
  };
}

/** Reads the values of `join__Graph`. */
function readSubgraphs(schema: GraphQLSchema): Map<string, { name: string; url: string }> {
  const subgraphs = new Map<string, { name: string; url: string }>();
  const type = schema.getType('join__Graph');
  if (!isEnumType(type)) return subgraphs;
  for (const { astNode } of type.getValues()) {
    const given = (name: string): string => {
      const directive = astNode?.directives?.find((node) => node.name.value === 'join__graph');
      const value = directive?.arguments?.find((argument) => argument.name.value === name)?.value;
      return value?.kind === 'StringValue' ? value.value : '';
    };
    subgraphs.set(given('name'), { name: given('name'), url: given('url') });
  }
  return subgraphs;
}
