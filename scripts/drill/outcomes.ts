/** One thing that a client tried, and how it went. */
export interface Outcome {
  readonly kind: 'visit' | 'read';
  /** When it was asked and answered, by `performance.now()`. */
  readonly askedAt: number;
  readonly answeredAt: number;
  /** `OK`, or what went wrong. */
  readonly code: string;
}

/** What clients saw in one phase of a drill, of one kind. */
export interface Summary {
  readonly tried: number;
  readonly failed: Readonly<Record<string, number>>;
  /** Of those that went well, in milliseconds; null where none did. */
  readonly p50: number | null;
  readonly p99: number | null;
}

export function summarise(outcomes: readonly Outcome[]): Summary {
  const failed: Record<string, number> = {};
  for (const { code } of outcomes) if (code !== 'OK') failed[code] = (failed[code] ?? 0) + 1;
  const took = outcomes
    .filter(({ code }) => code === 'OK')
    .map(({ askedAt, answeredAt }) => answeredAt - askedAt)
    .sort((a, b) => a - b);
  const at = (share: number): number | null => took[Math.ceil(share * took.length) - 1] ?? null;
  return { tried: outcomes.length, failed, p50: at(0.5), p99: at(0.99) };
}

/** How long after `since` the last failure was answered, in milliseconds; 0 where none was after it. */
export function recoveredAfterMs(outcomes: readonly Outcome[], since: number): number {
  const failures = outcomes.filter(({ code, answeredAt }) => code !== 'OK' && answeredAt > since);
  return Math.max(0, ...failures.map(({ answeredAt }) => answeredAt - since));
}
