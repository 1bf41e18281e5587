import type { IncomingMessage } from 'node:http';
import type { OperationParams } from '../admit/port.ts';
import { type RequestError, refuseHttp } from '../admit/request-error.ts';
import type { HttpConfig } from './http-config.ts';
import { readRequestBody } from './read-request-body.ts';

/** What a request asks for: one operation, or a batch of them in a JSON array. */
export type RequestParams =
  | { readonly batch: false; readonly operation: OperationParams }
  | { readonly batch: true; readonly operations: readonly OperationParams[] };

/** The content types an HTML form can send, to any site and with the user's cookies, without asking first. */
const formTypes = new Set(['application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain']);

/** Reads the parameters of a GET from its query string. Throws a RequestError (400) where they aren't well-formed. */
export function readGetParams(search: string): RequestParams {
  const params = new URLSearchParams(search);
  const json = (name: string): unknown => {
    const text = params.get(name);
    if (text === null || text === '') return undefined;
    try {
      return JSON.parse(text);
    } catch {
      throw badRequest(`The parameter "${name}" is not JSON.`);
    }
  };
  const operation = checkParams({
    query: params.get('query') ?? undefined,
    operationName: params.get('operationName'),
    variables: json('variables'),
    extensions: json('extensions'),
  });
  return { batch: false, operation };
}

/** Reads the parameters of a POST from its body. Throws a RequestError where they can't be had. */
export async function readPostParams(
  request: IncomingMessage,
  config: Pick<HttpConfig, 'bodyBytesMax' | 'bodyTimeoutMs' | 'batchMax'>,
): Promise<RequestParams> {
  checkContentType(request);
  const text = await readRequestBody(request, config);
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw refuseHttp(400, 'MALFORMED_JSON', 'The body is not JSON.');
  }
  if (!Array.isArray(body)) return { batch: false, operation: checkParams(body) };
  if (config.batchMax === 0) throw refuseHttp(400, 'BATCH_NOT_ALLOWED', 'Batches are not served: send one operation.');
  if (body.length > config.batchMax)
    throw refuseHttp(400, 'BATCH_LIMIT_EXCEEDED', `A batch may have at most ${config.batchMax} operations.`);
  if (body.length === 0) throw badRequest('The batch is empty.');
  return { batch: true, operations: body.map(checkParams) };
}

/** What nearly every client sends, as it is written: needs no looking at. */
const usualTypes = new Set(['application/json', 'application/json; charset=utf-8', 'application/json;charset=UTF-8']);

function checkContentType(request: IncomingMessage): void {
  const { headers } = request;
  if (headers['content-encoding'] === undefined && usualTypes.has(headers['content-type'] ?? '')) return;
  const [type = '', ...parameters] = (request.headers['content-type'] ?? '').toLowerCase().split(';');
  if (type.trim() !== 'application/json') {
    if (type === '' || formTypes.has(type.trim()))
      throw refuseHttp(
        415,
        'CSRF_PREVENTED',
        'A POST must have the content type application/json: what a form of another site can send is refused.',
        { accept: 'application/json' },
      );
    throw refuseHttp(415, 'UNSUPPORTED_MEDIA_TYPE', 'A POST must have the content type application/json.', {
      accept: 'application/json',
    });
  }
  const charset = parameters.map((part) => part.trim()).find((part) => part.startsWith('charset='));
  if (charset !== undefined && charset !== 'charset=utf-8' && charset !== 'charset="utf-8"')
    throw refuseHttp(415, 'UNSUPPORTED_CHARSET', 'The body must be UTF-8.');
  const encoding = request.headers['content-encoding'];
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity')
    throw refuseHttp(415, 'UNSUPPORTED_ENCODING', 'The body must not be compressed.', {
      'accept-encoding': 'identity',
    });
}

/** Checks the shape of one operation's parameters as GraphQL over HTTP defines it. */
function checkParams(body: unknown): OperationParams {
  if (!isMap(body)) throw badRequest('The request is not a JSON object.');
  const { query, operationName, variables, extensions } = body;
  const named = isMap(extensions) && isMap(extensions.persistedQuery);
  if (query === undefined || query === null || query === '' ? !named : typeof query !== 'string')
    throw badRequest('The parameter "query" is missing or not a string.');
  if (operationName !== undefined && operationName !== null && typeof operationName !== 'string')
    throw badRequest('The parameter "operationName" is not a string.');
  if (variables !== undefined && variables !== null && !isMap(variables))
    throw badRequest('The parameter "variables" is not an object.');
  if (extensions !== undefined && extensions !== null && !isMap(extensions))
    throw badRequest('The parameter "extensions" is not an object.');
  return {
    query: (query as string | undefined) ?? '',
    operationName: operationName || null,
    variables: variables ?? {},
    extensions: extensions ?? {},
  };
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function badRequest(message: string): RequestError {
  return refuseHttp(400, 'BAD_REQUEST', message);
}
