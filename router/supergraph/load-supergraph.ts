import type { Schema } from '@apollo/federation-internals';
import { ApolloGateway } from '@apollo/gateway';
import type { QueryPlanner } from '@apollo/query-planner';
import { buildASTSchema, type GraphQLSchema, parse } from 'graphql';
import { type MendedSupergraph, mendSupergraph } from './mend/mend-supergraph.ts';
import { disableGatewayTelemetry } from './no-telemetry.ts';
import { createOneByteNames } from './one-byte-names.ts';
import { readSubgraphs, readTypesBySubgraph, type SubgraphEntry } from './read-subgraphs.ts';
import { readSubgraphTypes, type SubgraphTypes } from './subgraph-types.ts';

/** A supergraph as Apollo's gateway loaded it. */
export interface LoadedSupergraph {
  readonly sdl: string;
  readonly apiSchema: GraphQLSchema;
  readonly supergraphSchema: GraphQLSchema;
  readonly planner: QueryPlanner;
  /** The API schema in the planner's own form. */
  readonly plannerSchema: Schema;
  /** The supergraph as this planner got it, with what must be undone in its plans. */
  readonly mended: MendedSupergraph;
  /** The subgraphs by the names that plans call them. */
  readonly subgraphs: ReadonlyMap<string, SubgraphEntry>;
  /** The names of the types that each subgraph defines, by the subgraph's name. */
  readonly typesBySubgraph: ReadonlyMap<string, ReadonlySet<string>>;
  readonly subgraphTypes: SubgraphTypes;
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
  const names = createOneByteNames();
  let gateway: ApolloGateway | undefined;
  let update: ((sdl: string) => void) | undefined;

  return {
    load: async (sdl) => {
      names.keep(sdl);
      const mended = mendSupergraph(sdl);
      if (gateway && update) update(mended.sdl);
      else {
        const starting = new ApolloGateway({
          supergraphSdl: async (manager) => {
            update = manager.update;
            return { supergraphSdl: mended.sdl };
          },
          buildService: () => ({
            process: () => Promise.reject(new Error("The gateway's own executor is not used.")),
          }),
          // As the gateway does in production. It would also refuse the hidden fields of mend/required-arguments.ts.
          validateSupergraph: false,
          logger,
        });
        await starting.load();
        gateway = starting;
      }
      return parts(gateway, sdl, mended);
    },
    stop: async () => {
      await gateway?.stop();
    },
  };
}

function parts(gateway: ApolloGateway, sdl: string, mended: MendedSupergraph): LoadedSupergraph {
  const { schema, apiSchema, queryPlanner } = gateway as unknown as GatewayParts;
  if (!schema || !apiSchema || !queryPlanner)
    throw new Error('This version of @apollo/gateway keeps its schema and planner elsewhere.');
  // Built from the text as composed: the gateway's has what was mended in it.
  const supergraphSchema = buildASTSchema(parse(sdl), { assumeValid: true, assumeValidSDL: true });
  return {
    sdl,
    apiSchema: schema,
    supergraphSchema,
    planner: queryPlanner,
    plannerSchema: apiSchema,
    mended,
    subgraphs: new Map([...readSubgraphs(supergraphSchema).values()].map((entry) => [entry.name, entry])),
    typesBySubgraph: readTypesBySubgraph(supergraphSchema),
    subgraphTypes: readSubgraphTypes(supergraphSchema),
  };
}
