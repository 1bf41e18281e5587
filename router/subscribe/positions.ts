/**
 * Where somebody stands in a topic: for each partition that matters to them, the next offset they want. Everything
 * before it was delivered or was not for them.
 */
export type Positions = ReadonlyMap<number, number>;

/** The further of both in each partition; partitions of either. */
export function furthest(a: Positions, b: Positions): Map<number, number> {
  const merged = new Map(a);
  for (const [partition, offset] of b) merged.set(partition, Math.max(offset, merged.get(partition) ?? 0));
  return merged;
}

/** The positions of the given partitions only; those that `positions` lacks stand at 0. */
export function restrict(positions: Positions, partitions: Iterable<number>): Map<number, number> {
  const kept = new Map<number, number>();
  for (const partition of partitions) kept.set(partition, positions.get(partition) ?? 0);
  return kept;
}
