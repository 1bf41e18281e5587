/** How deep a chain of causes is followed; a longer one is a loop. */
const causesMax = 8;

/** An error as far as it can be looked at: it may come from another realm, so `instanceof` says nothing. */
export type ErrorParts = Readonly<Record<string, unknown>>;

/**
 * Whether an error, or one that it was caused by, is such a one. Followed are `cause`, what a GraphQLError was made of, and where
 * Prisma's driver adapters put the database's own error.
 */
export function someCause(error: unknown, isSuch: (one: ErrorParts) => boolean): boolean {
  let current = error;
  for (let depth = 0; depth < causesMax && isObject(current); depth++) {
    if (isSuch(current)) return true;
    const { cause, originalError, meta } = current;
    current = cause ?? originalError ?? (meta as { driverAdapterError?: unknown } | undefined)?.driverAdapterError;
  }
  return false;
}

function isObject(value: unknown): value is ErrorParts {
  return typeof value === 'object' && value !== null;
}
