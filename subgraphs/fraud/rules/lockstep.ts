/**
 * Lockstep groups, after CopyCatch (Beutel, Xu, Guruswami, Palow, Faloutsos: "CopyCatch: stopping group attacks by spotting
 * lockstep behavior in social networks", WWW 2013): many accounts that like the same things within the same short times.
 * CopyCatch searches a whole like graph for such near-bipartite cores in batches; here pairs are counted as likes come in.
 */
export interface LockstepThresholds {
  /** Distinct people that a pair liked within `windowMs` of each other, all within `keptMs`. */
  readonly targets: number;
  /** Members of a group; each is linked with at least that many less one. */
  readonly members: number;
  readonly windowMs: number;
  readonly keptMs: number;
}

/** Two accounts liked one person at nearly the same time: whom, and when the later of them did. */
export interface Coincidence {
  readonly target: number;
  readonly atMs: number;
}

/**
 * The first stretch of at most `keptMs` in which a pair liked `targets` distinct people together; null where there is none.
 * `coincidences` are in the order of time. More of them never prove it wrong.
 */
export function lockstepPair(
  coincidences: readonly Coincidence[],
  { targets, keptMs }: LockstepThresholds,
): { fromMs: number; atMs: number } | null {
  if (coincidences.length < targets) return null;
  for (let last = targets - 1; last < coincidences.length; last++) {
    const { atMs } = coincidences[last]!;
    const distinct = new Set<number>();
    for (let i = last; i >= 0 && coincidences[i]!.atMs >= atMs - keptMs; i--) {
      distinct.add(coincidences[i]!.target);
      if (distinct.size >= targets) return { fromMs: coincidences[i]!.atMs, atMs };
    }
  }
  return null;
}

/**
 * The group around an account: it and everybody reached over links between accounts that have enough links each. Empty
 * where there is no group.
 */
export function lockstepGroup(
  links: ReadonlyMap<number, ReadonlySet<number>>,
  account: number,
  { members }: LockstepThresholds,
): readonly number[] {
  const inGroup = (one: number): boolean => (links.get(one)?.size ?? 0) >= members - 1;
  if (!inGroup(account)) return [];
  const group = new Set([account]);
  for (const one of group) for (const other of links.get(one)!) if (inGroup(other)) group.add(other);
  return group.size >= members ? [...group] : [];
}
