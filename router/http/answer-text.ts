import type { RequestError } from '../admit/request-error.ts';
import type { Answer, AnswerError } from '../execute/port.ts';

/** An answer on its way out: JSON text and the HTTP status that belongs to it. */
export interface AnswerText {
  readonly text: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The codes of its errors, for the log. */
  readonly codes: readonly string[];
}

/** Statuses of request errors that come out of an answer without data; anything else is the router's own fault. */
const statusByCode: Readonly<Record<string, number>> = {
  BAD_USER_INPUT: 400,
  GRAPHQL_VALIDATION_FAILED: 400,
  OPERATION_RESOLUTION_FAILURE: 400,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
};

const none = {};

/** Writes an answer as JSON text. `application/json` gets 200 for everything that GraphQL itself answers. */
export function writeAnswer(
  answer: Answer,
  extensions: Readonly<Record<string, unknown>> | undefined,
  options: { strictStatus: boolean; bytesMax: number },
): AnswerText {
  const { data, errors } = answer;
  if (data !== undefined && data.length > options.bytesMax) {
    const tooLarge = {
      message: `The answer is larger than ${options.bytesMax} bytes: ask for less at once.`,
      extensions: { code: 'RESPONSE_LIMIT_EXCEEDED' },
    };
    return {
      text: `{"errors":[${JSON.stringify(tooLarge)}],"data":null}`,
      status: 200,
      headers: none,
      codes: ['RESPONSE_LIMIT_EXCEEDED'],
    };
  }
  let text = '{';
  if (errors.length > 0) text += `"errors":${JSON.stringify(errors)}`;
  if (data !== undefined) text += `${text.length > 1 ? ',' : ''}"data":${data}`;
  const all = extensions ? { ...answer.extensions, ...extensions } : answer.extensions;
  if (all !== undefined) text += `,"extensions":${JSON.stringify(all)}`;
  return {
    text: `${text}}`,
    status: data === undefined && options.strictStatus ? (statusByCode[errors[0]?.extensions.code ?? ''] ?? 500) : 200,
    headers: none,
    codes: codesOf(errors),
  };
}

/** Writes a refusal as JSON text. */
export function writeRefusal(refusal: RequestError, options: { strictStatus: boolean }): AnswerText {
  return {
    text: `{"errors":${JSON.stringify(refusal.errors)}}`,
    status: refusal.statusAlways || options.strictStatus ? refusal.status : 200,
    headers: refusal.headers,
    codes: codesOf(refusal.errors),
  };
}

function codesOf(errors: readonly AnswerError[]): readonly string[] {
  return errors.length === 0 ? [] : [...new Set(errors.map((error) => error.extensions.code))];
}
