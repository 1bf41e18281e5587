import type { Admission, OperationParams } from '../admit/port.ts';
import { RequestError, refuse, refuseHttp } from '../admit/request-error.ts';
import type { Caller, Identifier } from '../identity/caller.ts';
import type { Live } from '../subscribe/port.ts';
import { type AnswerText, writeAnswer, writeRefusal } from './answer-text.ts';
import { type Deadline, DeadlineError } from './deadline.ts';

/** What the log says of an operation. */
export interface OperationFacts {
  readonly operation: string | null;
  readonly kind: string | null;
  readonly cost: number | null;
  /** The codes of its answer's errors. */
  readonly codes: readonly string[];
}

/** One operation's way through the router, as all operations of one HTTP request share it. */
export interface OperationContext {
  readonly caller: Caller;
  readonly headers: Readonly<Record<string, string>>;
  readonly deadline: Deadline;
  /** False for a GET. */
  readonly mutations: boolean;
  /** True where the client takes `application/graphql-response+json`, whose statuses tell what happened. */
  readonly strictStatus: boolean;
  /** Whether the estimated cost is told in `extensions.cost`. */
  readonly wantsCost: boolean;
}

/** What a router without live fields says to whoever wants one. */
export const noLog = 'This router serves no subscriptions: it was started without a log (LOG).';

/** A name in a log line is cut here: it comes from the client. */
const nameMax = 100;

/** Runs one operation. Never rejects: what goes wrong is in the answer. */
export function createRunOperation(deps: {
  admission: Admission;
  identifier: Pick<Identifier, 'headersFor'>;
  live: Pick<Live, 'snapshotCursor'> | null;
  responseBytesMax: number;
  onInternalError: (error: unknown) => void;
}): (params: OperationParams, context: OperationContext) => Promise<{ answer: AnswerText; facts: OperationFacts }> {
  const { admission, identifier, live } = deps;

  const run = async (params: OperationParams, context: OperationContext) => {
    const { caller, deadline } = context;
    const admitting = admission.admit(params, caller.identity, { spend: true, mutations: context.mutations });
    const admitted = admitting instanceof Promise ? await admitting : admitting;
    const { operation, cost } = admitted;
    if (operation.kind === 'subscription')
      throw refuse(
        406,
        'SUBSCRIPTION_NOT_STREAMED',
        live ? 'A subscription needs a WebSocket (graphql-transport-ws) or the media type text/event-stream.' : noLog,
      );
    // Taken before the query runs: whatever happens after it is an event that the cursor still gives.
    const cursor =
      params.extensions.cursor === undefined
        ? undefined
        : live?.snapshotCursor(params.extensions.cursor, caller.identity);
    const signing = identifier.headersFor(caller);
    const identityHeaders = signing instanceof Promise ? await signing : signing;
    const answer = await deadline.race(
      operation.run({
        variables: params.variables,
        headers: withHeaders(context.headers, identityHeaders),
        signal: deadline.signal,
        identityKey: caller.identityKey,
      }),
    );
    const wantsCost = context.wantsCost || params.extensions.cost === true;
    const extensions =
      cursor !== undefined || wantsCost
        ? {
            ...(cursor !== undefined && { cursor }),
            ...(wantsCost && { cost: { estimated: cost, actual: admitted.actualCost(answer.data) } }),
          }
        : undefined;
    const { strictStatus } = context;
    const written = writeAnswer(answer, extensions, { strictStatus, bytesMax: deps.responseBytesMax });
    // Name by name: a spread object with one more costs half a microsecond.
    const facts = { operation: nameOf(operation.name), kind: operation.kind, cost, codes: written.codes };
    return { answer: written, facts };
  };

  return async (params, context) => {
    try {
      return await run(params, context);
    } catch (error) {
      const answer = writeRefusal(toRefusal(error, deps.onInternalError), context);
      return {
        answer,
        facts: { operation: nameOf(params.operationName), kind: null, cost: null, codes: answer.codes },
      };
    }
  };
}

function nameOf(name: string | null): string | null {
  return name === null ? null : name.slice(0, nameMax);
}

/** Both, in a new object; written out because spreading two costs as much as the loop and the object together. */
function withHeaders(
  headers: Readonly<Record<string, string>>,
  more: Readonly<Record<string, string>>,
): Record<string, string> {
  const all: Record<string, string> = {};
  for (const name in headers) all[name] = headers[name]!;
  for (const name in more) all[name] = more[name]!;
  return all;
}

/** What a client is told of an error: a refusal as it is, anything else without its insides. */
export function toRefusal(error: unknown, onInternalError: (error: unknown) => void): RequestError {
  if (error instanceof RequestError) return error;
  if (error instanceof DeadlineError) return refuseHttp(504, 'DEADLINE_EXCEEDED', error.message);
  onInternalError(error);
  return refuseHttp(500, 'INTERNAL_SERVER_ERROR', 'Internal error.');
}
