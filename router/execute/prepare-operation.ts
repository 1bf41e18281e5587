import { setMaxListeners } from 'node:events';
import type { QueryPlan } from '@apollo/query-planner';
import { type DocumentNode, type GraphQLSchema, type OperationDefinitionNode, parse } from 'graphql';
import type { SubgraphTypes } from '../supergraph/subgraph-types.ts';
import type { FetchDeps } from './compile-fetch.ts';
import { compilePlan } from './compile-plan.ts';
import { conditionVariables } from './condition-variables.ts';
import { compileIntrospection } from './introspection.ts';
import type { Answer, AnswerError, ExecutionRequest, PreparedOperation } from './port.ts';
import { compileProjectEvent } from './project-event.ts';
import { compileRewrites } from './rewrite.ts';
import { fragmentsOf, rootFieldNames } from './root-fields.ts';
import type { Entity, Run, Step } from './run.ts';
import { compileShape } from './shape/compile-shape.ts';
import { hiddenNames } from './shape/hidden-names.ts';
import { readSubscriptionSource } from './subscription-source.ts';
import { unplannedFields } from './unplanned-fields.ts';
import { compileVariables } from './variables.ts';

/** What all operations of one graph share. */
export interface PrepareDeps extends FetchDeps {
  readonly apiSchema: GraphQLSchema;
  readonly supergraphSchema: GraphQLSchema;
  readonly subgraphTypes: SubgraphTypes;
}

/** An operation to prepare: a valid document, which of its operations, and that one's plan. */
export interface PlannedOperation {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly plan: QueryPlan;
}

/** An operation compiled for one outcome of its conditions. */
interface Variant {
  readonly fetchAll: Step | undefined;
  readonly shape: (run: Run) => string;
  /** Root fields that no subgraph can answer as they are asked. */
  readonly unplanned: readonly string[];
}

/**
 * How many outcomes of @skip and @include are kept compiled for one operation. Six independent conditions are more than
 * a screen has; past that the outcomes in use are compiled again as they come.
 */
const variantsMax = 64;

/** Compiles an operation. Nothing of it is interpreted when it runs. */
export function prepareOperation(planned: PlannedOperation, deps: PrepareDeps): PreparedOperation {
  const { document, operation, plan } = planned;
  const { apiSchema, supergraphSchema } = deps;
  const fragments = fragmentsOf(document);
  const rootType = apiSchema.getRootType(operation.operation);
  if (!rootType) throw new Error(`The schema has no ${operation.operation} type.`);
  const variableDefinitions = operation.variableDefinitions ?? [];
  const checkVariables = compileVariables(apiSchema, variableDefinitions);
  const introspect = compileIntrospection(apiSchema, fragments, variableDefinitions);
  const isHidden = hiddenNames(apiSchema, supergraphSchema);
  const conditions = conditionVariables(document, operation);
  const planNode = plan.node;
  const primary = planNode?.kind === 'Subscription' ? planNode.primary : undefined;
  const rootFields = rootFieldNames(operation, fragments);
  const source =
    operation.operation === 'subscription' ? readSubscriptionSource(supergraphSchema, rootFields[0]!) : null;
  const fetchDeps = source ? { ...deps, entityCache: deps.entityCache?.afterEvent(source.topic) } : deps;

  const compileVariant = (isTrue: (variable: string) => boolean): Variant => {
    const toFetch = planNode?.kind === 'Subscription' ? planNode.rest : planNode;
    const context = { schema: apiSchema, fragments, isTrue, introspect, isHidden };
    const { selectionSet } = operation;
    const asked = { ...deps, context, rootType, selectionSet, variableDefinitions };
    return {
      fetchAll: toFetch && compilePlan(toFetch, asked, fetchDeps),
      shape: compileShape(context, rootType, operation.selectionSet),
      unplanned: primary ? [] : unplannedFields(context, rootType, operation.selectionSet, toFetch),
    };
  };
  const variants = new Map<string, Variant>();
  const variantFor = (variables: Readonly<Record<string, unknown>>): Variant => {
    let key = '';
    for (const { name, defaultValue } of conditions)
      key += (Object.hasOwn(variables, name) ? variables[name] : defaultValue) === true ? '1' : '0';
    let variant = variants.get(key);
    if (!variant) {
      const truths = new Map(conditions.map(({ name }, index) => [name, key[index] === '1']));
      variant = compileVariant((variable) => truths.get(variable) ?? false);
      if (variants.size >= variantsMax) variants.clear();
      variants.set(key, variant);
    }
    return variant;
  };

  const execute = async (root: Entity, mayEscape: boolean, request: ExecutionRequest): Promise<Answer> => {
    try {
      const refused = refuse(request);
      if (refused) return refused;
      const variant = variantFor(request.variables);
      const run: Run = {
        variables: request.variables,
        headers: request.headers,
        signal: request.signal,
        identityKey: request.identityKey,
        root,
        mayEscape,
        errors: [],
        path: [],
      };
      if (variant.unplanned.length > 0) {
        const errors = variant.unplanned.map(unplannedError);
        if (!planNode) return { data: undefined, errors: errors.map(({ path, ...error }) => error) };
        run.errors.push(...errors);
      }
      if (variant.fetchAll) {
        // Each fetch under way listens to it; Node takes more than ten for a leak.
        if (request.signal instanceof AbortSignal) setMaxListeners(0, request.signal);
        await variant.fetchAll(run);
      }
      const data = variant.shape(run);
      if (run.hidden) return { data, errors: run.errors, extensions: { valueCompletion: run.hidden } };
      return { data, errors: run.errors };
    } catch (error) {
      deps.onInternalError(error);
      return { data: undefined, errors: [internalError] };
    }
  };

  /** Why a request can't be run as it is; undefined where it can. */
  const refuse = ({ variables }: ExecutionRequest): Answer | undefined => {
    const mistakes = checkVariables(variables);
    if (mistakes && mistakes.length > 0) {
      return {
        data: undefined,
        errors: mistakes.map(({ message, locations }) => ({
          message,
          locations: locations && [...locations],
          extensions: { code: 'BAD_USER_INPUT' },
        })),
      };
    }
    for (const { name, defaultValue } of conditions)
      if (Object.hasOwn(variables, name) && variables[name] === null && defaultValue !== undefined)
        return { data: undefined, errors: [nullConditionError(name)] };
    return undefined;
  };

  const project = primary && compileProjectEvent(parse(primary.operation), supergraphSchema, deps.typeNames);
  const rewriteProjected = primary && compileRewrites(primary.outputRewrites, deps.typeNames);
  return {
    kind: operation.operation,
    name: operation.name?.value ?? null,
    rootFields,
    source,
    run: (request) => execute({}, false, request),
    deliver: (data, request) => {
      const root = project ? project(data) : {};
      rewriteProjected?.(root);
      return execute(root, true, request);
    },
  };
}

const internalError: AnswerError = { message: 'Internal error.', extensions: { code: 'INTERNAL_SERVER_ERROR' } };

function unplannedError(field: string): AnswerError {
  return {
    message: `No subgraph can answer the field "${field}" with what is asked of it.`,
    path: [field],
    extensions: { code: 'QUERY_PLANNING_FAILED' },
  };
}

function nullConditionError(variable: string): AnswerError {
  return {
    message: `Argument "if" of non-null type "Boolean!" must not be null: the variable "$${variable}" is.`,
    extensions: { code: 'BAD_USER_INPUT' },
  };
}
