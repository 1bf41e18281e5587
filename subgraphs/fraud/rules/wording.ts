/** A duration for people: `10 min`, `24 h`, `45 s`. */
export function minutes(durationMs: number): string {
  if (durationMs >= 2 * 3_600_000) return `${round(durationMs / 3_600_000)} h`;
  if (durationMs >= 60_000) return `${round(durationMs / 60_000)} min`;
  return `${round(durationMs / 1_000)} s`;
}

/** A share for people: `7%`. */
export function percent(share: number): string {
  return `${round(share * 100)}%`;
}

const round = (value: number): number => Math.round(value * 10) / 10;
