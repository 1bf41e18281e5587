/** A reproducible source of chance: the same seed and path give the same numbers on every machine. */
export interface Random {
  /** A number in [0, 1). */
  next(): number;
  /** 32 random bits as an unsigned integer. */
  bits(): number;
  /** A whole number from 0 up to, and without, `below`. */
  below(below: number): number;
  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number;
  uniform(low: number, high: number): number;
  chance(probability: number): boolean;
  /** Standard normal. */
  normal(): number;
  /** exp(N(ln median, sigma)). */
  logNormal(median: number, sigma: number): number;
  exponential(mean: number): number;
  /** Trials up to and including the first success; at least 1, on average `mean`. */
  geometric(mean: number): number;
  pick<Item>(items: readonly Item[]): Item;
}

/** sfc32 (Chris Doty-Humphrey's Small Fast Counter, 32 bit; passes PractRand), seeded by hashing the seed and a path. */
export function createRandom(seed: number, ...path: readonly (string | number)[]): Random {
  let [a, b, c] = hash(`${seed}/${path.join('/')}`);
  let counter = 1;
  const bits = () => {
    const sum = (a + b + counter++) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    c |= 0;
    return sum >>> 0;
  };
  // The state needs a few rounds before its output is independent of the seed (as in the reference implementation).
  for (let round = 0; round < 12; round++) bits();

  const next = () => bits() / 2 ** 32;
  const normal = () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  return {
    next,
    bits,
    below: (below) => Math.floor(next() * below),
    between: (low, high) => low + Math.floor(next() * (high - low + 1)),
    uniform: (low, high) => low + next() * (high - low),
    chance: (probability) => next() < probability,
    normal,
    logNormal: (median, sigma) => median * Math.exp(sigma * normal()),
    exponential: (mean) => -mean * Math.log(1 - next()),
    geometric: (mean) => (mean <= 1 ? 1 : 1 + Math.floor(Math.log(1 - next()) / Math.log(1 - 1 / mean))),
    pick: (items) => items[Math.floor(next() * items.length)]!,
  };
}

/** Three words of state from a text: FNV-1a from three offsets, each finished as in MurmurHash3. */
function hash(text: string): [number, number, number] {
  const word = (offset: number) => {
    let value = offset;
    for (let index = 0; index < text.length; index++) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
    value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
    value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
    return (value ^ (value >>> 16)) | 0;
  };
  return [word(0x811c9dc5 | 0), word(0x9e3779b9 | 0), word(0x7f4a7c15)];
}

/** `count` distinct whole numbers below `size`, none of which `skip` refuses; fewer where there aren't enough. */
export function sampleDistinct(
  random: Random,
  size: number,
  count: number,
  skip: (candidate: number) => boolean,
): number[] {
  const chosen = new Set<number>();
  // Beyond this many misses what is left is too rare to be worth the search.
  for (let tries = 0; chosen.size < count && tries < 50 * count + 1000; tries++) {
    const candidate = random.below(size);
    if (!chosen.has(candidate) && !skip(candidate)) chosen.add(candidate);
  }
  return [...chosen];
}
