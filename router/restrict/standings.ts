/** The last words on subjects that may act which are remembered, about 10 MB: an old event comes again within minutes. */
const allowedMax = 100_000;

/**
 * Who is restricted, by the time of the events that said so. An event may be in the log once more, after a newer one (a
 * producer that sent it again too late): what is older than what was said last of its subject changes nothing. Events
 * without a time count as they come.
 */
export interface Standings {
  isRestricted(subject: string): boolean;
  say(subject: string, restricted: boolean, timeMs: number | null): void;
  forget(subject: string): void;
}

export function createStandings(): Standings {
  /** Subject to the time of the event, in milliseconds since 1970. */
  const restricted = new Map<string, number>();
  /** The same of those that may act, the latest last; as many as fit. Everybody would be too many. */
  const allowed = new Map<string, number>();

  return {
    isRestricted: (subject) => restricted.has(subject),
    say(subject, isRestricted, timeMs) {
      const lastMs = restricted.get(subject) ?? allowed.get(subject) ?? Number.NEGATIVE_INFINITY;
      const atMs = timeMs ?? lastMs;
      if (atMs < lastMs) return;
      restricted.delete(subject);
      allowed.delete(subject);
      (isRestricted ? restricted : allowed).set(subject, atMs);
      if (allowed.size > allowedMax) allowed.delete(allowed.keys().next().value!);
    },
    forget(subject) {
      restricted.delete(subject);
      allowed.delete(subject);
    },
  };
}
