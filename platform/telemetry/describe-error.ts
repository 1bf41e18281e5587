/** What a log line says of an error. */
export interface DescribedError {
  readonly type: string;
  readonly message: string;
  readonly code?: string;
  readonly stack?: string;
  readonly cause?: DescribedError;
}

/** A message that quotes a whole statement or body is cut, in characters. */
const messageMax = 2_000;
/** Errors that wrap errors: a chain longer than this is a loop. */
const causesMax = 5;

/** Things that are somebody's wherever they stand in a text. */
const personal: readonly (readonly [RegExp, string])[] = [
  [/[^\s@"'`<>()=,;:]+@[^\s@"'`<>()=,;]+\.[a-z]{2,}/gi, '[email]'],
  [/\beyJ[\w-]+\.[\w-]+\.[\w-]*/g, '[token]'],
  [/\bBearer\s+[^\s"']+/gi, 'Bearer [token]'],
  // A database's URL, and what a unique index says: `Key (email)=(a@b.c) already exists`.
  [/(:\/\/[^\s:/@]+):[^\s/@]+@/g, '$1:[password]@'],
  [/(Key \([^)]*\)=)\([^)]*\)/g, '$1([redacted])'],
  // A client's own input, as GraphQL's and JSON's errors quote it.
  [/(got invalid value )(\{.*?\}|\[.*?\]|"(?:[^"\\]|\\.)*")(?=[;,. ]|$)/gs, '$1[redacted]'],
  [/(Unexpected token .*?, )"[\s\S]*"( is not valid JSON)/g, '$1[redacted]$2'],
];

/**
 * Describes an error by its kind, code, message and stack, and by nothing else that may hang on it: a database's error
 * carries the row, an HTTP client's the request. What looks personal in the texts is taken out.
 */
export function describeError(error: unknown, depth = 0): DescribedError {
  if (!(error instanceof Error)) return { type: typeof error, message: clean(String(error)) };
  const { code } = error as { code?: unknown };
  return {
    type: error.name,
    message: clean(error.message),
    ...((typeof code === 'string' || typeof code === 'number') && { code: String(code) }),
    ...(error.stack !== undefined && { stack: cleanStack(error) }),
    ...(error.cause !== undefined && depth < causesMax && { cause: describeError(error.cause, depth + 1) }),
  };
}

/** The stack repeats the message, which may span lines, before its frames. */
function cleanStack({ name, message, stack = '' }: Error): string {
  const frames = stack.indexOf('\n    at ');
  return `${name}: ${clean(message)}${frames === -1 ? '' : stack.slice(frames)}`;
}

function clean(text: string): string {
  let cleaned = text.slice(0, messageMax);
  for (const [pattern, replacement] of personal) cleaned = cleaned.replace(pattern, replacement);
  return cleaned;
}
