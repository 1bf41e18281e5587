import type { Random } from './random.ts';

/**
 * Draws indexes by weight in constant time (Walker's alias method, set up as in M. D. Vose, "A linear algorithm for
 * generating random numbers with a given distribution", IEEE Transactions on Software Engineering 17(9), 1991).
 * Weights are not negative, and at least one is positive.
 */
export function createAliasTable(weights: Float64Array): (random: Random) => number {
  const size = weights.length;
  let total = 0;
  for (const weight of weights) total += weight;
  const share = new Float64Array(size);
  const alias = new Int32Array(size);
  const small: number[] = [];
  const large: number[] = [];
  for (let index = 0; index < size; index++) {
    share[index] = (weights[index]! * size) / total;
    (share[index]! < 1 ? small : large).push(index);
  }
  while (small.length > 0 && large.length > 0) {
    const low = small.pop()!;
    const high = large.pop()!;
    alias[low] = high;
    share[high] = share[high]! + share[low]! - 1;
    (share[high]! < 1 ? small : large).push(high);
  }
  // What rounding left over stands for a whole column of its own.
  for (const index of [...small, ...large]) share[index] = 1;
  return (random) => {
    const column = random.below(size);
    return random.next() < share[column]! ? column : alias[column]!;
  };
}
