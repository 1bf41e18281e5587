import { GraphQLError, GraphQLScalarType, Kind, type ValueNode } from 'graphql';

const instantPattern = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/;
const dayPattern = /^\d{4}-\d{2}-\d{2}$/;

/** True for `YYYY-MM-DD` that is in the calendar: the 30th of February isn't. */
export function isDay(text: string): boolean {
  if (!dayPattern.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00.000Z`);
  // JavaScript's parser may roll a day that doesn't exist over into the next month; then the text comes back changed.
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/** An instant of the ISO 8601 profile of RFC 3339, with its offset stated; null for anything else. */
export function parseInstant(text: string): Date | null {
  const match = instantPattern.exec(text);
  if (!match?.[1] || !isDay(match[1])) return null;
  const time = Date.parse(text);
  return Number.isNaN(time) ? null : new Date(time);
}

function badInput(message: string, nodes?: ValueNode): GraphQLError {
  return new GraphQLError(message, { nodes: nodes ? [nodes] : undefined, extensions: { code: 'BAD_USER_INPUT' } });
}

function readInstant(value: unknown, node?: ValueNode): Date {
  const instant = typeof value === 'string' ? parseInstant(value) : null;
  if (!instant) throw badInput('A DateTime must be an ISO 8601 instant such as 2026-11-05T18:03:11.042Z.', node);
  return instant;
}

function readDay(value: unknown, node?: ValueNode): string {
  if (typeof value !== 'string' || !isDay(value)) throw badInput('A Date must be a day such as 1990-05-04.', node);
  return value;
}

/** An instant: a `Date` in resolvers, ISO 8601 in UTC with milliseconds on the wire (`2026-11-05T18:03:11.042Z`). */
export const dateTimeScalar = new GraphQLScalarType<Date, string>({
  name: 'DateTime',
  serialize: (value) => {
    if (value instanceof Date && !Number.isNaN(value.getTime())) return value.toISOString();
    throw new TypeError(`A resolver returned no valid Date for a DateTime: ${String(value)}`);
  },
  parseValue: (value) => readInstant(value),
  parseLiteral: (node) => readInstant(node.kind === Kind.STRING ? node.value : undefined, node),
});

/** A day without a time or a zone: `YYYY-MM-DD` on the wire and, so that no zone can shift it, in resolvers too. */
export const dateScalar = new GraphQLScalarType<string, string>({
  name: 'Date',
  serialize: (value) => {
    if (typeof value === 'string' && isDay(value)) return value;
    throw new TypeError('A resolver returned no valid day for a Date.');
  },
  parseValue: (value) => readDay(value),
  parseLiteral: (node) => readDay(node.kind === Kind.STRING ? node.value : undefined, node),
});
