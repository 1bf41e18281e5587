import { z } from 'zod';

/** What a JSON schema says of a number, or how it is put together; everything else of it isn't asked for. */
interface Described {
  readonly type?: string;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
  readonly properties?: Readonly<Record<string, Described>>;
  readonly allOf?: readonly Described[];
}

/**
 * One mistake in a configuration as whoever wrote it understands it: what was wanted, and what was given. What was given is
 * told of numbers and of words that are chosen from a list; any other text may be a secret, or hold a password.
 */
export function describeMistake(
  schema: z.ZodType,
  issue: z.core.$ZodIssue,
  environment: Readonly<Record<string, unknown>>,
): string {
  const name = issue.path.join('.');
  // A part of a value (`KAFKA_BROKERS.0`) says for itself what is wrong with it.
  if (issue.path.length > 1) return `${name}: ${issue.message}`;
  const value = environment[name];
  if (issue.code === 'custom') return `${name}: ${issue.message}`;
  if (value === undefined) return `${name}: is needed, and isn't set`;
  const given = `and is '${value}'`;
  if (issue.code === 'invalid_value') return `${name}: must be ${issue.values.join(' or ')}, ${given}`;
  const wanted = describeNumber(schema, name);
  return wanted === undefined ? `${name}: ${issue.message}` : `${name}: must be ${wanted}, ${given}`;
}

function describeNumber(schema: z.ZodType, name: string): string | undefined {
  const found = propertyOf(z.toJSONSchema(schema, { unrepresentable: 'any' }) as Described, name);
  if (found?.type !== 'integer' && found?.type !== 'number') return undefined;
  const isWhole = found.type === 'integer';
  const kind = isWhole ? 'a whole number' : 'a number';
  // The last whole numbers that are exact stand where no bound was meant.
  const max = found.maximum === Number.MAX_SAFE_INTEGER ? undefined : found.maximum;
  const above = found.exclusiveMinimum;
  const least = isWhole && above !== undefined ? above + 1 : found.minimum;
  const min = least === Number.MIN_SAFE_INTEGER ? undefined : least;
  if (min !== undefined && max !== undefined) return `${kind} from ${min} to ${max}`;
  if (min !== undefined) return `${kind} of at least ${min}`;
  if (above !== undefined) return `${kind} above ${above}`;
  return max === undefined ? kind : `${kind} of at most ${max}`;
}

/** A property of an object, or of one of the objects that were combined. */
function propertyOf({ properties, allOf = [] }: Described, name: string): Described | undefined {
  if (properties && Object.hasOwn(properties, name)) return properties[name];
  for (const part of allOf) {
    const found = propertyOf(part, name);
    if (found) return found;
  }
  return undefined;
}
