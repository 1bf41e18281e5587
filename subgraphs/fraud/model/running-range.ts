/**
 * Scales values to about [0, 1] by the range seen so far: from the 1st to the 99th percentile would hide what is rare, so it is
 * the least and the greatest. Forgets slowly, so that one wild value doesn't squeeze everything after it for ever.
 */
export interface RunningRange {
  /** Takes a point in and returns it scaled; what is outside of the range so far is scaled to outside of [0, 1]. */
  scale(point: Readonly<ArrayLike<number>>): Float64Array;
}

/** How much of the range is left after this many points without a value near its ends: half. */
const halfLifePoints = 20_000;
const shrink = 1 - 0.5 ** (1 / halfLifePoints);

export function createRunningRange(dimensions: number): RunningRange {
  const low = new Float64Array(dimensions).fill(Number.POSITIVE_INFINITY);
  const high = new Float64Array(dimensions).fill(Number.NEGATIVE_INFINITY);
  return {
    scale(point) {
      const scaled = new Float64Array(dimensions);
      for (let one = 0; one < dimensions; one++) {
        const value = point[one]!;
        const span = high[one]! - low[one]!;
        // Nothing to compare with yet: the middle.
        scaled[one] = span > 0 ? (value - low[one]!) / span : 0.5;
        if (span > 0) {
          low[one]! += (shrink * span) / 2;
          high[one]! -= (shrink * span) / 2;
        }
        low[one] = Math.min(low[one]!, value);
        high[one] = Math.max(high[one]!, value);
      }
      return scaled;
    },
  };
}
