import type {
  FieldNode,
  FragmentDefinitionNode,
  GraphQLObjectType,
  GraphQLOutputType,
  GraphQLResolveInfo,
  GraphQLSchema,
  OperationDefinitionNode,
} from 'graphql';
import type { Position, Run } from './run.ts';

type Path = GraphQLResolveInfo['path'];

/** What a field's place in a document says of it, the same in every run. */
export interface FieldSite {
  readonly fieldName: string;
  readonly fieldNodes: FieldNode[];
  readonly returnType: GraphQLOutputType;
  readonly parentType: GraphQLObjectType;
  readonly schema: GraphQLSchema;
  readonly fragments: Record<string, FragmentDefinitionNode>;
  readonly operation: OperationDefinitionNode;
}

/**
 * The fourth argument of resolvers. Few look at it and every call needs one, so it holds four references and answers
 * from them.
 */
export class ResolveInfo implements GraphQLResolveInfo {
  readonly #site: FieldSite;
  readonly #run: Run;
  readonly #key: string;
  readonly #parent: Position;

  constructor(site: FieldSite, run: Run, key: string, parent: Position) {
    this.#site = site;
    this.#run = run;
    this.#key = key;
    this.#parent = parent;
  }

  get fieldName(): string {
    return this.#site.fieldName;
  }
  get fieldNodes(): FieldNode[] {
    return this.#site.fieldNodes;
  }
  get returnType(): GraphQLOutputType {
    return this.#site.returnType;
  }
  get parentType(): GraphQLObjectType {
    return this.#site.parentType;
  }
  get schema(): GraphQLSchema {
    return this.#site.schema;
  }
  get fragments(): Record<string, FragmentDefinitionNode> {
    return this.#site.fragments;
  }
  get operation(): OperationDefinitionNode {
    return this.#site.operation;
  }
  get rootValue(): undefined {
    return undefined;
  }
  get variableValues(): Record<string, unknown> {
    return this.#run.variables as Record<string, unknown>;
  }
  /** Without the names of the types further up, which nobody here asks for. */
  get path(): Path {
    return { prev: toPath(this.#parent), key: this.#key, typename: this.parentType.name };
  }
}

function toPath(position: Position): Path | undefined {
  if (position.parent === null) return undefined;
  return { prev: toPath(position.parent), key: position.key, typename: undefined };
}
