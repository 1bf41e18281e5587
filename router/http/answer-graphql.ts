import type { IncomingMessage, ServerResponse } from 'node:http';
import { sendText } from '../../platform/http/send-text.ts';
import type { Logger } from '../../platform/telemetry/logger.ts';
import { traceIdOf } from '../../platform/telemetry/traceparent.ts';
import type { Span, Tracer } from '../../platform/telemetry/tracer.ts';
import type { Admission } from '../admit/port.ts';
import { refuseHttp } from '../admit/request-error.ts';
import type { Identifier } from '../identity/caller.ts';
import { outcomeOf } from '../measure/outcome.ts';
import { createRequestTrace } from '../measure/request-trace.ts';
import type { RouterMetrics } from '../measure/router-metrics.ts';
import type { Live } from '../subscribe/port.ts';
import { type AnswerText, writeRefusal } from './answer-text.ts';
import { Deadline } from './deadline.ts';
import type { HttpConfig } from './http-config.ts';
import type { AnswerKind } from './negotiate.ts';
import { type RequestParams, readGetParams, readPostParams } from './read-params.ts';
import { createRunOperation, noLog, type OperationFacts, toRefusal } from './run-operation.ts';

/** Asks for the estimated cost in the answer, as `extensions: { "cost": true }` in the request does. */
const costHeader = 'x-request-cost';

const contentTypes = {
  'graphql-response': 'application/graphql-response+json; charset=utf-8',
  json: 'application/json; charset=utf-8',
} as const;

interface Outcome {
  readonly answer: AnswerText;
  readonly facts: readonly OperationFacts[];
}

/** Answers GET and POST on the GraphQL path, and writes one log line each. */
export function createAnswerGraphql(deps: {
  admission: Admission;
  identifier: Identifier;
  live: Pick<Live, 'snapshotCursor'> | null;
  config: HttpConfig;
  logger: Logger;
  tracer?: Tracer;
  metrics?: Pick<RouterMetrics, 'answered'>;
}): (request: IncomingMessage, response: ServerResponse, search: string, kind: AnswerKind | null) => Promise<void> {
  const { identifier, config, logger, metrics } = deps;
  const onInternalError = (error: unknown) => logger.error({ err: error }, 'a request failed inside the router');
  const runOperation = createRunOperation({ ...deps, responseBytesMax: config.responseBytesMax, onInternalError });
  const traceOf = createRequestTrace(deps.tracer);
  // The line of a request has nothing to redact, and looking through each of them costs a fifth of a small request.
  const requestLogger = logger.child({}, { redact: [] });

  const answer = async (
    request: IncomingMessage,
    response: ServerResponse,
    search: string,
    strictStatus: boolean,
    trace: string,
  ): Promise<Outcome> => {
    const isGet = request.method !== 'POST';
    const params: RequestParams = isGet ? readGetParams(search) : await readPostParams(request, config);
    const identifying = identifier.identify(request.headers.authorization, identifier.origin(request));
    const caller = identifying instanceof Promise ? await identifying : identifying;
    const deadline = new Deadline(response, config.deadlineMs);
    try {
      const context = {
        caller,
        headers: forwarded(request, trace),
        deadline,
        mutations: !isGet,
        strictStatus,
        wantsCost: request.headers[costHeader] !== undefined,
      };
      if (!params.batch) {
        const done = await runOperation(params.operation, context);
        return { answer: done.answer, facts: [done.facts] };
      }
      const all = await Promise.all(params.operations.map((operation) => runOperation(operation, context)));
      return { answer: joinBatch(all.map((one) => one.answer)), facts: all.map((one) => one.facts) };
    } finally {
      deadline.end();
    }
  };

  const forwarded = (request: IncomingMessage, trace: string): Record<string, string> => {
    const headers: Record<string, string> = { traceparent: trace };
    for (const name of config.forwardHeaders) {
      const value = request.headers[name];
      if (typeof value === 'string') headers[name] = value;
    }
    return headers;
  };

  return async (request, response, search, kind) => {
    const startedAt = performance.now();
    const { traceparent, span } = traceOf(request.headers.traceparent);
    const strictStatus = kind === 'graphql-response';
    let outcome: Outcome;
    try {
      if (kind !== 'json' && kind !== 'graphql-response')
        throw refuseHttp(
          406,
          'NOT_ACCEPTABLE',
          `Accept must allow application/graphql-response+json or application/json.${deps.live ? '' : ` ${noLog}`}`,
        );
      outcome = await answer(request, response, search, strictStatus, traceparent);
    } catch (error) {
      outcome = { answer: writeRefusal(toRefusal(error, onInternalError), { strictStatus }), facts: [] };
    }
    const { text, status, headers, codes } = outcome.answer;
    const bytes = Buffer.byteLength(text);
    const [first] = outcome.facts;
    const ms = performance.now() - startedAt;
    if (metrics) {
      if (!first) metrics.answered(null, codes, ms / 1000);
      // A name that was never found in a document is anything a client may think of.
      for (const { operation, kind, codes } of outcome.facts)
        metrics.answered(kind === null ? null : operation, codes, ms / 1000);
    }
    if (span) endSpan(span, status, outcome);
    if (requestLogger.isLevelEnabled('info'))
      requestLogger.info(
        {
          method: request.method,
          status,
          operation: first?.operation,
          kind: first?.kind,
          cost: first?.cost,
          batch: outcome.facts.length > 1 ? outcome.facts.length : undefined,
          codes: codes.length > 0 ? codes : undefined,
          bytes,
          ms: Math.round(ms * 100) / 100,
          trace: traceIdOf(traceparent),
        },
        'request',
      );
    if (response.destroyed) return;
    const head: Record<string, string | number> = {
      'content-type': contentTypes[strictStatus ? 'graphql-response' : 'json'],
      'content-length': bytes,
      // Answers are one person's; a cache on the way must not give them to another.
      'cache-control': 'no-store',
    };
    for (const name in headers) head[name] = headers[name]!;
    response.writeHead(status, head);
    sendText(response, text, bytes);
  };
}

function endSpan(span: Span, status: number, { answer, facts }: Outcome): void {
  const [first, ...more] = facts;
  const name = first?.operation ?? 'unnamed';
  if (first) span.rename(more.length > 0 ? `batch of ${facts.length}` : `${first.kind ?? 'operation'} ${name}`);
  span.set({
    'http.response.status_code': status,
    ...(first?.kind && { 'graphql.operation.type': first.kind, 'graphql.operation.name': name }),
  });
  const how = outcomeOf(answer.codes);
  span.end(how === 'ok' ? undefined : (answer.codes[0] ?? how));
}

/** A batch is answered 200 as a whole: each of its answers says what became of it. */
function joinBatch(answers: readonly AnswerText[]): AnswerText {
  return {
    text: `[${answers.map(({ text }) => text).join(',')}]`,
    status: 200,
    headers: {},
    codes: [...new Set(answers.flatMap(({ codes }) => codes))],
  };
}
