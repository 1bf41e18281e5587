import type { Random } from '../../seed/population/random.ts';

/**
 * A batch Isolation Forest (Liu, Ting, Zhou: "Isolation Forest", ICDM 2008), to compare with: it sees all points at once and
 * knows the future. Returns a score of each point, 0 to 1, higher is more anomalous. Defaults are the paper's.
 */
export function isolationForestScores(
  points: readonly Readonly<ArrayLike<number>>[],
  random: Random,
  { trees = 100, samples = 256 }: { trees?: number; samples?: number } = {},
): Float64Array {
  const scores = new Float64Array(points.length);
  const size = Math.min(samples, points.length);
  const depthMax = Math.ceil(Math.log2(Math.max(2, size)));
  for (let tree = 0; tree < trees; tree++) {
    const sample = Array.from({ length: size }, () => points[random.below(points.length)]!);
    const root = grow(sample, 0, depthMax, random);
    for (const [i, point] of points.entries()) scores[i]! += pathLength(root, point, 0) / trees;
  }
  const usual = averagePath(size);
  return scores.map((length) => 2 ** (-length / usual));
}

type Node = { size: number } | { dimension: number; split: number; left: Node; right: Node };

function grow(sample: readonly Readonly<ArrayLike<number>>[], depth: number, depthMax: number, random: Random): Node {
  if (depth >= depthMax || sample.length <= 1) return { size: sample.length };
  const dimension = random.below(sample[0]!.length);
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const point of sample) {
    low = Math.min(low, point[dimension]!);
    high = Math.max(high, point[dimension]!);
  }
  if (low === high) return { size: sample.length };
  const split = random.uniform(low, high);
  return {
    dimension,
    split,
    left: grow(
      sample.filter((point) => point[dimension]! < split),
      depth + 1,
      depthMax,
      random,
    ),
    right: grow(
      sample.filter((point) => point[dimension]! >= split),
      depth + 1,
      depthMax,
      random,
    ),
  };
}

function pathLength(node: Node, point: Readonly<ArrayLike<number>>, depth: number): number {
  if ('size' in node) return depth + averagePath(node.size);
  return pathLength(point[node.dimension]! < node.split ? node.left : node.right, point, depth + 1);
}

/** The average depth at which a search in a binary tree of `size` fails (the paper's c(n)). */
function averagePath(size: number): number {
  if (size <= 1) return 0;
  return 2 * (Math.log(size - 1) + 0.5772156649) - (2 * (size - 1)) / size;
}
