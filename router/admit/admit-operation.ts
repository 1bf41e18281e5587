import { GraphQLError } from 'graphql';
import type { Identity } from '../../platform/identity/identity.ts';
import type { AnswerError, Graph, GraphStore, PreparedOperation } from '../execute/port.ts';
import {
  type Authorisation,
  type AuthorisationConfig,
  createAuthorisation,
  type Filtered,
} from '../guard/authorise.ts';
import { type CostConfig, type CostGuard, createCostGuard } from '../guard/cost-guard.ts';
import type { InvalidDocuments } from '../limits/invalid-documents.ts';
import type { RateLimits } from '../limits/rate-limits.ts';
import { checkVariableDepth } from '../parse/check-variables.ts';
import {
  type DocumentStore,
  type ParsedDocument,
  type ParsedOperation,
  selectOperation,
} from '../parse/document-store.ts';
import type { PersistedQueries } from '../parse/persisted-queries.ts';
import type { Restrictions } from '../restrict/port.ts';
import type { UsageRecorder } from '../usage/usage-recorder.ts';
import type { Admission, AdmitOptions, AdmittedOperation, OperationParams } from './port.ts';
import { RequestError, refuse, refuseHttp } from './request-error.ts';

/** The gates that belong to one graph. */
interface GraphGates {
  readonly authorisation: Authorisation;
  readonly cost: CostGuard;
}

/** Puts the gates in a row; see port.ts for their order. */
export function createAdmission(deps: {
  graphs: Pick<GraphStore, 'current'>;
  documents: DocumentStore;
  persisted: PersistedQueries;
  restrictions: Pick<Restrictions, 'isRestricted' | 'exceptMutations'>;
  rateLimits: RateLimits;
  invalidDocuments: InvalidDocuments;
  authorisation: AuthorisationConfig;
  cost: CostConfig;
  variableDepthMax: number;
  /** Counts what is admitted; null counts nothing. */
  usage: Pick<UsageRecorder, 'record'> | null;
}): Admission {
  const { graphs, documents, persisted, restrictions, rateLimits, invalidDocuments, usage } = deps;
  const gates = new WeakMap<Graph, GraphGates>();

  const gatesOf = (graph: Graph): GraphGates => {
    let found = gates.get(graph);
    if (!found) {
      found = {
        authorisation: createAuthorisation(graph, deps.authorisation),
        cost: createCostGuard(graph, deps.cost),
      };
      gates.set(graph, found);
    }
    return found;
  };

  const checkRestricted = (operation: ParsedOperation, subject: string | null): void => {
    if (operation.kind !== 'mutation' || subject === null || !restrictions.isRestricted(subject)) return;
    if (operation.rootFields.every((field) => restrictions.exceptMutations.has(field) || field === '__typename'))
      return;
    throw refuse(403, 'ACCOUNT_RESTRICTED', 'This account is restricted: it may read, and nothing else.');
  };

  const readDocument = (graph: Graph, text: string, identity: Identity): ParsedDocument => {
    if (!documents.isKnown(graph, text)) invalidDocuments.check(identity);
    try {
      return documents.read(graph, text);
    } catch (error) {
      invalidDocuments.count(identity);
      throw error;
    }
  };

  return {
    admit(params, identity, options) {
      const loading = persisted.load(params);
      return loading ? loading.then(() => admit(params, identity, options)) : admit(params, identity, options);
    },
  };

  function admit(
    params: OperationParams,
    identity: Identity,
    options: AdmitOptions,
  ): Promise<AdmittedOperation> | AdmittedOperation {
    const graph = graphs.current();
    const document = readDocument(graph, persisted.resolve(params), identity);
    persisted.register(params);
    const operation = selectOperation(document, params.operationName);
    if (operation.kind === 'mutation' && options.mutations === false)
      throw refuseHttp(405, 'METHOD_NOT_ALLOWED', 'A mutation must be sent by POST.', { allow: 'POST' });
    checkVariableDepth(params.variables, deps.variableDepthMax);
    checkRestricted(operation, identity.subject);
    const gates = gatesOf(graph);
    const cost = gates.cost.estimate(operation, params.variables);
    // What is refused for its cost has been asked for, and costs nothing.
    const charge = { kind: operation.kind, rootFields: operation.rootFields, cost: gates.cost.allows(cost) ? cost : 0 };
    const spending = options.spend ? rateLimits.spend(charge, identity) : undefined;
    const asked = { graph, gates, operation, params, identity, cost, spend: options.spend };
    return spending ? spending.then(() => plan(asked)) : plan(asked);
  }

  function plan(asked: Asked): AdmittedOperation | Promise<AdmittedOperation> {
    asked.gates.cost.check(asked.cost);
    const filtered = asked.gates.authorisation.filter(asked.operation, asked.identity);
    const prepared = prepare(asked.graph, asked.operation, filtered);
    return prepared instanceof Promise
      ? prepared.then((late) => finish(late, asked, filtered))
      : finish(prepared, asked, filtered);
  }

  function finish(prepared: PreparedOperation, asked: Asked, filtered: Filtered | null): AdmittedOperation {
    if (asked.spend) usage?.record(asked.graph, asked.operation, asked.params.variables, asked.identity);
    return new Admitted(prepared, asked, filtered);
  }
}

/** An operation that passed its limits. */
interface Asked {
  readonly graph: Graph;
  readonly gates: GraphGates;
  readonly operation: ParsedOperation;
  readonly params: OperationParams;
  readonly identity: Identity;
  readonly cost: number;
  readonly spend: boolean;
}

class Admitted implements AdmittedOperation {
  readonly operation: PreparedOperation;
  readonly #asked: Asked;
  readonly #filtered: Filtered | null;

  constructor(operation: PreparedOperation, asked: Asked, filtered: Filtered | null) {
    this.operation = operation;
    this.#asked = asked;
    this.#filtered = filtered;
  }

  get cost(): number {
    return this.#asked.cost;
  }

  get operationKey(): string {
    const { graph, operation } = this.#asked;
    return `${graph.id}:${operation.document.id}:${operation.name ?? ''}:${this.#filtered?.key ?? ''}`;
  }

  actualCost(data: string | undefined): number {
    return this.#asked.gates.cost.actual(this.#asked.operation, data);
  }
}

function prepare(
  graph: Graph,
  operation: ParsedOperation,
  filtered: Filtered | null,
): PreparedOperation | Promise<PreparedOperation> {
  const { document, name } = operation;
  if (filtered && !filtered.document) return emptied(operation, filtered);
  try {
    if (!filtered) {
      const prepared = graph.prepare(document.node, document.id, name);
      return prepared instanceof Promise ? prepared.catch(throwRefusal) : prepared;
    }
    const id = `${document.id}:${operation.name ?? ''}:${filtered.key}`;
    const prepared = graph.prepare(filtered.document!, id, name);
    return prepared instanceof Promise
      ? prepared.then((late) => restoring(late, filtered), throwRefusal)
      : restoring(prepared, filtered);
  } catch (error) {
    return throwRefusal(error);
  }
}

function throwRefusal(error: unknown): never {
  throw error instanceof GraphQLError ? cannotPlan(error) : error;
}

/** An operation without some of its fields, whose nulls and errors are put into each answer. */
function restoring(prepared: PreparedOperation, filtered: Filtered): PreparedOperation {
  return {
    ...prepared,
    run: async (request) => filtered.restore(await prepared.run(request), request.variables),
    deliver: async (data, request) => filtered.restore(await prepared.deliver(data, request), request.variables),
  };
}

/** An operation of which nothing is left: its answer is known without asking anybody. */
function emptied(operation: ParsedOperation, filtered: Filtered): PreparedOperation {
  const answer = async (request: { variables: Readonly<Record<string, unknown>> }) =>
    filtered.restore({ data: '{}', errors: [] }, request.variables);
  return {
    kind: operation.kind,
    name: operation.name,
    rootFields: operation.rootFields,
    source: null,
    run: answer,
    deliver: (_, request) => answer(request),
  };
}

function cannotPlan(error: GraphQLError): RequestError {
  const code = typeof error.extensions.code === 'string' ? error.extensions.code : 'QUERY_PLANNING_FAILED';
  const answer: AnswerError = { message: error.message, extensions: { ...error.extensions, code } };
  return new RequestError({ status: code === 'INTERNAL_SERVER_ERROR' ? 500 : 400 }, answer);
}
