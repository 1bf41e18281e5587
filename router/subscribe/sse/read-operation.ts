import type { IncomingMessage } from 'node:http';
import { BodyTooLargeError, readBody } from '../../../platform/http/read-body.ts';
import type { OperationParams } from '../../admit/port.ts';
import { RequestError } from '../../admit/request-error.ts';
import { readParams } from '../read-params.ts';

function badRequest(status: number, message: string): RequestError {
  return new RequestError({ status, statusAlways: true }, { message, extensions: { code: 'BAD_REQUEST' } });
}

/** Reads the operation that a stream is asked for. Throws a RequestError where the request is none. */
export async function readOperation(request: IncomingMessage, bytesMax: number): Promise<OperationParams> {
  const params = readParams(request.method === 'GET' ? readQuery(request) : await readJson(request, bytesMax));
  if (!params) throw badRequest(400, 'The request is not a GraphQL request.');
  return params;
}

function readQuery(request: IncomingMessage): unknown {
  const query = new URL(request.url ?? '/', 'http://router').searchParams;
  return {
    query: query.get('query'),
    operationName: query.get('operationName'),
    variables: parseJson(query.get('variables')),
    extensions: parseJson(query.get('extensions')),
  };
}

async function readJson(request: IncomingMessage, bytesMax: number): Promise<unknown> {
  if (request.method !== 'POST') throw badRequest(405, 'Event streams are asked for by GET or POST.');
  // A form of another site can't send this type without asking first.
  if (!/^application\/json\s*(;|$)/i.test(request.headers['content-type'] ?? '')) {
    throw badRequest(415, 'The body has to be application/json.');
  }
  try {
    return parseJson(await readBody(request, bytesMax));
  } catch (error) {
    if (error instanceof BodyTooLargeError) throw badRequest(413, error.message);
    throw error;
  }
}

function parseJson(text: string | null): unknown {
  if (text === null) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw badRequest(400, 'The request holds malformed JSON.');
  }
}
