/**
 * A statement's parameter that is a list, as an expression: `ANY (${listParameter('$1', 'uuid')})`.
 *
 * PostgreSQL plans a prepared statement for its values the first five times, and goes on doing so for as long as those plans
 * look cheaper than one for any values. It takes a list that it can't see for ten items long, so for lists that are shorter
 * it would plan every time, which costs more than running it. A subquery hides the list from it, and its length: then all
 * plans look alike, and the sixth time one is kept (PostgreSQL's `plan_cache_mode`, and `choose_custom_plan` in its source).
 */
export function listParameter(parameter: `$${number}`, type: string): string {
  return `(SELECT ${parameter}::${type}[])::${type}[]`;
}

/** A list of ids as PostgreSQL reads it, for statements that take their values in text. Nothing in a UUID needs quoting. */
export function listOfIds(ids: readonly string[]): string {
  return `{${ids.join(',')}}`;
}
