/**
 * Half-Space Trees: online anomaly detection by mass, after Tan, Ting and Liu, "Fast Anomaly Detection for Streaming
 * Data", IJCAI 2011. Names in brackets are the paper's.
 *
 * - A tree [HS-Tree] halves a work space that is somewhat larger than [0, 1] in each dimension: each inner node takes a
 *   random dimension and splits it in the middle of what is left of it. Trees are built without data.
 * - A node counts how many points of the window before (the reference window, [r]) and of the window now (the latest, [l]) went
 *   through it. After each window of [psi] points the latest becomes the reference: that is how drift is followed.
 * - A point's mass is, summed over the trees, the reference count of the node where it ends up times 2 to its depth; it
 *   ends at a leaf, or where the count is below [sizeLimit]. Little mass is anomalous.
 *
 * Deviations, neither of which changes a score: nodes aren't objects but places in flat arrays, and instead of moving all
 * counts after each window (1.6 million), a node's are moved when it is next met.
 */
export interface HalfSpaceTreesOptions {
  readonly dimensions: number;
  /** [t]: 25 in the paper; more make scores smoother and cost as much more. */
  readonly trees?: number;
  /** [maxDepth]: 15 in the paper; memory is 16 bytes times 2 to the (depth + 1), a tree. */
  readonly depth?: number;
  /** [psi]: points a window, 250 in the paper. The first window is the warm-up: until it is full, nothing can be scored. */
  readonly windowPoints?: number;
  /** A source of chance, uniform in [0, 1): the same source makes the same trees. */
  readonly random: () => number;
}

export interface HalfSpaceTrees {
  /** True once there is a reference window. */
  readonly ready: boolean;
  /**
   * 0 (as usual as it gets) to 1 (nobody was ever near it). Values should be scaled to about [0, 1]; others are allowed. NaN
   * before the warm-up is over.
   */
  score(point: Readonly<ArrayLike<number>>): number;
  /** Learns a point. */
  learn(point: Readonly<ArrayLike<number>>): void;
}

export function createHalfSpaceTrees(options: HalfSpaceTreesOptions): HalfSpaceTrees {
  const { dimensions, trees = 25, depth = 15, windowPoints = 250, random } = options;
  const nodesEach = 2 ** (depth + 1) - 1;
  const innerEach = 2 ** depth - 1;
  const splitDimension = new Uint16Array(trees * nodesEach);
  const splitValue = new Float32Array(trees * nodesEach);
  const reference = new Uint32Array(trees * nodesEach);
  const latest = new Uint32Array(trees * nodesEach);
  /** The window in which a node's counts were last moved. */
  const movedIn = new Uint32Array(trees * nodesEach);
  for (let tree = 0; tree < trees; tree++) build(tree);
  // A tenth of a window [sizeLimit]: below that a count says too little to look deeper.
  const sizeLimit = 0.1 * windowPoints;
  let window = 1;
  let inWindow = 0;

  /** Lays out one tree: children of node n are 2n + 1 and 2n + 2. */
  function build(tree: number): void {
    const low = new Float64Array(dimensions);
    const high = new Float64Array(dimensions);
    for (let one = 0; one < dimensions; one++) {
      // The work space: a random middle, and twice the way to the farther end of [0, 1] on both sides.
      const middle = random();
      const reach = 2 * Math.max(middle, 1 - middle);
      low[one] = middle - reach;
      high[one] = middle + reach;
    }
    const split = (node: number): void => {
      if (node >= innerEach) return;
      const dimension = Math.min(dimensions - 1, Math.floor(random() * dimensions));
      const [from, to] = [low[dimension]!, high[dimension]!];
      const middle = (from + to) / 2;
      splitDimension[tree * nodesEach + node] = dimension;
      splitValue[tree * nodesEach + node] = middle;
      high[dimension] = middle;
      split(2 * node + 1);
      high[dimension] = to;
      low[dimension] = middle;
      split(2 * node + 2);
      low[dimension] = from;
    };
    split(0);
  }

  /** Makes the latest counts of windows that are over the reference. */
  function move(place: number): void {
    const behind = window - movedIn[place]!;
    if (behind === 0) return;
    reference[place] = behind === 1 ? latest[place]! : 0;
    latest[place] = 0;
    movedIn[place] = window;
  }

  const next = (base: number, node: number, point: Readonly<ArrayLike<number>>): number =>
    point[splitDimension[base + node]!]! < splitValue[base + node]! ? 2 * node + 1 : 2 * node + 2;

  return {
    get ready() {
      return window > 1;
    },

    score(point) {
      if (window === 1) return Number.NaN;
      let mass = 0;
      for (let tree = 0; tree < trees; tree++) {
        const base = tree * nodesEach;
        let node = 0;
        let weight = 1;
        for (;;) {
          move(base + node);
          const count = reference[base + node]!;
          if (node >= innerEach || count <= sizeLimit) {
            mass += count * weight;
            break;
          }
          node = next(base, node, point);
          weight *= 2;
        }
      }
      // The most there can be: a whole window in one leaf of every tree. On a logarithmic scale, because masses are powers of 2.
      const most = Math.log1p(trees * windowPoints * 2 ** depth);
      return 1 - Math.log1p(mass) / most;
    },

    learn(point) {
      for (let tree = 0; tree < trees; tree++) {
        const base = tree * nodesEach;
        for (let node = 0; ; node = next(base, node, point)) {
          move(base + node);
          latest[base + node]!++;
          if (node >= innerEach) break;
        }
      }
      inWindow++;
      if (inWindow < windowPoints) return;
      inWindow = 0;
      window++;
    },
  };
}
