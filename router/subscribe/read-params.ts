import type { OperationParams } from '../admit/port.ts';

type Payload = Readonly<Record<string, unknown>>;

/** The parameters of a GraphQL request out of JSON; null where one has the wrong shape. */
export function readParams(payload: unknown): OperationParams | null {
  if (!isObject(payload)) return null;
  const { query, operationName, variables, extensions } = payload;
  if (typeof query !== 'string') return null;
  if (!isMissing(operationName) && typeof operationName !== 'string') return null;
  if (!isMissing(variables) && !isObject(variables)) return null;
  if (!isMissing(extensions) && !isObject(extensions)) return null;
  return {
    query,
    operationName: (operationName as string | null | undefined) ?? null,
    variables: (variables as Payload | null | undefined) ?? {},
    extensions: (extensions as Payload | null | undefined) ?? {},
  };
}

/** True for a JSON object. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isMissing(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}
