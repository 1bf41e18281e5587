/** Under which a label's values past its bound are counted together, so that sums over all of them stay true. */
export const otherValue = 'other';

/** The label names of a metric, each with how many different values it may have. */
export type LabelBounds = Readonly<Record<string, number>>;

type Branch<Leaf> = Map<string, Branch<Leaf> | Leaf>;

/** One thing kept per combination of label values. */
export interface Series<Leaf> {
  /**
   * The one of these label values, in the order of the label names. Looks up one Map per label and allocates nothing,
   * unless the combination is new.
   */
  of(first?: string, second?: string, third?: string): Leaf;
  entries(): Iterable<readonly [labels: readonly string[], leaf: Leaf]>;
}

/** Keeps series of up to three labels. A label's value past its bound becomes `other`, whoever sends it. */
export function createSeries<Leaf>(bounds: LabelBounds, make: () => Leaf): Series<Leaf> {
  const limits = Object.values(bounds);
  const known = limits.map(() => new Set<string>());
  const depth = limits.length;
  if (depth > 3) throw new RangeError('A metric has three labels at most.');
  const root: Branch<Leaf> = new Map();
  const only = depth === 0 ? make() : undefined;

  const admit = (value: string, level: number): string => {
    const values = known[level]!;
    if (values.has(value)) return value;
    if (values.size >= limits[level]!) return otherValue;
    values.add(value);
    return value;
  };

  const add = (values: readonly string[]): Leaf => {
    let branch = root;
    for (let level = 0; level < depth - 1; level++) {
      const value = admit(values[level]!, level);
      let next = branch.get(value) as Branch<Leaf> | undefined;
      if (!next) {
        next = new Map();
        branch.set(value, next);
      }
      branch = next;
    }
    const value = admit(values[depth - 1]!, depth - 1);
    let leaf = branch.get(value) as Leaf | undefined;
    if (leaf === undefined) {
      leaf = make();
      branch.set(value, leaf);
    }
    return leaf;
  };

  function* walk(branch: Branch<Leaf>, labels: readonly string[]): Generator<readonly [readonly string[], Leaf]> {
    for (const [value, next] of branch) {
      const all = [...labels, value];
      if (all.length < depth) yield* walk(next as Branch<Leaf>, all);
      else yield [all, next as Leaf];
    }
  }

  return {
    of(first = '', second = '', third = '') {
      if (depth === 0) return only!;
      let found = root.get(first);
      if (depth > 1) found = (found as Branch<Leaf> | undefined)?.get(second);
      if (depth > 2) found = (found as Branch<Leaf> | undefined)?.get(third);
      return (found as Leaf | undefined) ?? add([first, second, third]);
    },
    entries: () => (depth === 0 ? [[[], only!]] : walk(root, [])),
  };
}
